import CByteScan
import KhoiData

/// Reads typed values from the bytes of one field.
///
/// Nothing here allocates. Up to 15 bytes behind the field may be loaded, so the buffer needs room
/// behind its end (`ScanBuffer.padding`).
enum FieldParsing {
  @inline(__always)
  private static func load8(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }

  /// Reads 1 to 8 digits at once.
  ///
  /// The digits are moved to the high bytes of a word, zeros filled in before them, then added up
  /// in three steps of multiplication: pairs, fours, eights. False where a byte is no digit.
  @inline(__always)
  static func digits8(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout UInt64) -> Bool {
    let half = UInt64(truncatingIfNeeded: 8 &- count) &* 4
    // Two shifts by half: shifting by 64 at once is not defined.
    let word = unsafe (load8(bytes) &<< half) &<< half
    let filler = (0x3030_3030_3030_3030 as UInt64 &>> (32 &- half)) &>> (32 &- half)
    return number(word | filler, &value)
  }

  /// Adds up eight digits, the first in the lowest byte; false where one is none.
  @inline(__always)
  static func number(_ text: UInt64, _ value: inout UInt64) -> Bool {
    guard var digits = pairs(text) else { return false }
    digits = (digits &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
    value = (digits &* 42_949_672_960_001) &>> 32
    return true
  }

  /// The four numbers of two digits each, sixteen bits for each; nil where a byte is no digit.
  @inline(__always)
  private static func pairs(_ text: UInt64) -> UInt64? {
    let digits = text ^ 0x3030_3030_3030_3030
    if ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 { return nil }
    return (digits &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
  }

  /// Reads an integer of up to 19 digits as people write them: no plus sign, no leading zero.
  @inline(__always)
  static func integer(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64) -> Bool {
    var magnitude: UInt64 = 0
    // One test for "1 to 8 bytes"; what has a sign or is no number shows in the digits.
    if unsafe UInt(bitPattern: count &- 1) < 8 && digits8(bytes, count, &magnitude) {
      value = Int64(bitPattern: magnitude)
      return unsafe bytes[0] != 0x30 || count == 1
    }
    return unsafe longInteger(bytes, count, &value)
  }

  @inline(never)
  private static func longInteger(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64
  ) -> Bool {
    let isNegative = unsafe count > 0 && bytes[0] == 0x2D
    let start = unsafe isNegative ? bytes + 1 : bytes
    let length = isNegative ? count - 1 : count
    guard length >= 1, length <= 19 else { return false }
    // A negative zero is no integer: reading it as 0 would lose the sign.
    if unsafe start[0] == 0x30 && (length > 1 || isNegative) { return false }
    var magnitude: UInt64 = 0
    var position = 0
    while position < length {
      let take = min(8, length - position)
      var part: UInt64 = 0
      guard unsafe digits8(start + position, take, &part) else { return false }
      magnitude = magnitude &* integerPowers[take] &+ part
      position += take
    }
    // Nineteen digits are below 2^64, but not all of them below 2^63.
    guard magnitude <= UInt64(Int64.max) else { return false }
    value = isNegative ? -Int64(magnitude) : Int64(magnitude)
    return true
  }

  static let integerPowers: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]

  /// `true` or `false` in any case.
  @inline(__always)
  static func boolean(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Bool) -> Bool {
    if count == 4 {
      let word = unsafe UInt32(truncatingIfNeeded: load8(bytes)) | 0x2020_2020
      value = true
      return word == 0x6575_7274
    }
    if count == 5 {
      let word = unsafe load8(bytes) & 0xFF_FFFF_FFFF | 0x20_2020_2020
      value = false
      return word == 0x65_736C_6166
    }
    return false
  }

  /// `YYYY-MM-DD`.
  @inline(__always)
  static func date(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int32) -> Bool {
    guard count == 10 else { return false }
    return unsafe day(bytes, &value)
  }

  @inline(__always)
  private static func day(_ bytes: UnsafePointer<UInt8>, _ value: inout Int32) -> Bool {
    // `YYYY-MM-` and `-MM-DD` behind the last two digits of the year.
    let head = unsafe load8(bytes)
    let tail = unsafe load8(bytes + 2)
    if tail & 0x0000_FF00_00FF_0000 != 0x0000_2D00_002D_0000 { return false }
    let digits =
      head & 0xFFFF_FFFF | (tail &<< 8) & 0xFFFF_0000_0000 | tail & 0xFFFF_0000_0000_0000
    guard let numbers = pairs(digits) else { return false }
    let year =
      UInt32(truncatingIfNeeded: numbers & 0xFF) &* 100
      &+ UInt32(truncatingIfNeeded: numbers &>> 16 & 0xFF)
    let month = UInt32(truncatingIfNeeded: numbers &>> 32 & 0xFF)
    let dayOfMonth = UInt32(truncatingIfNeeded: numbers &>> 48)
    // Every month has 28 days; only days behind them need a look at the calendar.
    if month &- 1 >= 12 || dayOfMonth &- 1 >= 28 {
      guard isLateDay(year, month, dayOfMonth) else { return false }
    }
    // As `Calendar.days`, which also knows years below zero: the year that begins in March.
    let isEarly: UInt32 = month < 3 ? 1 : 0
    let shiftedYear = year &+ 400 &- isEarly
    let century = shiftedYear / 100
    let dayOfYear = (153 &* (month &+ 12 &* isEarly &- 3) &+ 2) / 5 &+ dayOfMonth
    let days = 365 &* shiftedYear &+ shiftedYear &>> 2 &- century &+ century &>> 2 &+ dayOfYear
    value = Int32(bitPattern: days &- 1 &- 719_468 &- 146_097)
    return true
  }

  @inline(never)
  private static func isLateDay(_ year: UInt32, _ month: UInt32, _ day: UInt32) -> Bool {
    Calendar.isValid(year: Int32(year), month: Int32(month), day: Int32(day))
  }

  /// `YYYY-MM-DD[ T]HH:MM[:SS[.ffffff]][Z]`, or a day alone, which means its midnight.
  @inline(__always)
  static func timestamp(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64) -> Bool {
    var days: Int32 = 0
    guard count >= 10, unsafe day(bytes, &days) else { return false }
    var microseconds: Int64 = 0
    if count > 10 {
      guard unsafe bytes[10] == 0x20 || bytes[10] == 0x54,
        unsafe timeOfDay(bytes + 11, count - 11, &microseconds)
      else { return false }
    }
    value = Int64(days) * Calendar.microsecondsPerDay + microseconds
    return true
  }

  /// A moment with its distance from UTC behind it (`+07`, `-03:30`, `Z`), or one in UTC.
  @inline(never)
  static func zonedTimestamp(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64
  ) -> Bool {
    var length = count
    // The sign of the distance stands behind at least `YYYY-MM-DD HH:MM`.
    while unsafe length > 16 && bytes[length - 1] != 0x2B && bytes[length - 1] != 0x2D {
      length -= 1
    }
    guard length > 16 else { return unsafe timestamp(bytes, count, &value) }
    let isWest = unsafe bytes[length - 1] == 0x2D
    let digits = count - length
    var hours: UInt64 = 0
    var minutes: UInt64 = 0
    guard digits == 2 || digits == 4 || digits == 5, unsafe digits8(bytes + length, 2, &hours)
    else { return false }
    if digits > 2 {
      if unsafe digits == 5 && bytes[length + 2] != 0x3A { return false }
      guard unsafe digits8(bytes + count - 2, 2, &minutes) else { return false }
    }
    length -= 1
    if unsafe length > 0 && bytes[length - 1] == 0x20 { length -= 1 }
    guard hours < 16, minutes < 60, unsafe timestamp(bytes, length, &value) else { return false }
    let distance = Int64(hours * 60 + minutes) * 60_000_000
    value = isWest ? value + distance : value - distance
    return true
  }

  /// `HH:MM:SS[.ffffff]`.
  @inline(__always)
  static func time(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64) -> Bool {
    guard count >= 8, unsafe bytes[count - 1] != 0x5A else { return false }
    return unsafe timeOfDay(bytes, count, &value)
  }

  @inline(__always)
  private static func timeOfDay(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ value: inout Int64
  ) -> Bool {
    var left = count
    if unsafe left > 0 && bytes[left - 1] == 0x5A { left -= 1 }
    guard left >= 5, unsafe bytes[2] == 0x3A else { return false }
    var hour: UInt64 = 0
    var minute: UInt64 = 0
    var second: UInt64 = 0
    var fraction: UInt64 = 0
    guard unsafe digits8(bytes, 2, &hour), unsafe digits8(bytes + 3, 2, &minute) else {
      return false
    }
    if left > 5 {
      guard left >= 8, unsafe bytes[5] == 0x3A, unsafe digits8(bytes + 6, 2, &second) else {
        return false
      }
    }
    if left > 8 {
      let length = left - 9
      guard unsafe bytes[8] == 0x2E, length >= 1, length <= 6,
        unsafe digits8(bytes + 9, length, &fraction)
      else { return false }
      fraction *= integerPowers[6 - length]
    }
    guard hour < 24, minute < 60, second < 60 else { return false }
    value = Int64(((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction)
    return true
  }
}
