@_spi(_Unicode) import Swift

/// Canonical composition of text: Unicode's normalisation form C, which every text in the store
/// has.
///
/// Latin letters with the marks of Vietnamese are composed here, by table; whatever else a text
/// holds goes to the standard library.
package enum NFC {
  /// What was done to a text besides copying it.
  package struct Change: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Letters and marks were composed or reordered canonically.
    package static let composed = Change(rawValue: 1)
    /// A tone typed before a circumflex or breve was moved behind it: `e ◌́ ◌̂` means ế.
    package static let reordered = Change(rawValue: 2)
  }

  /// The text in form C, with misplaced Vietnamese tones repaired; the input is valid UTF-8.
  package static func normalise(_ bytes: [UInt8]) -> (bytes: [UInt8], change: Change) {
    let scalars = UTF8Scan.scalars(of: bytes)
    var change: Change = []
    let result = composed(scalars, repairs: true, &change)
    guard let result else {
      let (text, isRepaired) = repairedGenerally(scalars)
      var output: [UInt8] = []
      output.reserveCapacity(bytes.count)
      for scalar in text._nfc { UTF8Scan.append(scalar.value, to: &output) }
      if isRepaired { return (output, .reordered) }
      return (output, output == bytes ? [] : .composed)
    }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for scalar in result { UTF8Scan.append(scalar, to: &output) }
    if change.isEmpty && output != bytes { change = .composed }
    return (output, change)
  }

  /// The one code point that a letter and marks make; nil where they make none.
  package static func composition(of letter: UInt32, _ marks: [UInt32]) -> UInt32? {
    var change: Change = []
    let result = composed([letter] + marks, repairs: false, &change)
    return result?.count == 1 ? result?[0] : nil
  }

  /// Form C of Latin text with the marks of Vietnamese; nil for any other text.
  package static func composed(
    _ scalars: [UInt32], repairs: Bool, _ change: inout Change
  ) -> [UInt32]? {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var place = 0
    var marks: [UInt32] = []
    while place < scalars.count {
      let letter = scalars[place]
      place += 1
      guard isLatin(letter) else { return nil }
      guard place < scalars.count, scalars[place] >= 0x300, isMark(scalars[place]) else {
        if isMark(letter) {
          // A text may begin with a mark, or marks follow a line's end.
          result.append(letter == 0x340 ? 0x300 : letter == 0x341 ? 0x301 : letter)
        } else {
          result.append(letter)
        }
        continue
      }
      marks.removeAll(keepingCapacity: true)
      var base = letter
      if isMark(letter) {
        // Marks before any letter compose with nothing, but they have an order.
        marks.append(letter)
        base = 0
      } else {
        guard decompose(&base, into: &marks) else { return nil }
      }
      while place < scalars.count, isMark(scalars[place]) {
        marks.append(scalars[place])
        place += 1
      }
      arrange(&marks)
      if repairs && repair(base, &marks) { change.insert(.reordered) }
      compose(base, marks, into: &result)
    }
    return result
  }

  // MARK: Tables

  private static let marks: [UInt32] = compositions.map(\.mark)
  /// Code points of the Latin blocks, U+0300 and U+1E00 to U+1EFF at 0x300.
  private static let latinCount = 0x400

  /// By mark and letter what they compose to, 0 for nothing.
  private static let composedLetters: [UInt16] = {
    var table = [UInt16](repeating: 0, count: 8 * latinCount)
    for (row, entry) in compositions.enumerated() {
      let scalars = entry.pairs.unicodeScalars.map(\.value)
      for pair in stride(from: 0, to: scalars.count - 1, by: 2) {
        table[row * latinCount + index(of: scalars[pair])] = UInt16(scalars[pair + 1])
      }
    }
    return table
  }()

  /// By letter the letter and mark that it decomposes to: the letter below, the mark's number plus
  /// one above; 0 for none, and all ones where the mark is another than the eight.
  private static let decompositions: [UInt32] = {
    var table = [UInt32](repeating: 0, count: latinCount)
    for (row, entry) in compositions.enumerated() {
      let scalars = entry.pairs.unicodeScalars.map(\.value)
      for pair in stride(from: 0, to: scalars.count - 1, by: 2) {
        table[index(of: scalars[pair + 1])] = scalars[pair] | UInt32(row + 1) << 16
      }
    }
    for scalar in otherwiseComposed.unicodeScalars { table[index(of: scalar.value)] = UInt32.max }
    return table
  }()

  private static func index(of letter: UInt32) -> Int {
    letter < 0x300 ? Int(letter) : Int(letter & 0xFF | 0x300)
  }

  private static func isLatin(_ code: UInt32) -> Bool {
    code < 0x300 || (code >= 0x1E00 && code < 0x1F00) || isMark(code)
      || (code >= 0x2002 && code <= 0x20BF)
  }

  /// Whether it is one of the eight marks, or of the two old names of grave and acute.
  private static func isMark(_ code: UInt32) -> Bool {
    switch code {
    case 0x300...0x303, 0x306, 0x309, 0x31B, 0x323, 0x340, 0x341: true
    default: false
    }
  }

  // MARK: Steps

  /// Parts a letter and its marks; false where it has others than the eight.
  private static func decompose(_ letter: inout UInt32, into marks: inout [UInt32]) -> Bool {
    while letter < 0x300 || (letter >= 0x1E00 && letter < 0x1F00) {
      let parts = decompositions[index(of: letter)]
      if parts == UInt32.max { return false }
      if parts == 0 { return true }
      letter = parts & 0xFFFF
      marks.insert(Self.marks[Int(parts >> 16) - 1], at: 0)
    }
    return true
  }

  private static func order(_ mark: UInt32) -> Int {
    mark == 0x31B ? 216 : mark == 0x323 ? 220 : 230
  }

  /// The order that canonical equivalence gives marks: horn, dot, others; those of one kind stay.
  private static func arrange(_ marks: inout [UInt32]) {
    for place in marks.indices {
      if marks[place] == 0x340 { marks[place] = 0x300 }
      if marks[place] == 0x341 { marks[place] = 0x301 }
      var target = place
      while target > 0 && order(marks[target - 1]) > order(marks[target]) {
        marks.swapAt(target - 1, target)
        target -= 1
      }
    }
  }

  /// Puts a circumflex or breve before the tone that was typed before it.
  private static func repair(_ letter: UInt32, _ marks: inout [UInt32]) -> Bool {
    var isChanged = false
    for place in marks.indices.dropLast() where isTone(marks[place]) {
      let next = marks[place + 1]
      if takes(letter, next) {
        marks.swapAt(place, place + 1)
        isChanged = true
      }
    }
    return isChanged
  }

  /// Whether Vietnamese has the letter with that circumflex or breve.
  private static func takes(_ letter: UInt32, _ mark: UInt32) -> Bool {
    switch letter | 0x20 {
    case 0x61: mark == 0x302 || mark == 0x306
    case 0x65, 0x6F: mark == 0x302
    default: false
    }
  }

  private static func isTone(_ mark: UInt32) -> Bool {
    switch mark {
    case 0x300, 0x301, 0x303, 0x309: true
    default: false
    }
  }

  private static func compose(_ letter: UInt32, _ marks: [UInt32], into result: inout [UInt32]) {
    let start = result.count
    if letter != 0 { result.append(letter) }
    var kept = 0
    for mark in marks {
      if letter != 0, kept < order(mark), let row = Self.marks.firstIndex(of: mark) {
        let current = result[start]
        if current < 0x300 || (current >= 0x1E00 && current < 0x1F00) {
          let both = composedLetters[row * latinCount + index(of: current)]
          if both != 0 {
            result[start] = UInt32(both)
            continue
          }
        }
      }
      kept = order(mark)
      result.append(mark)
    }
  }

  /// The text of any characters with misplaced tones repaired where they stand apart.
  private static func repairedGenerally(_ scalars: [UInt32]) -> (String, Bool) {
    var text = ""
    text.unicodeScalars.append(
      contentsOf: scalars.lazy.map { Unicode.Scalar($0) ?? "\u{FFFD}" })
    var scalars = text._nfd.map(\.value)
    var isChanged = false
    for place in scalars.indices.dropLast().dropFirst() where isTone(scalars[place]) {
      let letter = scalars[..<place].last { !isMark($0) } ?? 0
      if takes(letter, scalars[place + 1]) {
        scalars.swapAt(place, place + 1)
        isChanged = true
      }
    }
    guard isChanged else { return (text, false) }
    text = ""
    text.unicodeScalars.append(
      contentsOf: scalars.lazy.map { Unicode.Scalar($0) ?? "\u{FFFD}" })
    return (text, isChanged)
  }
}
