import KhoiData
import KhoiText

/// One worker's way from probe keys to the numbers of build keys.
final class JoinProbe {
  private let table: JoinTable
  private let interners: [KeyInterner?]
  private var words = GrowableBuffer<UInt64>()
  private var absent = GrowableBuffer<UInt8>()
  /// For each entry of the dictionary that texts came in last its only build row.
  private var rowsByCode: (dictionary: TextDictionary, rows: Buffer<UInt32>)?

  init(_ table: JoinTable) {
    self.table = table
    interners = table.columns.map { column in
      column.interner.map { KeyInterner(lookingUpIn: $0.interner) }
    }
  }

  /// For each row the number of its key on the build side; `UInt32.max` where there is none.
  func numbers(of keys: [Vector], count: Int) -> Buffer<UInt32> {
    if table.columns.isEmpty { return Buffer(repeating: 0, count: count) }
    let width = table.layout.wordCount
    words.resize(max(words.count, count * width), repeating: 0)
    absent.resize(max(absent.count, count), repeating: 0)
    unsafe absent.base.initialize(repeating: 0, count: count)
    let vectors = table.columns.indices.map { index -> Vector in
      let flat = keys[index].typed(table.columns[index].type).flattened()
      if let interner = interners[index] {
        return interner.numbers(of: flat, adds: false, absent: UInt32(Int32.max))
      }
      if case .codes(let dictionary) = table.columns[index].part.form {
        return flat.codes(in: dictionary)
      }
      return flat
    }
    if case .slots = table.method { return slots(vectors, count: count) }
    unsafe words.base.initialize(repeating: 0, count: count * width)
    for field in table.layout.fields {
      let part = table.columns[field.part].part
      let vector = vectors[field.part]
      let target = unsafe words.base + field.word
      let shift = UInt64(field.shift)
      if field.isNullBit {
        if let validity = vector.validity {
          for row in 0..<count where !validity.isValid(row) {
            unsafe target[row &* width] |= 1 << shift
          }
        }
      } else {
        unsafe ProbeNumbers(part, matchesNulls: table.columns[field.part].matchesNulls).forEach(
          vector, absent: absent.base
        ) { row, number in unsafe target[row &* width] |= number << shift }
      }
    }
    return unsafe Buffer<UInt32>(count: count) { out in
      unsafe table.find(UnsafePointer(words.base), count: count, numbers: out)
      let absent = unsafe absent.base
      for row in 0..<count where unsafe absent[row] != 0 { unsafe out[row] = UInt32.max }
    }
  }

  /// For each row its only build row; nil where there is no quick way.
  ///
  /// One key column into a direct array with unique keys: the most common join, in one loop.
  func onlyRows(of keys: [Vector]) -> Buffer<UInt32>? {
    guard table.isUnique, table.columns.count == 1, case .slots = table.method,
      !table.columns[0].matchesNulls
    else { return nil }
    let vector = keys[0].flattened()
    if vector.validity != nil { return nil }
    if interners[0] != nil { return onlyRows(ofCodes: vector.values) }
    if case .codes(let dictionary) = table.columns[0].part.form,
      vector.values.dictionary !== dictionary
    {
      return nil
    }
    var least: Int64 = 0
    if case .bounded(let bound) = table.columns[0].part.form { least = bound }
    switch vector.values {
    case .boolean(let values): return lookUp(values, least)
    case .int8(let values): return lookUp(values, least)
    case .int16(let values): return lookUp(values, least)
    case .int32(let values): return lookUp(values, least)
    case .int64(let values): return lookUp(values, least)
    case .codes8(let codes, _): return lookUp(codes, least)
    case .codes16(let codes, _): return lookUp(codes, least)
    case .codes32(let codes, _): return lookUp(codes, least)
    case .int128, .float64, .interval, .text, .list, .structure: return nil
    }
  }

  /// A dictionary of no more entries is looked up as a whole.
  private static let dictionaryLimit = 65_536

  /// The same for texts in codes of a small dictionary, whose entries are looked up once.
  private func onlyRows(ofCodes values: Vector.Values) -> Buffer<UInt32>? {
    guard let dictionary = values.dictionary, dictionary.count <= Self.dictionaryLimit else {
      return nil
    }
    let rows: Buffer<UInt32>
    if let known = rowsByCode, known.dictionary === dictionary {
      rows = known.rows
    } else {
      let entries = Vector(
        table.columns[0].type,
        .codes32(Selection.range(0, count: dictionary.count), dictionary))
      rows = MatchKernel.onlyRows(numbers(of: [entries], count: dictionary.count), table)
      rowsByCode = (dictionary, rows)
    }
    switch values {
    case .codes8(let codes, _): return lookUp(codes, 0, in: rows)
    case .codes16(let codes, _): return lookUp(codes, 0, in: rows)
    case .codes32(let codes, _): return lookUp(codes, 0, in: rows)
    default: return nil
    }
  }

