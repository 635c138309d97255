import KhoiData

/// One key of an order, as unsigned codes: rows compare as their codes do.
///
/// NULLs, the direction and the sign are all in the code, so that sorting knows nothing of types
/// (normalised keys: Graefe, "Implementing Sorting in Database Systems", ACM Computing Surveys
/// 2006). `bits` is how many low bits of the codes are in use.
struct SortCodes {
  var codes: Buffer<UInt64>
  var bits: Int
}

/// What a key becomes: codes, or for text without a dictionary the texts themselves.
enum SortLevel {
  case codes(SortCodes)
  /// The rows that are null were decided by a level of codes before this one.
  case text(TextValues, isDescending: Bool)
}

extension SortLevel {
  /// The levels of one key: one, or two where NULLs do not fit into the codes of the values.
  ///
  /// Once `isCancelled` says yes the codes are left as they are: sorting throws before it reads
  /// them.
  static func make(
    _ key: Vector, _ specification: SortSpecification, isCancelled: () -> Bool = { false }
  ) -> [SortLevel] {
    let flat = key.sortable.flattened()
    let validity = flat.validity
    switch flat.values {
    case .boolean(let buffer):
      return integers(buffer.converted(to: Int64.self), validity, specification, isCancelled)
    case .int8, .int16, .int32, .int64:
      guard case .int64(let wide) = flat.values.widened else { return [] }
      return integers(wide, validity, specification, isCancelled)
    case .float64(let buffer):
      return doubles(buffer, validity, specification, isCancelled)
    case .interval(let buffer):
      return intervals(buffer, validity, specification, isCancelled)
    case .codes8, .codes16, .codes32:
      guard let dictionary = flat.values.dictionary else { return [] }
      let codes = flat.values.codes32
      let ranks = dictionary.ranks
      let places = unsafe Buffer<Int64>(count: codes.count) { out in
        Interruption.forEachRow(of: codes.count, isCancelled) { row in
          let code = unsafe Int(codes.base[row])
          unsafe out[row] = unsafe code < ranks.count ? Int64(ranks.base[code]) : 0
        }
      }
      return integers(places, validity, specification, isCancelled)
    case .int128, .list, .structure: return []
    case .text(let text):
      return nullLevel(validity, specification, count: flat.count) + [
        .text(
          TextValues(views: text.views.blankingNulls(validity), heaps: text.heaps),
          isDescending: specification.isDescending)
      ]
    }
  }

  /// A level that puts NULLs first or last and leaves the rest to the next level.
  private static func nullLevel(
    _ validity: Validity?, _ specification: SortSpecification, count: Int
  ) -> [SortLevel] {
    guard let validity else { return [] }
    let nullCode: UInt64 = specification.nullsFirst ? 0 : 1
    let codes = unsafe Buffer<UInt64>(count: count) { out in
      for row in 0..<count { unsafe out[row] = validity.isValid(row) ? 1 - nullCode : nullCode }
    }
    return [.codes(SortCodes(codes: codes, bits: 1))]
  }

  private static func integers(
    _ values: Buffer<Int64>, _ validity: Validity?, _ specification: SortSpecification,
    _ isCancelled: () -> Bool
  ) -> [SortLevel] {
    let bounds = values.bounds(validity) ?? (0, 0)
    let span = UInt64(bitPattern: bounds.greatest &- bounds.least)
    let base = bounds.least
    if let validity, span < UInt64.max - 1 {
      // Codes 1...span+1 for values, 0 or span+2 for NULL.
      let nullCode = specification.nullsFirst ? 0 : span + 2
      let codes = unsafe Buffer<UInt64>(count: values.count) { out in
        Interruption.forEachRow(of: values.count, isCancelled) { row in
          let distance = unsafe UInt64(bitPattern: values.base[row] &- base)
          let ordered = specification.isDescending ? span &- distance : distance
          unsafe out[row] = validity.isValid(row) ? ordered &+ 1 : nullCode
        }
      }
      return [.codes(SortCodes(codes: codes, bits: bitCount(span + 2)))]
    }
    let codes = unsafe Buffer<UInt64>(count: values.count) { out in
      Interruption.forEachRow(of: values.count, isCancelled) { row in
        let distance = unsafe UInt64(bitPattern: values.base[row] &- base)
        unsafe out[row] = specification.isDescending ? span &- distance : distance
      }
      unsafe blank(out, validity, values.count)
    }
    return nullLevel(validity, specification, count: values.count) + [
      .codes(SortCodes(codes: codes, bits: bitCount(span)))
    ]
  }

