import Foundation
import KhoiText
import Testing

/// Old encodings against what the vectors say, and the detector against text that was encoded here.
@Suite struct `Encodings` {
  @Test func `every sample is detected and decoded`() throws {
    for row in try VectorRows.read("encoding-samples.csv") {
      let bytes = row[1].split(separator: " ").compactMap { UInt8($0, radix: 16) }
      let name = row[0]
      let encoding =
        name.hasPrefix("utf-8") ? .utf8 : TextEncoding(named: name) ?? .utf16LittleEndian
      let text = NFC.normalise(encoding.decoded(bytes)).bytes
      #expect(String(decoding: text, as: UTF8.self) == row[2], "\(name)")
      #expect(Array(row[2].utf8) == text, "\(name): \(row[2])")
      let found = EncodingDetector([bytes])
      // A few words may be too few to tell; then the text is not taken for Vietnamese.
      #expect(found.encoding == encoding || !found.isSure, "\(name): \(row[2])")
    }
  }

  @Test func `every damaged sample is repaired`() throws {
    for row in try VectorRows.read("mojibake-columns.csv") {
      let name = row[0].replacing(" twice", with: "").replacing("-in-unicode", with: "")
      let repair = try #require(TextRepair(named: name))
      let result = try #require(repair.repaired(Array(row[1].utf8)), "\(row)")
      #expect(String(decoding: result, as: UTF8.self) == row[2], "\(row[0])")
    }
  }

