package import KhoiData

/// Numbers as 64-bit integers that sort as the numbers do.
///
/// A positive double's bits already sort as it does; a negative one's must be inverted, all but the
/// sign. NaN comes last and equals itself; the two zeros are one.
package enum OrderedKey {
  @inline(__always)
  static func key(_ value: Double) -> Int64 {
    if value.isNaN { return Int64.max }
    let bits = Int64(bitPattern: (value + 0).bitPattern)
    return bits ^ ((bits >> 63) & Int64.max)
  }

  @inline(__always)
  static func double(_ key: Int64) -> Double {
    if key == Int64.max { return .nan }
    return Double(bitPattern: UInt64(bitPattern: key ^ ((key >> 63) & Int64.max)))
  }

  /// Whether vectors of the type have such keys.
  package static func exists(for type: LogicalType) -> Bool {
    switch type.canonicalPhysicalType {
    case .boolean, .int8, .int16, .int32, .int64, .float64: true
    case .int128, .interval, .text, .codes8, .codes16, .codes32, .list, .structure: false
    }
  }

  /// The keys of all rows of a flat vector.
  package static func keys(_ vector: Vector) -> Buffer<Int64> {
    func widen<Element: FixedWidthInteger & BitwiseCopyable>(
      _ values: Buffer<Element>
    ) -> Buffer<Int64> {
      RowKernel.map(Operand(values, isConstant: false), count: values.count) {
        Int64(truncatingIfNeeded: $0)
      }
    }
    switch vector.values {
    case .boolean(let values): return widen(values)
    case .int8(let values): return widen(values)
    case .int16(let values): return widen(values)
    case .int32(let values): return widen(values)
    case .int64(let values): return values
    case .float64(let values):
      return RowKernel.map(Operand(values, isConstant: false), count: values.count) { key($0) }
    case .int128, .interval, .text, .codes8, .codes16, .codes32, .list, .structure:
      preconditionFailure("the type has no keys")
    }
  }

  /// The values that keys stand for.
  static func values(_ keys: Buffer<Int64>, type: LogicalType) -> Vector.Values {
    switch type.canonicalPhysicalType {
    case .boolean:
      .boolean(
        RowKernel.map(Operand(keys, isConstant: false), count: keys.count) {
          UInt8(truncatingIfNeeded: $0)
        })
    case .int32:
      .int32(
        RowKernel.map(Operand(keys, isConstant: false), count: keys.count) {
          Int32(truncatingIfNeeded: $0)
        })
    case .float64:
      .float64(RowKernel.map(Operand(keys, isConstant: false), count: keys.count) { double($0) })
    default: .int64(keys)
    }
  }
}
