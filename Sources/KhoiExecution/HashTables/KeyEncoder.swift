import KhoiData
import KhoiText

/// One worker's way from key vectors to words (or numbers of slots) and back.
final class KeyEncoder {
  let layout: KeyLayout
  /// For each part that needs one.
  private let interners: [KeyInterner?]
  private var words: GrowableBuffer<UInt64>
  private var scratch: GrowableBuffer<UInt32>

  init(_ layout: KeyLayout) {
    self.layout = layout
    interners = layout.parts.map { part in
      if case .interned = part.form { KeyInterner() } else { nil }
    }
    words = GrowableBuffer()
    scratch = GrowableBuffer()
  }

  var byteCount: Int {
    words.byteCount + interners.reduce(0) { $0 + ($1?.byteCount ?? 0) }
  }

  /// The keys of the rows, `layout.wordCount` words each; valid until the next call.
  func encode(_ keys: [Vector], count: Int) throws(Diagnostic) -> UnsafePointer<UInt64> {
    let width = layout.wordCount
    words.resize(max(words.count, count * width), repeating: 0)
    let base = unsafe words.base
    if layout.fields.isEmpty { unsafe base.initialize(repeating: 0, count: count * width) }
    for field in layout.fields {
      let part = layout.parts[field.part]
      let target = unsafe base + field.word
      let shift = UInt64(field.shift)
      let overwrites = field.shift == 0
      try forEachNumber(
        keys[field.part], part, isNullBit: field.isNullBit, interner: interners[field.part],
        count: count
      ) { numbers in
        unsafe numbers.write(to: target, stride: width, shift: shift, overwrites: overwrites)
      }
    }
    return unsafe UnsafePointer(base)
  }

  /// A copy of the keys of the rows, in words.
  func words(of keys: [Vector], count: Int) throws(Diagnostic) -> Buffer<UInt64> {
    unsafe Buffer(copying: try encode(keys, count: count), count: count * layout.wordCount)
  }

  /// The number of the slot of each row: the numbers of the parts in mixed radix.
  func encodeSlots(_ keys: [Vector], count: Int) throws(Diagnostic) -> Buffer<UInt32> {
    let output = BufferOwner(byteCount: count * 4)
    let target = unsafe output.base.assumingMemoryBound(to: UInt32.self)
    if layout.parts.isEmpty { unsafe target.initialize(repeating: 0, count: count) }
    for (index, part) in layout.parts.enumerated() {
      let stride = layout.strides[index]
      try forEachNumber(
        keys[index], part, isNullBit: false, interner: nil, count: count
      ) { numbers in
        unsafe numbers.writeSlots(to: target, stride: stride, overwrites: index == 0)
      }
    }
    return unsafe Buffer(owner: output, base: UnsafePointer(target), count: count)
  }

  private func forEachNumber(
    _ vector: Vector, _ part: KeyPart, isNullBit: Bool, interner: KeyInterner?, count: Int,
    _ body: (KeyNumbers) -> Void
  ) throws(Diagnostic) {
    let vector = vector.typed(part.type)
    precondition(vector.count == count, "a key for each row")
    if isNullBit {
      body(.nullBits(vector.flattened().validity, count))
      return
    }
    switch part.form {
    case .interned:
      scratch.resize(max(scratch.count, count), repeating: 0)
      unsafe interner?.number(vector.flattened(), adds: true, absent: 0, into: scratch.base)
      unsafe body(.plain(UnsafePointer(scratch.base), count))
    case .codes(let dictionary):
      if vector.values.dictionary === dictionary {
        body(.integers(vector.flattened(), least: 0, bias: part.bias))
      } else {
        let codes = try Self.codes(of: vector.canonical(), in: dictionary)
        body(.integers(codes, least: 0, bias: part.bias))
      }
    case .bounded(let least):
      body(.integers(vector.flattened(), least: least, bias: part.bias))
    case .integer:
      body(.integers(vector.flattened(), least: 0, bias: 0))
    case .double:
      body(.doubles(vector.flattened()))
    }
  }

  /// Texts as codes of a dictionary that has all of them.
  private static func codes(
    of vector: Vector, in dictionary: TextDictionary
  ) throws(Diagnostic) -> Vector {
    var codes = [UInt32](repeating: 0, count: vector.count)
    for row in 0..<vector.count where !vector.isNull(row) {
      guard let code = dictionary.code(of: vector.textView(row)) else {
        throw .broken("a text is not in the dictionary of its column")
      }
      codes[row] = code
    }
    return Vector(
      vector.type, .codes32(Buffer(codes), dictionary), validity: vector.validity,
      count: vector.count)
  }

  // MARK: Back to vectors

