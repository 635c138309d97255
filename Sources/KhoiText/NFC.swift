@_spi(_Unicode) import Swift

/// Canonical composition of text: Unicode's normalisation form C, which every text in the store
/// has.
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
    var change: Change = []
    var scalars = Array(String(decoding: bytes, as: UTF8.self)._nfd)
    // Not canonical equivalence, so form C keeps the wrong order; no spelling needs it.
    for index in scalars.indices.dropLast() where isTone(scalars[index]) {
      let next = scalars[index + 1].value
      if next == 0x302 || next == 0x306 {
        scalars.swapAt(index, index + 1)
        change.insert(.reordered)
      }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for scalar in text._nfc {
      if let units = UTF8.encode(scalar) { result.append(contentsOf: units) }
    }
    if change.isEmpty && result != bytes { change.insert(.composed) }
    return (result, change)
  }

  private static func isTone(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x300, 0x301, 0x303, 0x309: true
    default: false
    }
  }
}
