import KhoiData

/// One key column of a join as it is built: its type, whether NULL equals NULL, and for texts and
/// spans the numbers that the build side's values got.
struct JoinKeyColumn: Sendable {
  let type: LogicalType
  let matchesNulls: Bool
  /// Nil where values are compared as integers, doubles or codes of one dictionary.
  let interner: SharedInterner?
  let part: KeyPart

  /// A text or span that is the same as on the build side has the same number.
  struct SharedInterner: @unchecked Sendable {
    // Safe because after the build nobody adds; look-ups go through copies of the worker's own.
    let interner: KeyInterner
  }
}

extension JoinKeyColumn {
  /// Looks at all values of the build side and chooses a form; gives the values in that form.
  ///
  /// `sharedDictionary` is the dictionary that the probe side is known to use, if any.
  static func make(
    _ vectors: [Vector], type: LogicalType, matchesNulls: Bool, sharedDictionary: TextDictionary?
  ) -> (column: JoinKeyColumn, vectors: [Vector]) {
    let vectors = vectors.map { $0.typed(type).flattened() }
    func column(
      _ domain: ColumnDomain.Values, type: LogicalType, _ interner: SharedInterner? = nil
    ) -> JoinKeyColumn {
      JoinKeyColumn(
        type: type, matchesNulls: matchesNulls, interner: interner,
        part: KeyPart(type: type, domain: ColumnDomain(domain, isNullable: matchesNulls)))
    }
    switch type.canonicalPhysicalType {
    case .text, .interval, .int128, .list, .structure:
      if let sharedDictionary,
        vectors.allSatisfy({ $0.values.dictionary === sharedDictionary })
      {
        return (column(.dictionary(sharedDictionary), type: type), vectors)
      }
      let interner = KeyInterner()
      let numbers = vectors.map { vector in
        interner.numbers(of: vector, adds: true, absent: 0)
      }
      let bounds = ColumnDomain.Values.integers(least: 0, greatest: Int64(interner.count))
      return (
        column(bounds, type: .bigint, SharedInterner(interner: interner)), numbers
      )
    case .float64: return (column(.unknown, type: type), vectors)
    case .boolean: return (column(.integers(least: 0, greatest: 1), type: type), vectors)
    default:
      var bounds: (least: Int64, greatest: Int64)?
      for vector in vectors {
        guard let own = vector.integerBounds else { continue }
        bounds = (
          min(bounds?.least ?? own.least, own.least),
          max(bounds?.greatest ?? own.greatest, own.greatest)
        )
      }
      let (least, greatest) = bounds ?? (0, 0)
      return (column(.integers(least: least, greatest: greatest), type: type), vectors)
    }
  }
}

extension Vector {
  /// Least and greatest integer of the rows that are not null; nil where there are none.
  var integerBounds: (least: Int64, greatest: Int64)? {
    func wide<Element: FixedWidthInteger & BitwiseCopyable>(
      _ values: Buffer<Element>
    ) -> (least: Int64, greatest: Int64)? {
      values.bounds(validity).map {
        (Int64(truncatingIfNeeded: $0.least), Int64(truncatingIfNeeded: $0.greatest))
      }
    }
    switch values {
    case .boolean(let values): return wide(values)
    case .int8(let values): return wide(values)
    case .int16(let values): return wide(values)
    case .int32(let values): return wide(values)
    case .int64(let values): return wide(values)
    default: return nil
    }
  }
}
