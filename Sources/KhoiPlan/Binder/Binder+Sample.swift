import KhoiData
import KhoiSyntax
import KhoiText

/// `TABLESAMPLE` and `USING SAMPLE`.
extension Binder {
  /// The seed of samples that name none, so that the same query gives the same rows.
  private static let standardSeed: UInt64 = 42

  func bindSample(
    _ sample: SampleSyntax, _ input: LogicalPlan
  ) throws(Diagnostic) -> LogicalPlan {
    if let key = sample.partitionBy.first {
      throw .unsupported("PARTITION BY in samples", at: key.range)
    }
    let size = try sampleSize(sample)
    let method: LogicalPlan.Sample.Method
    switch sample.method?.text.lowercased() {
    case nil:
      if case .rows = size { method = .reservoir } else { method = .bernoulli }
    case "bernoulli", "system": method = .bernoulli
    case "reservoir": method = .reservoir
    case let name?:
      let known = ["bernoulli", "reservoir", "system"]
      throw .unknownSampleMethod(
        name, suggestions: nearest(name, known), at: sample.method?.range ?? sample.range)
    }
    var seed = Self.standardSeed
    if let expression = sample.seed {
      let value = try constantValue(expression, what: "REPEATABLE")
      guard case .integer(let number) = value else {
        throw .notConstant("REPEATABLE", at: expression.range)
      }
      seed = UInt64(bitPattern: number)
    }
    return .sample(
      LogicalPlan.Sample(
        input: input, method: method, size: size, seed: seed, range: sample.range))
  }

  private func sampleSize(
    _ sample: SampleSyntax
  ) throws(Diagnostic) -> LogicalPlan.Sample.Size {
    let value = try constantValue(sample.size, what: "the size of a sample")
    if sample.isPercent {
      guard let percent = value.number, (0...100).contains(percent) else {
        throw .badPercentage(value.text, at: sample.size.range)
      }
      return .share(percent / 100)
    }
    guard let number = value.number, number >= 0, number.rounded() == number else {
      throw .badRowCount("a sample", value.text, at: sample.size.range)
    }
    return .rows(Int(exactly: number) ?? .max)
  }
}

extension Value {
  /// The number that a number, or a text of one, is.
  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    case .text(let text): Double(text)
    default: nil
    }
  }
}