  private func lookUp<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ least: Int64, in rows: Buffer<UInt32>? = nil
  ) -> Buffer<UInt32> {
    let rows = rows ?? table.onlyRow
    let onlyRow = unsafe rows.base
    let limit = UInt64(rows.count)
    let offset = UInt64(bitPattern: least)
    return unsafe Buffer<UInt32>(count: values.count) { out in
      for row in 0..<values.count {
        let number = unsafe UInt64(truncatingIfNeeded: values.base[row]) &- offset
        unsafe out[row] =
          unsafe number < limit ? onlyRow[Int(truncatingIfNeeded: number)] : UInt32.max
      }
    }
  }

  private func slots(_ vectors: [Vector], count: Int) -> Buffer<UInt32> {
    unsafe Buffer<UInt32>(count: count) { out in
      for (index, column) in table.columns.enumerated() {
        let stride = table.layout.strides[index]
        let numbers = ProbeNumbers(column.part, matchesNulls: column.matchesNulls)
        if index == 0 {
          unsafe numbers.forEach(vectors[index], absent: absent.base) { row, number in
            unsafe out[row] = UInt32(truncatingIfNeeded: number)
          }
        } else {
          unsafe numbers.forEach(vectors[index], absent: absent.base) { row, number in
            unsafe out[row] = unsafe out[row] &+ UInt32(truncatingIfNeeded: number) &* stride
          }
        }
      }
      let absent = unsafe absent.base
      for row in 0..<count { unsafe out[row] = unsafe absent[row] == 0 ? out[row] : UInt32.max }
    }
  }
}

/// The numbers of one key column on the probe side, and which rows have none.
private struct ProbeNumbers {
  private let part: KeyPart
  private let matchesNulls: Bool

  init(_ part: KeyPart, matchesNulls: Bool) {
    self.part = part
    self.matchesNulls = matchesNulls
  }

  @inline(__always)
  func forEach(
    _ vector: Vector, absent: UnsafeMutablePointer<UInt8>, _ body: (Int, UInt64) -> Void
  ) {
    switch part.form {
    case .double:
      guard case .float64(let values) = vector.values else { return }
      for row in 0..<values.count {
        let isNull = vector.isNull(row)
        if isNull && !matchesNulls { unsafe absent[row] = 1 }
        unsafe body(row, isNull ? 0 : KeyNumbers.bits(values.base[row]))
      }
    case .bounded(let least): unsafe forEachInteger(vector, least, absent, body)
    case .integer, .codes, .interned: unsafe forEachInteger(vector, 0, absent, body)
    }
  }

  @inline(__always)
  private func forEachInteger(
    _ vector: Vector, _ least: Int64, _ absent: UnsafeMutablePointer<UInt8>,
    _ body: (Int, UInt64) -> Void
  ) {
    let validity = vector.validity
    switch vector.values {
    case .boolean(let values): unsafe loop(values, validity, least, absent, body)
    case .int8(let values): unsafe loop(values, validity, least, absent, body)
    case .int16(let values): unsafe loop(values, validity, least, absent, body)
    case .int32(let values): unsafe loop(values, validity, least, absent, body)
    case .int64(let values): unsafe loop(values, validity, least, absent, body)
    case .codes8(let codes, _): unsafe loop(codes, validity, least, absent, body)
    case .codes16(let codes, _): unsafe loop(codes, validity, least, absent, body)
    case .codes32(let codes, _): unsafe loop(codes, validity, least, absent, body)
    case .int128, .float64, .interval, .text, .list, .structure:
      for row in 0..<vector.count { unsafe absent[row] = 1 }
    }
  }

  @inline(__always)
  private func loop<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ least: Int64,
    _ absent: UnsafeMutablePointer<UInt8>, _ body: (Int, UInt64) -> Void
  ) {
    let base = unsafe values.base
    let offset = UInt64(bitPattern: least)
    let bias = part.bias
    // Numbers from here on have no build row; none where all 64 bits are taken.
    let limit = part.size == 0 ? UInt64.max : part.size &- bias
    let isBounded = part.size != 0
    guard let validity else {
      for row in 0..<values.count {
        let number =
          unsafe UInt64(truncatingIfNeeded: Int64(truncatingIfNeeded: base[row])) &- offset
        if isBounded { unsafe absent[row] |= number >= limit ? 1 : 0 }
        body(row, isBounded && number >= limit ? 0 : number &+ bias)
      }
      return
    }
    for row in 0..<values.count {
      if validity.isValid(row) {
        let number =
          unsafe UInt64(truncatingIfNeeded: Int64(truncatingIfNeeded: base[row])) &- offset
        if isBounded { unsafe absent[row] |= number >= limit ? 1 : 0 }
        body(row, isBounded && number >= limit ? 0 : number &+ bias)
      } else {
        if !matchesNulls { unsafe absent[row] = 1 }
        body(row, 0)
      }
    }
  }
}

extension Vector {
  /// A flat vector of text as codes of a dictionary with unique entries; a text that it lacks gets
  /// a code beyond all entries.
  fileprivate func codes(in dictionary: TextDictionary) -> Vector {
    if values.dictionary === dictionary { return self }
    let texts = canonicalValues()
    let codes = Buffer<UInt32>(
      (0..<count).map { row in
        if isNull(row) { return 0 }
        return dictionary.code(of: texts.textView(row)) ?? UInt32.max
      })
    return Vector(type, .codes32(codes, dictionary), validity: validity, count: count)
  }
}
