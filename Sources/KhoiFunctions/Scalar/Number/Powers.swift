import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ScalarFunction {
  static let power = ScalarFunction(
    FunctionDocumentation(
      "pow", aliases: ["power", "**"], .number, "A number to the power of another.",
      examples: [FunctionExample("pow(2, 10)", "1024.0")]),
    overloads: [.binaryDoubles { pow($0, $1) }])

  static let squareRoot = ScalarFunction(
    FunctionDocumentation(
      "sqrt", .number, "The square root.", examples: [FunctionExample("sqrt(9)", "3.0")]),
    overloads: [.double(in: "sqrt", isDefined: { !($0 < 0) }) { $0.squareRoot() }])

  static let cubeRoot = ScalarFunction(
    FunctionDocumentation(
      "cbrt", .number, "The cube root.", examples: [FunctionExample("cbrt(27)", "3.0")]),
    overloads: [
      .double { value in
        let root = cbrt(value)
        // Libraries may miss the root of a cube by one unit in the last place.
        let whole = root.rounded()
        return whole * whole * whole == value ? whole : root
      }
    ])

  static let exponential = ScalarFunction(
    FunctionDocumentation(
      "exp", .number, "Euler's number to a power.", examples: [FunctionExample("exp(0)", "1.0")]),
    overloads: [.double { exp($0) }])

  static let naturalLogarithm = ScalarFunction(
    FunctionDocumentation(
      "ln", .number, "The natural logarithm.", examples: [FunctionExample("ln(1)", "0.0")]),
    overloads: [.double(in: "ln", isDefined: { !($0 <= 0) }) { log($0) }])

  static let logarithm = ScalarFunction(
    FunctionDocumentation(
      "log", aliases: ["log10"], .number,
      "The logarithm to base 10, or with two arguments of the second to the base of the first.",
      examples: [FunctionExample("log(1000)", "3.0"), FunctionExample("log(2, 8)", "3.0")]),
    overloads: [
      .double(in: "log", isDefined: { !($0 <= 0) }) { log10($0) },
      ScalarOverload(
        [.type(.double), .type(.double)], returns: .type(.double), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        for argument in arguments {
          let values = argument.doubles
          for row in 0..<count where values[row] <= 0 {
            if arguments.allSatisfy({ !$0.isNull(row) }) {
              throw .outOfDomain("log", Value.double(values[row]).text)
            }
          }
        }
        let bases = arguments[0].doubles
        for row in 0..<count where bases[row] == 1 {
          if arguments.allSatisfy({ !$0.isNull(row) }) {
            throw .outOfDomain("log", "the base 1 (division by zero)")
          }
        }
        let values = RowKernel.map(bases, arguments[1].doubles, count: count) {
          log2($1) / log2($0)
        }
        return Vector(.double, .float64(values))
      },
    ])

  static let binaryLogarithm = ScalarFunction(
    FunctionDocumentation(
      "log2", .number, "The logarithm to base 2.", examples: [FunctionExample("log2(8)", "3.0")]),
    overloads: [.double(in: "log2", isDefined: { !($0 <= 0) }) { log2($0) }])

  static let pi = ScalarFunction(
    FunctionDocumentation(
      "pi", .number, "The ratio of a circle's circumference to its diameter.",
      examples: [FunctionExample("pi()", "3.141592653589793")]),
    overloads: [
      ScalarOverload([], returns: .type(.double), takesAnyForm: true) { _, count, _ in
        Vector(constant: .double(Double.pi), count: count)
      }
    ])
}

extension ScalarOverload {
  /// DOUBLE to DOUBLE where some arguments have no result, which is an error.
  @inline(__always)
  static func double(
    in function: String, isDefined: @escaping @Sendable (Double) -> Bool,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.double)], returns: .type(.double), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let source = arguments[0].doubles
      var isGood = true
      let values = RowKernel.map(source, count: count) { value -> Double in
        isGood = isGood && isDefined(value)
        return body(value)
      }
      if !isGood {
        for row in 0..<count where !isDefined(source[row]) && !arguments[0].isNull(row) {
          throw .outOfDomain(function, Value.double(source[row]).text)
        }
      }
      return Vector(.double, .float64(values))
    }
  }
}