  @Test func `damaged columns are found`() throws {
    let rows = try VectorRows.read("mojibake-columns.csv")
    for (damage, column) in Dictionary(grouping: rows, by: { $0[0] }) {
      let texts = column.map { Array($0[1].utf8) }
      let found = try #require(TextDamage.find(in: texts), "\(damage)")
      for (row, text) in zip(column, texts) {
        let result = found.repaired(text) ?? text
        #expect(String(decoding: result, as: UTF8.self) == row[2], "\(damage) \(found.name)")
      }
      #expect(!found.hasLostLetters, "\(damage)")
      let sound = column.map { Array($0[2].utf8) }
      #expect(TextDamage.find(in: sound) == nil, "\(damage)")
      for row in column { #expect(TextDamage.find(in: [Array(row[2].utf8)]) == nil) }
    }
  }

  @Test func `letters that are gone for good are told`() {
    let texts = ["H?i Khuy?n h?c", "T? qu?c", "Ph??ng 3"].map { Array($0.utf8) }
    #expect(LostLetters.example(in: texts) != nil)
    #expect(LostLetters.example(in: ["Who? Me?", "a?b=c&d?e", "ok"].map { Array($0.utf8) }) == nil)
    let stripped = ["ngêi", "trêng häc", "phêng Mü Phó", "ñy ban"].map { Array($0.utf8) }
    #expect(TextDamage.find(in: stripped)?.hasLostLetters == true)
  }

  @Test func `sound text of other languages is no damage`() {
    let texts = [
      "São Paulo não é a capital", "El niño comió piñas", "Größe und Übermut tut selten gut",
      "Être ou ne pas être, là où", "Zażółć gęślą jaźń", "Smörgåsbord på ön", "naïve café",
      "25 °C ± 3 µm ² ½", "«Ça va?» – “ok”", "Hà Nam", "Lâm Đồng", "Thừa Thiên Huế",
    ].map { Array($0.utf8) }
    #expect(TextDamage.find(in: texts) == nil)
    for text in texts {
      #expect(
        TextDamage.find(in: [text], demand: .text) == nil,
        "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func `encodings are named in many ways`() {
    #expect(TextEncoding(named: "CP1258") == .windows1258)
    #expect(TextEncoding(named: "Latin1") == .latin1)
    #expect(TextEncoding(named: "ABC") == .tcvn3)
    #expect(TextEncoding(named: "klingon") == nil)
    var seen = Set<String>()
    for encoding in TextEncoding.allCases {
      for name in [encoding.name] + encoding.aliases { #expect(seen.insert(name).inserted) }
    }
  }
}

extension `Encodings` {
  /// What is written in each encoding, from Vietnamese text.
  private static func encoded(_ text: String, _ encoding: TextEncoding) -> [UInt8]? {
    guard let page = encoding.codePage else { return nil }
    var result: [UInt8] = []
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      if let byte = page.byte(of: scalar.value) {
        result.append(byte)
        continue
      }
      guard let known = sequences[encoding]?[scalar.value] else { return nil }
      result.append(contentsOf: known)
    }
    return result
  }

  /// Characters that are two bytes, and the capitals that TCVN3 writes as small letters.
  private static let sequences: [TextEncoding: [UInt32: [UInt8]]] = {
    var result: [TextEncoding: [UInt32: [UInt8]]] = [:]
    for encoding in [TextEncoding.windows1258, .vni] {
      var known: [UInt32: [UInt8]] = [:]
      for first in UInt8.min...UInt8.max {
        for second in UInt8(0x80)...UInt8.max {
          let text = encoding.decoded([first, second])
          let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
          if scalars.count == 1, let only = scalars.first { known[only.value] = [first, second] }
        }
      }
      result[encoding] = known
    }
    var small: [UInt32: [UInt8]] = [:]
    for letter in "ẢÃÁẠÀẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ".unicodeScalars {
      if let lower = String(letter).lowercased().unicodeScalars.first,
        let byte = CodePage.tcvn3.byte(of: lower.value)
      {
        small[letter.value] = [byte]
      }
    }
    result[.tcvn3] = small
    return result
  }()

  /// The Vietnamese words of the datasets, in order.
  private static func words(of path: String = #filePath) throws -> [String] {
    let root = path.split(separator: "/").dropLast(3).joined(separator: "/")
    var words: [String] = []
    for name in ["members", "leadership", "associations", "events", "initiatives", "awards"] {
      let text = try String(contentsOfFile: "/\(root)/datasets/\(name).csv", encoding: .utf8)
      for line in text.split(separator: "\n").dropFirst() {
        words += line.split(whereSeparator: { " ,;\"".contains($0) }).map(String.init).filter {
          $0.unicodeScalars.contains { $0.value >= 0x80 } || $0.utf8.count < 7
        }
      }
    }
    return words
  }

  /// How many of 300 samples must be right.
  private static let demands: [(words: Int, right: Int)] = [
    (3, 240), (5, 280), (10, 297), (20, 300),
  ]

  @Test(arguments: [TextEncoding.windows1258, .tcvn3, .vni, .viscii], demands)
  func `old encodings are detected from a few words`(
    encoding: TextEncoding, demand: (words: Int, right: Int)
  ) throws {
    let words = try Self.words()
    var generator = SplitMix(seed: 20_250_210)
    var right = 0
    var total = 0
    while total < 300 {
      let start = Int(generator.next() % UInt64(words.count - demand.words))
      let text = words[start..<(start + demand.words)].joined(separator: " ")
      let accented = text.unicodeScalars.filter { $0.value >= 0x80 }.count
      guard accented * 2 >= demand.words, let bytes = Self.encoded(text, encoding) else { continue }
      total += 1
      let found = EncodingDetector([bytes], isTolerant: false)
      // Where two encodings give one text, either is right.
      let isSame = found.encoding.decoded(bytes) == encoding.decoded(bytes)
      if found.isSure && (found.encoding == encoding || isSame) { right += 1 }
    }
    print("\(encoding.name), \(demand.words) words: \(right) of \(total) right")
    #expect(right >= demand.right, "\(demand.words) words: \(right) of \(total)")
  }

  @Test func `other languages are never taken for Vietnamese`() throws {
    let texts = [
      "L’été dernier, le maître de cérémonie a déjà reçu des élèves très âgés à côté du théâtre",
      "Où êtes-vous ? Là-bas, près du café français, à l'hôtel où naît une âme très fière",
      "Die Größe der Bäume ändert sich täglich, während schöne Vögel über Dächer fliegen müssen",
      "El niño pequeño comió más piñas después de la canción en el jardín público de Málaga",
      "A situação não está fácil: três irmãos já vão à exposição de informática em São João",
      "Café – 25 °C, £30, © 2024 “quoted”, naïve résumé, 50 €… ½ price for Zoë’s piñata",
    ]
    for text in texts {
      let words = text.split(separator: " ")
      for count in [3, 5, 10, words.count] {
        for start in 0...(max(0, words.count - count)) {
          let part = words[start..<min(words.count, start + count)].joined(separator: " ")
          guard let bytes = Self.encoded(part, .windows1252), bytes.contains(where: { $0 >= 0x80 })
          else { continue }
          let found = EncodingDetector([bytes], isTolerant: false)
          #expect(!found.isSure || count < 10, "\(part): \(found.encoding)")
        }
      }
    }
  }
}

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
