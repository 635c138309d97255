import KhoiData

/// Numbers the distinct texts (or spans of time) of one key column that has no dictionary of its
/// own, from one; zero stands for NULL.
///
/// Where chunks come in codes of some dictionary, each of its entries is looked up once.
final class KeyInterner {
  private var table = TextCodeTable()
  private let heap = TextHeap(firstBlockSize: 1 << 12)
  /// For spans of time: the first of each number, by number less one.
  private var spans: [Interval] = []
  /// The same for values whose keys are bytes (see `Vector.sortKeys`).
  private var others: [Value] = []
  private var translations: [Translation] = []
  private static let translationLimit = 8
  /// The dictionary of the chunk before.
  private var latest: TextDictionary?

  private struct Translation {
    let dictionary: TextDictionary
    /// For each entry its number, `UInt32.max` where it was not looked up yet.
    var numbers: [UInt32]
  }

  init() {}

  /// The same numbers for looking up only, with memory of dictionaries of its own.
  init(lookingUpIn other: KeyInterner) {
    table = other.table
    spans = other.spans
    others = other.others
  }

  var count: Int { table.count }
  var byteCount: Int { table.count * 32 + heap.byteCount }

  /// The number of each row of a vector that is not constant.
  ///
  /// Where `adds` is false, texts that are not there get `absent`.
  func number(
    _ vector: Vector, adds: Bool, absent: UInt32, into numbers: UnsafeMutablePointer<UInt32>
  ) {
    switch vector.values {
    case .text(let texts):
      unsafe numberTexts(texts.views, vector.validity, adds, absent, numbers)
    case .interval(let spans):
      unsafe numberSpans(spans, vector.validity, adds, absent, numbers)
    case .codes8(let codes, let dictionary):
      unsafe numberCodes(codes, dictionary, vector.validity, adds, absent, numbers)
    case .codes16(let codes, let dictionary):
      unsafe numberCodes(codes, dictionary, vector.validity, adds, absent, numbers)
    case .codes32(let codes, let dictionary):
      unsafe numberCodes(codes, dictionary, vector.validity, adds, absent, numbers)
    case .int128, .list, .structure:
      unsafe numberByKey(vector, adds, absent, numbers)
    case .boolean, .int8, .int16, .int32, .int64, .float64:
      for row in 0..<vector.count { unsafe numbers[row] = 0 }
    }
  }

  @inline(__always)
  private static func number(
    _ view: TextView, _ adds: Bool, _ absent: UInt32, _ table: inout TextCodeTable,
    _ heap: TextHeap
  ) -> UInt32 {
    if adds { return table.insert(view) { heap.keep($0) } &+ 1 }
    if let code = table.find(view) { return code &+ 1 }
    return absent
  }

  private func numberTexts(
    _ views: Buffer<TextView>, _ validity: Validity?, _ adds: Bool, _ absent: UInt32,
    _ numbers: UnsafeMutablePointer<UInt32>
  ) {
    let heap = heap
    Self.withTable(&table) { table in
      for row in 0..<views.count {
        let isNull = validity.map { !$0.isValid(row) } ?? false
        unsafe numbers[row] =
          unsafe isNull ? 0 : Self.number(views.base[row], adds, absent, &table, heap)
      }
    }
  }

  @inline(__always)
  private static func withTable(
    _ table: inout TextCodeTable, _ body: (inout TextCodeTable) -> Void
  ) { body(&table) }

