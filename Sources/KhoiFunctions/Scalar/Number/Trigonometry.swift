import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension ScalarFunction {
  static let sine = finite("sin", "The sine of an angle in radians.", "sin(0)", "0.0") { sin($0) }
  static let cosine = finite("cos", "The cosine of an angle in radians.", "cos(0)", "1.0") {
    cos($0)
  }
  static let tangent = finite("tan", "The tangent of an angle in radians.", "tan(0)", "0.0") {
    tan($0)
  }
  static let arcSine = arc("asin", "The angle whose sine is given.", "asin(0)") { asin($0) }
  static let arcCosine = arc("acos", "The angle whose cosine is given.", "acos(1)") { acos($0) }
  static let arcTangent = angle("atan", "The angle whose tangent is given.", "atan(0)", "0.0") {
    atan($0)
  }
  static let hyperbolicSine = angle("sinh", "The hyperbolic sine.", "sinh(0)", "0.0") { sinh($0) }
  static let hyperbolicCosine = angle("cosh", "The hyperbolic cosine.", "cosh(0)", "1.0") {
    cosh($0)
  }
  static let hyperbolicTangent = angle("tanh", "The hyperbolic tangent.", "tanh(0)", "0.0") {
    tanh($0)
  }
  static let cotangent = finite(
    "cot", "The cotangent of an angle.", "round(cot(pi() / 4), 6)", "1.0"
  ) { 1 / tan($0) }
  static let degrees = angle(
    "degrees", "An angle in radians, in degrees.", "degrees(pi())", "180.0"
  ) { $0 * 180 / Double.pi }
  static let radians = angle("radians", "An angle in degrees, in radians.", "radians(0)", "0.0") {
    $0 * Double.pi / 180
  }

  static let arcTangentOfTwo = ScalarFunction(
    FunctionDocumentation(
      "atan2", .number, "The angle of the point (x, y), given as y and x.",
      examples: [FunctionExample("atan2(0, 1)", "0.0")]),
    overloads: [.binaryDoubles { atan2($0, $1) }])

  /// A function that infinite angles have no value of.
  private static func finite(
    _ name: String, _ summary: String, _ example: String, _ answer: String,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .number, summary, examples: [FunctionExample(example, answer)]),
      overloads: [.double(in: name, isDefined: { !$0.isInfinite }, body)])
  }

  private static func angle(
    _ name: String, _ summary: String, _ example: String, _ answer: String,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .number, summary, examples: [FunctionExample(example, answer)]),
      overloads: [.double(body)])
  }

  private static func arc(
    _ name: String, _ summary: String, _ example: String,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, .number, summary, examples: [FunctionExample(example, "0.0")]),
      overloads: [.double(in: name, isDefined: { !($0.magnitude > 1) }, body)])
  }
}
