import KhoiData

/// Which part of a text a function of positions means.
enum TextSlices {
  /// `length` code points from a one-based `start`; negative starts count from the end, and a
  /// negative length goes to the left.
  static func substring(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int64, length: Int64?
  ) -> Range<Int> {
    if let length, length == 0 { return 0..<0 }
    let isASCII = unsafe UTF8Text.isASCII(bytes)
    let total = unsafe Int64(isASCII ? bytes.count : UTF8Text.scalarCount(bytes))
    var first: Int64
    var wanted = length
    if start > 0 {
      first = min(total, start - 1)
    } else if start < 0 {
      first = max(0, total &+ max(start, -total - 1))
    } else {
      first = 0
      if let length, length > 0 {
        wanted = length - 1
        if wanted == 0 { return 0..<0 }
      }
    }
    var last = total
    if let wanted {
      if wanted >= 0 {
        let (sum, overflow) = first.addingReportingOverflow(wanted)
        last = overflow ? total : min(total, sum)
      } else {
        last = first
        let (sum, overflow) = first.addingReportingOverflow(wanted)
        first = overflow ? 0 : max(0, sum)
      }
    }
    return unsafe range(bytes, isASCII, first, max(first, last))
  }

  /// The first `count` code points; a negative count leaves out that many at the end.
  static func left(_ bytes: UnsafeBufferPointer<UInt8>, _ count: Int64) -> Range<Int> {
    if count >= 0 {
      if count >= bytes.count { return 0..<bytes.count }
      let isASCII = unsafe UTF8Text.isASCII(bytes)
      return unsafe 0..<(isASCII ? Int(count) : UTF8Text.offset(ofScalar: Int(count), in: bytes))
    }
    let total = unsafe Int64(UTF8Text.scalarCount(bytes))
    return unsafe 0..<UTF8Text.offset(ofScalar: Int(max(0, total &+ max(count, -total))), in: bytes)
  }

  /// The last `count` code points; a negative count leaves out that many at the start.
  static func right(_ bytes: UnsafeBufferPointer<UInt8>, _ count: Int64) -> Range<Int> {
    let total = unsafe Int64(UTF8Text.scalarCount(bytes))
    let skipped = count >= 0 ? max(0, total - min(count, total)) : -max(count, -total)
    return unsafe UTF8Text.offset(ofScalar: Int(skipped), in: bytes)..<bytes.count
  }

  private static func range(
    _ bytes: UnsafeBufferPointer<UInt8>, _ isASCII: Bool, _ first: Int64, _ last: Int64
  ) -> Range<Int> {
    if isASCII { return Int(first)..<Int(last) }
    let lower = unsafe UTF8Text.offset(ofScalar: Int(first), in: bytes)
    var upper = lower
    var left = last - first
    while left > 0 && upper < bytes.count {
      upper = unsafe UTF8Text.end(of: upper, in: bytes)
      left -= 1
    }
    return lower..<upper
  }

  /// What is left when the code points in `set` are taken off the ends.
  static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ set: UnsafeBufferPointer<UInt8>?, atStart: Bool,
    atEnd: Bool
  ) -> Range<Int> {
    var lower = 0
    var upper = bytes.count
    while atStart && lower < upper {
      let end = unsafe min(UTF8Text.end(of: lower, in: bytes), upper)
      if unsafe !isMember(bytes, lower..<end, of: set) { break }
      lower = end
    }
    while atEnd && upper > lower {
      let start = unsafe UTF8Text.start(before: upper, in: bytes)
      if unsafe !isMember(bytes, start..<upper, of: set) { break }
      upper = start
    }
    return lower..<upper
  }

  private static func isMember(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    of set: UnsafeBufferPointer<UInt8>?
  ) -> Bool {
    guard let set = unsafe set else {
      return unsafe range.count == 1 && TextParsing.isSpace(bytes[range.lowerBound])
    }
    let scalar = unsafe UnsafeBufferPointer(rebasing: bytes[range])
    var place = 0
    while let found = unsafe ByteSearch.first(scalar, in: set, from: place) {
      // Found bytes may not be the inside of a longer code point.
      if unsafe Int8(bitPattern: set[found]) > -65 { return true }
      place = found + 1
    }
    return false
  }

  /// The n-th part between separators; negative numbers count from the end.
  static func part(
    _ bytes: UnsafeBufferPointer<UInt8>, _ separator: UnsafeBufferPointer<UInt8>, _ number: Int64
  ) -> Range<Int> {
    if number == 0 { return 0..<0 }
    if separator.isEmpty { return unsafe character(bytes, number) }
    var wanted = number
    if number < 0 {
      var count: Int64 = 1
      var place = 0
      while let found = unsafe ByteSearch.first(separator, in: bytes, from: place) {
        count += 1
        place = found + separator.count
      }
      let (sum, overflow) = count.addingReportingOverflow(number)
      wanted = sum + 1
      if overflow || wanted < 1 { return 0..<0 }
    }
    var place = 0
    while let found = unsafe ByteSearch.first(separator, in: bytes, from: place) {
      if wanted == 1 { return place..<found }
      wanted -= 1
      place = found + separator.count
    }
    return wanted == 1 ? place..<bytes.count : 0..<0
  }

  /// The n-th character; negative numbers count from the end.
  static func character(_ bytes: UnsafeBufferPointer<UInt8>, _ number: Int64) -> Range<Int> {
    guard number != 0, number.magnitude <= UInt64(bytes.count) else { return 0..<0 }
    if number > 0 {
      let start = unsafe UTF8Text.offset(ofScalar: Int(number - 1), in: bytes)
      return unsafe start < bytes.count ? start..<UTF8Text.end(of: start, in: bytes) : 0..<0
    }
    var end = bytes.count
    var left = -number
    while end > 0 {
      let start = unsafe UTF8Text.start(before: end, in: bytes)
      left -= 1
      if left == 0 { return start..<end }
      end = start
    }
    return 0..<0
  }

  /// What stands before the n-th separator, or for a negative number after the n-th from the end;
  /// all of it where there are fewer.
  static func untilSeparator(
    _ bytes: UnsafeBufferPointer<UInt8>, _ separator: UnsafeBufferPointer<UInt8>, _ number: Int64
  ) -> Range<Int> {
    if number == 0 || separator.isEmpty { return 0..<0 }
    var places: [Int] = []
    var place = 0
    while let found = unsafe ByteSearch.first(separator, in: bytes, from: place) {
      if number > 0 && places.count + 1 == number { return 0..<found }
      places.append(found)
      place = found + separator.count
    }
    if number > 0 || number.magnitude > UInt64(places.count) { return 0..<bytes.count }
    return (places[places.count + Int(number)] + separator.count)..<bytes.count
  }
}