  private func numberCodes<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: Buffer<Code>, _ dictionary: TextDictionary, _ validity: Validity?, _ adds: Bool,
    _ absent: UInt32, _ numbers: UnsafeMutablePointer<UInt32>
  ) {
    let isNew = latest !== dictionary
    latest = dictionary
    if isNew && dictionary.count > 4 * codes.count + 1024 && translation(of: dictionary) == nil {
      // A large dictionary is worth a table once it comes again.
      unsafe numberTexts(dictionary.views(of: codes), validity, adds, absent, numbers)
      return
    }
    let place = translation(of: dictionary) ?? addTranslation(of: dictionary)
    let heap = heap
    let entries = dictionary.entries
    unsafe translations[place].numbers.withUnsafeMutableBufferPointer { known in
      Self.withTable(&table) { table in
        for row in 0..<codes.count {
          if let validity, !validity.isValid(row) {
            unsafe numbers[row] = 0
            continue
          }
          let code = unsafe Int(truncatingIfNeeded: codes.base[row])
          var number = unsafe known[code]
          if number == UInt32.max {
            number = unsafe Self.number(entries.base[code], adds, absent, &table, heap)
            unsafe known[code] = number
          }
          unsafe numbers[row] = number
        }
      }
    }
  }

  private func translation(of dictionary: TextDictionary) -> Int? {
    translations.firstIndex { $0.dictionary === dictionary }
  }

  private func addTranslation(of dictionary: TextDictionary) -> Int {
    if translations.count == Self.translationLimit { translations.removeFirst() }
    translations.append(
      Translation(
        dictionary: dictionary, numbers: Array(repeating: .max, count: dictionary.count)))
    return translations.count - 1
  }

  private func numberSpans(
    _ values: Buffer<Interval>, _ validity: Validity?, _ adds: Bool, _ absent: UInt32,
    _ numbers: UnsafeMutablePointer<UInt32>
  ) {
    for row in 0..<values.count {
      if let validity, !validity.isValid(row) {
        unsafe numbers[row] = 0
        continue
      }
      let span = unsafe values.base[row]
      let number = unsafe withUnsafeBytes(of: span.comparableMicroseconds) { bytes -> UInt32 in
        guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
          return 0
        }
        return unsafe Self.number(TextView(start, count: 16), adds, absent, &table, heap)
      }
      if table.count > spans.count { spans.append(span) }
      unsafe numbers[row] = number
    }
  }

  private func numberByKey(
    _ vector: Vector, _ adds: Bool, _ absent: UInt32, _ numbers: UnsafeMutablePointer<UInt32>
  ) {
    var key: [UInt8] = []
    for row in 0..<vector.count {
      if vector.isNull(row) {
        unsafe numbers[row] = 0
        continue
      }
      key.removeAll(keepingCapacity: true)
      vector.appendSortKey(row, into: &key)
      let number = unsafe key.withUnsafeBufferPointer { bytes -> UInt32 in
        guard let start = bytes.baseAddress else { return 0 }
        return unsafe Self.number(
          TextView(start, count: bytes.count), adds, absent, &table, heap)
      }
      if table.count > others.count { others.append(vector[row]) }
      unsafe numbers[row] = number
    }
  }

  /// The numbers that another interner's numbers have here (place 0 for NULL).
  func translate(_ other: KeyInterner) -> Buffer<UInt32> {
    unsafe Buffer(count: other.count + 1) { out in
      unsafe out[0] = 0
      for place in 0..<other.count {
        unsafe out[place + 1] = table.insert(other.table.entries[place]) { heap.keep($0) } &+ 1
        if table.count > spans.count && place < other.spans.count {
          spans.append(other.spans[place])
        }
        if table.count > others.count && place < other.others.count {
          others.append(other.others[place])
        }
      }
    }
  }

  /// What the numbers stand for.
  func vector(of numbers: Buffer<UInt32>, type: LogicalType, validity: Validity?) -> Vector {
    if type == .interval {
      let known = spans
      let values = unsafe Buffer<Interval>(count: numbers.count) { out in
        for row in 0..<numbers.count {
          let number = Int(numbers[row])
          unsafe out[row] = number == 0 ? Interval() : known[number - 1]
        }
      }
      return Vector(type, .interval(values), validity: validity)
    }
    if type.canonicalPhysicalType != .text {
      let known = others
      return Vector(
        values: (0..<numbers.count).map { row in
          numbers[row] == 0 ? .null : known[Int(numbers[row]) - 1]
        }, type: type)
    }
    let dictionary = TextDictionary(
      entries: Buffer(table.entries), heaps: [heap], hasUniqueEntries: true)
    let codes = unsafe Buffer<UInt32>(count: numbers.count) { out in
      for row in 0..<numbers.count { unsafe out[row] = max(numbers[row], 1) &- 1 }
    }
    return Vector(type, .codes32(codes, dictionary), validity: validity)
  }
}

extension KeyInterner {
  /// The numbers of a flat vector as a vector of integers; a null row stays null.
  func numbers(of vector: Vector, adds: Bool, absent: UInt32) -> Vector {
    let numbers = unsafe Buffer<Int32>(count: vector.count) { out in
      unsafe out.withMemoryRebound(to: UInt32.self, capacity: vector.count) { target in
        unsafe number(vector, adds: adds, absent: absent, into: target)
      }
    }
    return Vector(.bigint, .int32(numbers), validity: vector.validity)
  }
}
