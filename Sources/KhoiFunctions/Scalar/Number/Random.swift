import KhoiData
import KhoiText
import Synchronization

extension ScalarFunction {
  static let random = ScalarFunction(
    FunctionDocumentation(
      "random", aliases: ["rand"], .number, "A new random number per row, from 0 to below 1.",
      examples: [FunctionExample("random() < 1", "true")]),
    overloads: [
      ScalarOverload([], returns: .type(.double), takesAnyForm: true) { _, count, _ in
        var state = RandomNumbers.next(count)
        let values = unsafe Buffer<Double>(count: count) { out in
          for row in 0..<count {
            unsafe out[row] = Double(RandomNumbers.draw(&state) >> 11) * 0x1p-53
          }
        }
        return Vector(.double, .float64(values))
      }
    ], isDeterministic: false)

  static let uuid = ScalarFunction(
    FunctionDocumentation(
      "uuid", aliases: ["gen_random_uuid", "generate_uuid", "uuidv4"], .number,
      "A new random UUID per row.", examples: [FunctionExample("length(uuid()::VARCHAR)", "36")]),
    overloads: [
      ScalarOverload([], returns: .type(.uuid), takesAnyForm: true) {
        _, count, _ throws(Diagnostic) in
        var state = RandomNumbers.next(2 * count)
        return try TextKernel.texts([], count: count, function: "uuid") { (_, output) in
          var (high, low) = (RandomNumbers.draw(&state), RandomNumbers.draw(&state))
          // Version 4, variant 1 (RFC 9562).
          high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
          low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
          for index in 0..<16 {
            if [4, 6, 8, 10].contains(index) { output.append(0x2D) }
            let word = index < 8 ? high : low
            let byte = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8)))
            Digits.append(byte, Digits.lower, to: &output)
          }
        }.retyped(.uuid)
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

/// Where the sequence of random numbers stands.
enum RandomNumbers {
  /// What SplitMix64 adds for each number.
  static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Nil until a seed is set: every call then begins somewhere else.
  private static let state = Mutex<UInt64?>(nil)

  /// The state before the next `count` numbers.
  static func next(_ count: Int) -> UInt64 {
    state.withLock { state in
      guard let current = state else {
        var system = SystemRandomNumberGenerator()
        return system.next()
      }
      state = current &+ step &* UInt64(count)
      return current
    }
  }

  /// The next number (SplitMix64: Steele, Lea and Flood 2014).
  @inline(__always)
  static func draw(_ state: inout UInt64) -> UInt64 {
    state &+= step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  static func begin(at seed: Double) {
    state.withLock { $0 = seed.bitPattern }
  }
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
    case .int128(let values):
      return TextView.mix(
        UInt64(truncatingIfNeeded: values[row])
          ^ TextView.mix(UInt64(truncatingIfNeeded: values[row] >> 64)))
    case .list, .structure:
      var key: [UInt8] = []
      vector.appendSortKey(row, into: &key)
      return key.reduce(0) { TextView.mix($0 ^ UInt64($1)) }
    case .int8, .int16, .codes8, .codes16, .codes32: preconditionFailure("not canonical")
    }
  }
}