  /// The vector of one part for keys in words.
  func vector(ofPart index: Int, words: Buffer<UInt64>) -> Vector {
    let part = layout.parts[index]
    let width = layout.wordCount
    let count = words.count / width
    var numbers = Buffer<UInt64>([])
    var nullBits: Buffer<UInt64>?
    for field in layout.fields where field.part == index {
      let mask = field.bits == 64 ? UInt64.max : (1 << UInt64(field.bits)) - 1
      let values = unsafe Buffer<UInt64>(count: count) { out in
        for row in 0..<count {
          unsafe out[row] =
            unsafe words.base[row &* width &+ field.word] >> UInt64(field.shift) & mask
        }
      }
      if field.isNullBit { nullBits = values } else { numbers = values }
    }
    return vector(of: part, numbers, nullBits: nullBits, interner: interners[index])
  }

  /// The vector of one part for numbers of slots.
  func vector(ofPart index: Int, slots: Buffer<UInt32>) -> Vector {
    let part = layout.parts[index]
    let stride = UInt64(layout.strides[index])
    let numbers = unsafe Buffer<UInt64>(count: slots.count) { out in
      for row in 0..<slots.count {
        unsafe out[row] = unsafe UInt64(slots.base[row]) / stride % part.size
      }
    }
    return vector(of: part, numbers, nullBits: nil, interner: nil)
  }

  private func vector(
    of part: KeyPart, _ numbers: Buffer<UInt64>, nullBits: Buffer<UInt64>?,
    interner: KeyInterner?
  ) -> Vector {
    let count = numbers.count
    var validity: Validity?
    if let nullBits {
      validity = Validity(count: count) { unsafe nullBits.base[$0] == 0 }
    } else if part.isNullable {
      validity = Validity(count: count) { unsafe numbers.base[$0] != 0 }
    }
    if validity?.nullCount == 0 { validity = nil }
    switch part.form {
    case .interned:
      let narrow = numbers.converted(to: UInt32.self)
      return interner?.vector(of: narrow, type: part.type, validity: validity)
        ?? Vector(nulls: part.type, count: count)
    case .codes(let dictionary):
      let codes = unsafe Buffer<UInt32>(count: count) { out in
        for row in 0..<count {
          let number = unsafe numbers.base[row]
          unsafe out[row] = UInt32(truncatingIfNeeded: number < part.bias ? 0 : number &- part.bias)
        }
      }
      return Vector(part.type, .codes32(codes, dictionary), validity: validity)
    case .double:
      let values = unsafe Buffer<Double>(count: count) { out in
        for row in 0..<count { unsafe out[row] = unsafe Double(bitPattern: numbers.base[row]) }
      }
      return Vector(part.type, .float64(values), validity: validity)
    case .bounded(let least):
      return Self.integers(numbers, least: least, bias: part.bias, part.type, validity)
    case .integer:
      return Self.integers(numbers, least: 0, bias: 0, part.type, validity)
    }
  }

  private static func integers(
    _ numbers: Buffer<UInt64>, least: Int64, bias: UInt64, _ type: LogicalType,
    _ validity: Validity?
  ) -> Vector {
    let offset = UInt64(bitPattern: least) &- bias
    let wide = unsafe Buffer<Int64>(count: numbers.count) { out in
      for row in 0..<numbers.count {
        unsafe out[row] = unsafe Int64(bitPattern: numbers.base[row] &+ offset)
      }
    }
    switch type.canonicalPhysicalType {
    case .boolean:
      let flags = unsafe Buffer<UInt8>(count: wide.count) { out in
        for row in 0..<wide.count { unsafe out[row] = unsafe wide.base[row] == 1 ? 1 : 0 }
      }
      return Vector(type, .boolean(flags), validity: validity)
    case .int32: return Vector(type, .int32(wide.converted(to: Int32.self)), validity: validity)
    default: return Vector(type, .int64(wide), validity: validity)
    }
  }

  // MARK: Merging

  /// For each interned part the numbers here of the other encoder's numbers.
  func translations(from other: KeyEncoder) -> [Buffer<UInt32>?] {
    layout.parts.indices.map { index in
      guard let mine = interners[index], let theirs = other.interners[index] else { return nil }
      return mine.translate(theirs)
    }
  }

  /// Keys of the other encoder as keys of this one.
  func translate(
    _ keys: UnsafePointer<UInt64>, count: Int, _ translations: [Buffer<UInt32>?]
  ) -> UnsafePointer<UInt64> {
    let width = layout.wordCount
    words.resize(max(words.count, count * width), repeating: 0)
    let base = unsafe words.base
    unsafe base.update(from: keys, count: count * width)
    for field in layout.fields where !field.isNullBit {
      guard let table = translations[field.part] else { continue }
      let mask = ((1 as UInt64) << 32 - 1) << UInt64(field.shift)
      for row in 0..<count {
        let place = row &* width &+ field.word
        let number = unsafe Int(truncatingIfNeeded: (base[place] & mask) >> UInt64(field.shift))
        unsafe base[place] =
          unsafe base[place] & ~mask | UInt64(table[number]) << UInt64(field.shift)
      }
    }
    return unsafe UnsafePointer(base)
  }
}
