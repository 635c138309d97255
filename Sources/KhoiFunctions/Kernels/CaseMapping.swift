import KhoiText

/// Letters to capital or small letters, by Unicode's default mappings.
///
/// The mappings of the Latin, Greek and Cyrillic blocks lie in a table made on first use; the rest
/// asks the standard library, letter by letter.
struct CaseMapping: Sendable {
  static let upper = CaseMapping(changing: 0x61) { $0.uppercaseMapping }
  static let lower = CaseMapping(changing: 0x41) { $0.lowercaseMapping }

  private let map: @Sendable (Unicode.Scalar.Properties) -> String
  /// For each code point below U+0600 and from U+1E00 to U+1FFF its image; zero where that is not
  /// a single code point.
  private let low: [UInt32]
  private let high: [UInt32]

  /// The first of the 26 ASCII letters that change.
  private let firstLetter: UInt8

  private init(
    changing firstLetter: UInt8, _ map: @escaping @Sendable (Unicode.Scalar.Properties) -> String
  ) {
    self.map = map
    self.firstLetter = firstLetter
    func image(_ code: UInt32) -> UInt32 {
      guard let scalar = Unicode.Scalar(code) else { return 0 }
      let mapped = map(scalar.properties).unicodeScalars
      guard let only = mapped.first, mapped.count == 1 else { return 0 }
      return only.value
    }
    low = (0..<0x600).map { image($0) }
    high = (0x1E00..<0x2000).map { image($0) }
  }

  /// Appends the image of a text.
  func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    if unsafe UTF8Text.isASCII(bytes) {
      let start = output.count
      unsafe output.append(contentsOf: bytes)
      let first = firstLetter
      unsafe output.withUnsafeMutableBufferPointer { letters in
        for place in start..<letters.count {
          unsafe letters[place] ^= letters[place] &- first < 26 ? 0x20 : 0
        }
      }
      return
    }
    var offset = 0
    while offset < bytes.count {
      unsafe append(UTF8Text.decode(bytes, &offset), to: &output)
    }
  }

  /// Appends the image of a code point.
  @inline(__always)
  func append(_ scalar: UInt32, to output: inout [UInt8]) {
    let simple: UInt32 =
      scalar < 0x600
      ? low[Int(scalar)]
      : scalar >= 0x1E00 && scalar < 0x2000
        ? high[Int(scalar - 0x1E00)] : 0
    if simple != 0 {
      UTF8Scan.append(simple, to: &output)
    } else if let known = Unicode.Scalar(scalar) {
      output.append(contentsOf: map(known.properties).utf8)
    }
  }
}
