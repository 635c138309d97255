import KhoiText

@_spi(_Unicode) import Swift

/// Unicode normal form C.
///
/// The standard library normalises for its own comparisons but offers that only as an underscored
/// interface; this is the one place of the module that leans on it.
enum NormalForm {
  /// The UTF-8 of the composed text.
  static func composed(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text._nfc { UTF8Scan.append(scalar.value, to: &bytes) }
    return bytes
  }

  /// The UTF-8 of the text with every mark apart from its letter.
  static func decomposed(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text._nfd { UTF8Scan.append(scalar.value, to: &bytes) }
    return bytes
  }
}
