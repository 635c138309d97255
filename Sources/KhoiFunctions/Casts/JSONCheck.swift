/// Whether bytes are one JSON value, as RFC 8259 has it.
enum JSONCheck {
  static func isValid(_ bytes: [UInt8]) -> Bool {
    var place = 0
    guard value(bytes, &place, depth: 0) else { return false }
    skipSpace(bytes, &place)
    return place == bytes.count
  }

  private static func skipSpace(_ bytes: [UInt8], _ place: inout Int) {
    while place < bytes.count, [32, 9, 10, 13].contains(bytes[place]) { place += 1 }
  }

  private static func value(_ bytes: [UInt8], _ place: inout Int, depth: Int) -> Bool {
    skipSpace(bytes, &place)
    guard place < bytes.count, depth < 1000 else { return false }
    switch bytes[place] {
    case 123: return members(bytes, &place, end: 125, depth: depth)
    case 91: return members(bytes, &place, end: 93, depth: depth)
    case 34: return string(bytes, &place)
    case 116: return word("true", bytes, &place)
    case 102: return word("false", bytes, &place)
    case 110: return word("null", bytes, &place)
    default: return number(bytes, &place)
    }
  }

  private static func members(
    _ bytes: [UInt8], _ place: inout Int, end: UInt8, depth: Int
  ) -> Bool {
    place += 1
    skipSpace(bytes, &place)
    if place < bytes.count, bytes[place] == end {
      place += 1
      return true
    }
    while true {
      if end == 125 {
        skipSpace(bytes, &place)
        guard place < bytes.count, bytes[place] == 34, string(bytes, &place) else { return false }
        skipSpace(bytes, &place)
        guard place < bytes.count, bytes[place] == 58 else { return false }
        place += 1
      }
      guard value(bytes, &place, depth: depth + 1) else { return false }
      skipSpace(bytes, &place)
      guard place < bytes.count else { return false }
      let byte = bytes[place]
      place += 1
      if byte == end { return true }
      if byte != 44 { return false }
    }
  }

  private static func string(_ bytes: [UInt8], _ place: inout Int) -> Bool {
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 34 { return true }
      if byte < 32 { return false }
      guard byte == 92 else { continue }
      guard place < bytes.count else { return false }
      let escape = bytes[place]
      place += 1
      if escape == 117 {
        guard place + 4 <= bytes.count,
          bytes[place..<place + 4].allSatisfy({
            (48...57).contains($0) || (97...102).contains($0 | 32)
          })
        else { return false }
        place += 4
      } else if ![34, 92, 47, 98, 102, 110, 114, 116].contains(escape) {
        return false
      }
    }
    return false
  }

  private static func word(_ word: String, _ bytes: [UInt8], _ place: inout Int) -> Bool {
    let wanted = Array(word.utf8)
    guard place + wanted.count <= bytes.count,
      Array(bytes[place..<place + wanted.count]) == wanted
    else { return false }
    place += wanted.count
    return true
  }

  private static func number(_ bytes: [UInt8], _ place: inout Int) -> Bool {
    func digits() -> Int {
      let start = place
      while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
      return place - start
    }
    if place < bytes.count, bytes[place] == 45 { place += 1 }
    let startsWithZero = place < bytes.count && bytes[place] == 48
    let count = digits()
    if count == 0 || startsWithZero && count > 1 { return false }
    if place < bytes.count, bytes[place] == 46 {
      place += 1
      if digits() == 0 { return false }
    }
    if place < bytes.count, bytes[place] | 32 == 101 {
      place += 1
      if place < bytes.count, bytes[place] == 43 || bytes[place] == 45 { place += 1 }
      if digits() == 0 { return false }
    }
    return true
  }
}
