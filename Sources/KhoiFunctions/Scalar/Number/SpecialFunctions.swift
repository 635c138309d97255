import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ScalarFunction {
  static let gamma = ScalarFunction(
    FunctionDocumentation(
      "gamma", .number, "The gamma function: (n - 1)! continued to all numbers.",
      examples: [FunctionExample("gamma(5)", "24.0")]),
    overloads: [.double(in: "gamma", isDefined: { $0 != 0 }) { tgamma($0) }])

  static let logarithmOfGamma = ScalarFunction(
    FunctionDocumentation(
      "lgamma", .number, "The natural logarithm of the gamma function's magnitude.",
      examples: [FunctionExample("lgamma(2)", "0.0")]),
    overloads: [.double(in: "lgamma", isDefined: { $0 != 0 }) { LogarithmOfGamma.value($0) }])

  static let nextAfter = ScalarFunction(
    FunctionDocumentation(
      "nextafter", .number, "The number next to the first in the direction of the second.",
      examples: [FunctionExample("nextafter(1.0::DOUBLE, 2) > 1", "true")]),
    overloads: [
      .binaryDoubles { nextafter($0, $1) },
      .binaryFloats { Double(nextafterf(Float($0), Float($1))) },
    ])

  static let even = ScalarFunction(
    FunctionDocumentation(
      "even", .number, "The next even number away from zero.",
      examples: [FunctionExample("even(2.9)", "4.0"), FunctionExample("even(-2.9)", "-4.0")]),
    overloads: [
      .double { value in
        let up = value.magnitude.rounded(.up)
        let even = up.truncatingRemainder(dividingBy: 2) == 0 ? up : up + 1
        return value < 0 ? -even : even
      }
    ])

  static let signBit = ScalarFunction(
    FunctionDocumentation(
      "signbit", .number, "Whether a number carries a minus, also -0.0.",
      examples: [FunctionExample("signbit(-1.0)", "true")]),
    overloads: [
      ScalarOverload([.type(.double)], returns: .type(.boolean), takesAnyForm: true) {
        arguments, count, _ in
        let values = RowKernel.map(arguments[0].doubles, count: count) {
          $0.sign == .minus ? UInt8(1) : 0
        }
        return Vector(.boolean, .boolean(values), count: count)
      }
    ])

  static let inverseHyperbolicSine = ScalarFunction(
    FunctionDocumentation(
      "asinh", .number, "The number whose hyperbolic sine this is.",
      examples: [FunctionExample("asinh(0)", "0.0")]),
    overloads: [.double { asinh($0) }])
  static let inverseHyperbolicCosine = ScalarFunction(
    FunctionDocumentation(
      "acosh", .number, "The number whose hyperbolic cosine this is.",
      examples: [FunctionExample("acosh(1)", "0.0")]),
    overloads: [.double { acosh($0) }])
  static let inverseHyperbolicTangent = ScalarFunction(
    FunctionDocumentation(
      "atanh", .number, "The number whose hyperbolic tangent this is.",
      examples: [FunctionExample("atanh(0)", "0.0")]),
    overloads: [.double(in: "atanh", isDefined: { !($0.magnitude > 1) }) { atanh($0) }])

  static let widthBucket = ScalarFunction(
    FunctionDocumentation(
      "width_bucket", .number,
      "The number of the part a value falls into, of n equal ones between two limits; 0 below and "
        + "n + 1 above.",
      examples: [
        FunctionExample("width_bucket(35, 0, 100, 10)", "4"),
        FunctionExample("width_bucket(100, 0, 100, 10)", "11"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.double), .type(.double), .type(.double), .type(.bigint)], returns: .type(.bigint),
        canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let (values, lows, highs) = (
          arguments[0].doubles, arguments[1].doubles, arguments[2].doubles
        )
        let counts = arguments[3].integers
        let validity = rowsWithoutNull(arguments)
        var buckets = [Int64](repeating: 0, count: count)
        for row in 0..<count where validity?.isValid(row) ?? true {
          buckets[row] = try WidthBucket.number(values[row], lows[row], highs[row], counts[row])
        }
        return Vector(.bigint, .int64(Buffer(buckets)))
      }
    ])

  static let setSeed = ScalarFunction(
    FunctionDocumentation(
      "setseed", .number,
      "Makes random() begin anew at a number from -1 to 1, so that it repeats itself; gives NULL.",
      examples: [FunctionExample("setseed(0.5)", "NULL")]),
    overloads: [
      ScalarOverload(
        [.type(.double)], returns: .type(.null), nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let seeds = arguments[0].doubles
        for row in 0..<count where !arguments[0].isNull(row) {
          guard seeds[row] >= -1, seeds[row] <= 1 else {
            throw .badArgument("setseed", "the seed must be between -1 and 1")
          }
          RandomNumbers.begin(at: seeds[row])
        }
        return Vector(nulls: .null, count: count)
      }
    ], isDeterministic: false)
}

/// `lgamma` in a form that threads may share.
private enum LogarithmOfGamma {
  static func value(_ number: Double) -> Double {
    #if canImport(Glibc)
      var sign: Int32 = 0
      return unsafe lgamma_r(number, &sign)
    #else
      return Darwin.lgamma(number)
    #endif
  }
}

/// Equal parts between two limits, counted from the lower or, where they are turned round, from the
/// upper one.
private enum WidthBucket {
  static func number(
    _ value: Double, _ low: Double, _ high: Double, _ count: Int64
  ) throws(Diagnostic) -> Int64 {
    guard count >= 1, count < Int64.max else {
      throw .badArgument("width_bucket", "there must be at least one part, not \(count)")
    }
    guard low.isFinite, high.isFinite, low != high, !value.isNaN else {
      throw .badArgument("width_bucket", "the limits must be two different finite numbers")
    }
    let isRising = low < high
    if isRising ? value < low : value > low { return 0 }
    if isRising ? value >= high : value <= high { return count + 1 }
    let share = (value - low) / (high - low) * Double(count)
    return min(count, Int64(share.rounded(.down)) + 1)
  }
}
