import KhoiData
import KhoiPlan

/// How the values of one key column become a number of few bits.
struct KeyPart: Sendable {
  enum Form: Sendable {
    /// The code of this dictionary.
    case codes(TextDictionary)
    /// The distance from the least value.
    case bounded(least: Int64)
    /// All 64 bits of an integer.
    case integer
    /// The bits of a double, with one zero and one NaN.
    case double
    /// A number that each worker gives to the texts or spans it meets; NULL is zero.
    case interned
  }

  let type: LogicalType
  let form: Form
  let isNullable: Bool
  /// How many numbers there are, the one for NULL included; 0 where more than 2^62.
  let size: UInt64
  /// Bits that hold any of the numbers.
  let bits: Int

  init(type: LogicalType, domain: ColumnDomain) {
    self.type = type
    isNullable = domain.isNullable
    let null: UInt64 = domain.isNullable ? 1 : 0
    switch (type.canonicalPhysicalType, domain.values) {
    case (.text, .dictionary(let dictionary)):
      form = .codes(dictionary)
      size = UInt64(dictionary.count) + null
      bits = Self.bits(size)
    case (.text, _), (.interval, _), (.int128, _), (.list, _), (.structure, _):
      form = .interned
      size = 0
      bits = 32
    case (.boolean, _):
      form = .bounded(least: 0)
      size = 2 + null
      bits = Self.bits(size)
    case (.float64, _):
      form = .double
      size = 0
      bits = 64
    case (_, .integers(let least, let greatest)):
      let span = UInt64(bitPattern: greatest &- least)
      if span < 1 << 62 && least <= greatest {
        form = .bounded(least: least)
        size = span + 1 + null
        bits = Self.bits(size)
      } else {
        form = .integer
        size = 0
        bits = 64
      }
    case (_, .dictionary), (_, .unknown):
      form = .integer
      size = 0
      bits = 64
    }
  }

  private static func bits(_ size: UInt64) -> Int {
    size <= 1 ? 1 : 64 - (size - 1).leadingZeroBitCount
  }

  /// Whether NULL needs a bit of its own, because every number is taken.
  var hasNullBit: Bool { isNullable && bits == 64 }

  /// What is added to a value's number so that zero can stand for NULL.
  var bias: UInt64 { isNullable && bits < 64 ? 1 : 0 }
}

/// Where each key column's number stands in the words of a key.
struct KeyLayout: Sendable {
  struct Field: Sendable {
    let part: Int
    /// Whether the field is the part's null bit instead of its number.
    let isNullBit: Bool
    let word: Int
    let shift: Int
    let bits: Int
  }

  let parts: [KeyPart]
  /// Fields at the bottom of a word first: they overwrite what was in the word.
  let fields: [Field]
  let wordCount: Int
  /// The product of the sizes; nil where it is larger than 2^31.
  let slotCount: Int?
  /// For each part what its number counts for in the number of a slot.
  let strides: [UInt32]

  init(_ parts: [KeyPart]) {
    self.parts = parts
    var room: [Int] = []
    var fields: [Field] = []
    func place(_ part: Int, _ isNullBit: Bool, _ bits: Int) {
      let word = room.firstIndex { $0 + bits <= 64 } ?? room.count
      if word == room.count { room.append(0) }
      fields.append(
        Field(part: part, isNullBit: isNullBit, word: word, shift: room[word], bits: bits))
      room[word] += bits
    }
    for (index, part) in parts.enumerated() { place(index, false, part.bits) }
    for (index, part) in parts.enumerated() where part.hasNullBit { place(index, true, 1) }
    self.fields = fields.filter { $0.shift == 0 } + fields.filter { $0.shift > 0 }
    wordCount = max(1, room.count)
    var slots = 1
    var strides: [UInt32] = []
    var isSmall = true
    for part in parts {
      strides.append(UInt32(truncatingIfNeeded: slots))
      if part.size == 0 || part.size >= 1 << 31 { isSmall = false }
      let (product, overflow) = slots.multipliedReportingOverflow(by: Int(part.size & 0x7FFF_FFFF))
      if overflow || product >= 1 << 31 { isSmall = false }
      slots = isSmall ? max(1, product) : 1
    }
    slotCount = isSmall ? slots : nil
    self.strides = strides
  }
}
