import KhoiData
import KhoiText

extension Cast {
  /// Text read as another type.
  ///
  /// Where there are no more dictionary entries than rows, each entry is read once.
  static func parse(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    if let dictionary = vector.values.dictionary, dictionary.count <= vector.count,
      dictionary.count > 0
    {
      let (entries, areGood) = parse(dictionary.entries, to: target, isTry: isTry)
      let isGood = vector.values.lookedUp(areGood, filler: 0)
      return try finish(vector, vector.values.lookedUp(in: entries), isGood, target, isTry)
    }
    let (values, isGood) = parse(vector.textViews.buffer, to: target, isTry: isTry)
    return try finish(vector, values, isGood, target, isTry)
  }

  /// Puts NULL where nothing could be read, or throws for the first such row.
  private static func finish(
    _ vector: Vector, _ values: Vector.Values, _ isGood: Buffer<UInt8>, _ target: LogicalType,
    _ isTry: Bool
  ) throws(Diagnostic) -> Vector {
    var all: UInt8 = 1
    for row in 0..<isGood.count { unsafe all &= isGood.base[row] }
    if all == 1 { return vector.recast(target, values) }
    if !isTry {
      for row in 0..<vector.count where isGood[row] == 0 && !vector.isNull(row) {
        throw .castFailed(vector[row], to: target)
      }
    }
    let good = Validity(count: vector.count) { isGood[$0] != 0 }
    return Vector(
      target, values, validity: .and(vector.validity, good), count: vector.count)
  }

  private static func parse(
    _ views: Buffer<TextView>, to target: LogicalType, isTry: Bool
  ) -> (Vector.Values, isGood: Buffer<UInt8>) {
    switch target {
    case .boolean:
      let (values, isGood) = unsafe parse(views, UInt8(0)) { bytes in
        unsafe TextParsing.boolean(bytes).map { $0 ? 1 : 0 }
      }
      return (.boolean(values), isGood)
    case .double:
      let (values, isGood) = unsafe parse(views, 0.0) { unsafe TextParsing.double($0) }
      return (.float64(values), isGood)
    case .float:
      let (values, isGood) = unsafe parse(views, 0.0) { bytes in
        unsafe TextParsing.double(bytes).map { Double(Float($0)) }
      }
      return (.float64(values), isGood)
    case .narrow:
      let (values, isGood) = unsafe parse(views, Int64(0)) { bytes in
        unsafe TextParsing.wholeNumber(bytes, in: target.wideBounds)
          .map { Int64(truncatingIfNeeded: $0) }
      }
      return (.int64(values), isGood)
    case .hugeint, .ubigint:
      let bounds = target.wideBounds
      let (values, isGood) = unsafe parse(views, Int128(0)) { bytes in
        unsafe TextParsing.wholeNumber(bytes, in: bounds)
      }
      return (target.wholeValues(values.array), isGood)
    case .decimal:
      let scale = target.decimalScale
      let bounds = target.wideBounds
      let (values, isGood) = unsafe parse(views, Int128(0)) { bytes in
        unsafe TextParsing.decimal(bytes, scale: scale, in: bounds)
      }
      return (target.wholeValues(values.array), isGood)
    case .blob, .uuid, .json, .list, .structure, .map:
      return parseParts(views, to: target, isTry: isTry)
    case .date:
      let (values, isGood) = unsafe parse(views, Int32(0)) { unsafe TextParsing.date($0) }
      return (.int32(values), isGood)
    case .interval:
      let (values, isGood) = unsafe parse(views, Interval()) { unsafe TextParsing.interval($0) }
      return (.interval(values), isGood)
    case .timestamp, .zonedTimestamp:
      let (values, isGood) = unsafe parse(views, Int64(0)) { unsafe TextParsing.timestamp($0) }
      return (.int64(values), isGood)
    case .time:
      let (values, isGood) = unsafe parse(views, Int64(0)) { unsafe TextParsing.time($0) }
      return (.int64(values), isGood)
    default:
      let (values, isGood) = unsafe parse(views, Int64(0)) { bytes in
        unsafe TextParsing.integer(bytes)
          ?? TextParsing.wholeNumber(bytes, in: target.wideBounds)
          .map { Int64(truncatingIfNeeded: $0) }
      }
      return (.int64(values), isGood)
    }
  }

  /// Text that spells bytes or a nested value, one at a time.
  private static func parseParts(
    _ views: Buffer<TextView>, to target: LogicalType, isTry: Bool
  ) -> (Vector.Values, isGood: Buffer<UInt8>) {
    var values: [Value] = []
    var isGood: [UInt8] = []
    for row in 0..<views.count {
      let value = NestedText.value(views[row].string, as: target, isTry: isTry)
      values.append(value ?? .null)
      isGood.append(value == nil ? 0 : 1)
    }
    return (Vector(values: values, type: target).values, Buffer(isGood))
  }

  @inline(__always)
  private static func parse<Element: BitwiseCopyable>(
    _ views: Buffer<TextView>, _ filler: Element,
    _ body: (UnsafeBufferPointer<UInt8>) -> Element?
  ) -> (Buffer<Element>, Buffer<UInt8>) {
    let values = OutputBuffer<Element>(count: views.count)
    let isGood = OutputBuffer<UInt8>(count: views.count)
    for row in 0..<views.count {
      let value = unsafe views.base[row].withBytes { unsafe body($0) }
      values[row] = value ?? filler
      isGood[row] = value == nil ? 0 : 1
    }
    return (values.finished, isGood.finished)
  }
}
