import KhoiData
import KhoiText

extension ScalarFunction {
  static let random = ScalarFunction(
    FunctionDocumentation(
      "random", aliases: ["rand"], .number, "A new random number per row, from 0 to below 1.",
      examples: [FunctionExample("random() < 1", "true")]),
    overloads: [
      ScalarOverload([], returns: .type(.double), takesAnyForm: true) { _, count, _ in
        var seed = SystemRandomNumberGenerator()
        var state: UInt64 = seed.next()
        let values = unsafe Buffer<Double>(count: count) { out in
          for row in 0..<count {
            // SplitMix64 (Steele, Lea and Flood 2014), of which the upper 53 bits are taken.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            unsafe out[row] = Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
          }
        }
        return Vector(.double, .float64(values))
      }
    ], isDeterministic: false)

  static let hash = ScalarFunction(
    FunctionDocumentation(
      "hash", .number, "A number that is the same for equal arguments and else almost surely not.",
      examples: [FunctionExample("hash('a') = hash('a')", "true")]),
    overloads: [
      ScalarOverload([.any], variadic: true, returns: .type(.bigint), nulls: .explicit) {
        arguments, count, _ in
        var states = [UInt64](repeating: 0, count: count)
        for argument in arguments {
          for row in 0..<count {
            states[row] = TextView.mix(states[row] ^ RowHash.hash(argument, row))
          }
        }
        return Vector(.bigint, .int64(Buffer(states.map { Int64(bitPattern: $0) })))
      }
    ])
}

/// Hashes of single values.
private enum RowHash {
  static func hash(_ vector: Vector, _ row: Int) -> UInt64 {
    if vector.isNull(row) { return 0x9E37_79B9_7F4A_7C15 }
    switch vector.values {
    case .text(let texts): return texts.views[row].hash
    case .boolean(let values): return TextView.mix(UInt64(values[row]))
    case .int32(let values): return TextView.mix(UInt64(bitPattern: Int64(values[row])))
    case .int64(let values): return TextView.mix(UInt64(bitPattern: values[row]))
    case .float64(let values):
      return TextView.mix(UInt64(bitPattern: OrderedKey.key(values[row])))
    case .interval(let values):
      return TextView.mix(UInt64(truncatingIfNeeded: values[row].comparableMicroseconds))
    case .int8, .int16, .codes8, .codes16, .codes32: preconditionFailure("not canonical")
    }
  }
}