  private static func doubles(
    _ values: Buffer<Double>, _ validity: Validity?, _ specification: SortSpecification,
    _ isCancelled: () -> Bool
  ) -> [SortLevel] {
    let codes = unsafe Buffer<UInt64>(count: values.count) { out in
      Interruption.forEachRow(of: values.count, isCancelled) { row in
        let code = unsafe orderedBits(values.base[row])
        unsafe out[row] = specification.isDescending ? ~code : code
      }
      unsafe blank(out, validity, values.count)
    }
    return nullLevel(validity, specification, count: values.count) + [
      .codes(SortCodes(codes: codes, bits: 64))
    ]
  }

  private static func intervals(
    _ values: Buffer<Interval>, _ validity: Validity?, _ specification: SortSpecification,
    _ isCancelled: () -> Bool
  ) -> [SortLevel] {
    func part(_ code: (Int128) -> UInt64) -> SortLevel {
      let codes = unsafe Buffer<UInt64>(count: values.count) { out in
        Interruption.forEachRow(of: values.count, isCancelled) { row in
          let word = unsafe code(values.base[row].comparableMicroseconds)
          unsafe out[row] = specification.isDescending ? ~word : word
        }
        unsafe blank(out, validity, values.count)
      }
      return .codes(SortCodes(codes: codes, bits: 64))
    }
    return nullLevel(validity, specification, count: values.count) + [
      part { UInt64(bitPattern: Int64(truncatingIfNeeded: $0 >> 64)) ^ 1 << 63 },
      part { UInt64(truncatingIfNeeded: $0) },
    ]
  }

  /// Rows that are null get one code, so that they count as equal.
  private static func blank(
    _ codes: UnsafeMutablePointer<UInt64>, _ validity: Validity?, _ count: Int
  ) {
    guard let validity else { return }
    for row in 0..<count where !validity.isValid(row) { unsafe codes[row] = 0 }
  }

  /// Bits whose unsigned order is the order of doubles, with NaN above everything and -0 equal
  /// to 0.
  @inline(__always)
  static func orderedBits(_ value: Double) -> UInt64 {
    if value.isNaN { return UInt64.max }
    let bits = (value == 0 ? 0 : value).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  private static func bitCount(_ greatest: UInt64) -> Int {
    64 - greatest.leadingZeroBitCount
  }
}

extension SortLevel {
  /// Packs neighbouring levels of codes into as few words as hold them: fewer rounds of sorting.
  ///
  /// A word that has room takes the high bits of the next level along; that level then follows
  /// whole, for the rows that are still equal.
  static func pack(_ levels: [SortLevel]) -> [SortLevel] {
    var packed: [SortLevel] = []
    for level in levels {
      guard case .codes(let next) = level, case .codes(let last)? = packed.last,
        last.bits + min(next.bits, 8) <= 64
      else {
        packed.append(level)
        continue
      }
      let taken = min(next.bits, 64 - last.bits)
      let (shift, rest) = (UInt64(taken), UInt64(next.bits - taken))
      let codes = unsafe Buffer<UInt64>(count: next.codes.count) { out in
        for row in 0..<next.codes.count {
          unsafe out[row] = unsafe last.codes.base[row] << shift | next.codes.base[row] &>> rest
        }
      }
      packed[packed.count - 1] = .codes(SortCodes(codes: codes, bits: last.bits + taken))
      if rest > 0 { packed.append(level) }
    }
    return packed
  }

  /// Whether two rows are equal on this level.
  @inline(__always)
  func isEqual(_ left: Int, _ right: Int) -> Bool {
    switch self {
    case .codes(let codes): codes.codes[left] == codes.codes[right]
    case .text(let texts, _): texts.views[left] == texts.views[right]
    }
  }
}

extension Buffer where Element == TextView {
  /// The views with the empty text where the row is null.
  func blankingNulls(_ validity: Validity?) -> Buffer {
    guard let validity else { return self }
    return unsafe Buffer(count: count) { out in
      for row in 0..<count {
        unsafe out[row] = unsafe validity.isValid(row) ? base[row] : TextView()
      }
    }
  }
}

extension Vector {
  /// The vector, or text that sorts as it does where its form has no order of its own.
  var sortable: Vector {
    switch values {
    case .int128, .list, .structure: sortKeys()
    default: self
    }
  }
}
