import KhoiData
import KhoiText

extension ScalarFunction {
  static let levenshtein = distance(
    "levenshtein", ["editdist3", "edit_distance"],
    "The least number of characters to insert, remove or replace to turn one text into another.",
    [FunctionExample("levenshtein('khối', 'khói')", "1")]
  ) { left, right throws(Diagnostic) in TextDistance.levenshtein(left, right) }

  static let damerauLevenshtein = distance(
    "damerau_levenshtein", [],
    "As levenshtein, where two neighbours that change places count as one.",
    [FunctionExample("damerau_levenshtein('three', 'there')", "1")]
  ) { left, right throws(Diagnostic) in TextDistance.damerauLevenshtein(left, right) }

  static let hamming = distance(
    "hamming", ["mismatches"], "The number of places in which two equally long texts differ.",
    [FunctionExample("hamming('duck', 'luck')", "1")]
  ) { left, right throws(Diagnostic) in
    guard let count = TextDistance.hamming(left, right) else {
      throw .badArgument("hamming", "both texts must be equally long")
    }
    if left.isEmpty { throw .badArgument("hamming", "the texts must not be empty") }
    return count
  }

  static let jaccard = similarity(
    "jaccard", [],
    "The share of the characters that both texts have among those that either has.",
    [FunctionExample("jaccard('duck', 'luck')", "0.6")], hasCutoff: false
  ) { left, right throws(Diagnostic) in
    guard let share = TextDistance.jaccard(left, right) else {
      throw .badArgument("jaccard", "a text without characters is like no other")
    }
    return share
  }

  static let jaroSimilarity = similarity(
    "jaro_similarity", [],
    "How alike two texts are, from 0 to 1, by characters near the same places; 0 below a third "
      + "argument.",
    [FunctionExample("jaro_similarity('duck', 'duck')", "1.0")], hasCutoff: true
  ) { left, right throws(Diagnostic) in TextDistance.jaro(left, right) }

  static let jaroWinklerSimilarity = similarity(
    "jaro_winkler_similarity", ["jaro_winkler"],
    "As jaro_similarity, raised for texts that begin alike.",
    [FunctionExample("jaro_winkler_similarity('foo', 'bar')", "0.0")], hasCutoff: true
  ) { left, right throws(Diagnostic) in TextDistance.jaroWinkler(left, right) }

  private static func distance(
    _ name: String, _ aliases: [String], _ summary: String, _ examples: [FunctionExample],
    _ body: @escaping @Sendable ([UInt32], [UInt32]) throws(Diagnostic) -> Int64
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, aliases: aliases, .text, summary, examples: examples),
      overloads: [
        ScalarOverload(
          [.type(.varchar), .type(.varchar)], returns: .type(.bigint), canFail: true,
          takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let others = arguments[1].textViews
          return unsafe try TextKernel.integers(arguments, count: count) {
            (row, bytes) throws(Diagnostic) in
            let left = unsafe TextDistance.scalars(bytes)
            let right = unsafe others.withBytes(row) { unsafe TextDistance.scalars($0) }
            return try body(left, right)
          }
        }
      ])
  }

  private static func similarity(
    _ name: String, _ aliases: [String], _ summary: String, _ examples: [FunctionExample],
    hasCutoff: Bool, _ body: @escaping @Sendable ([UInt32], [UInt32]) throws(Diagnostic) -> Double
  ) -> ScalarFunction {
    func overload(_ parameters: [ParameterType]) -> ScalarOverload {
      ScalarOverload(
        parameters, returns: .type(.double), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let (texts, others) = (arguments[0].textViews, arguments[1].textViews)
        let cutoffs = arguments.count > 2 ? arguments[2].doubles : nil
        let validity = rowsWithoutNull(arguments)
        var values = [Double](repeating: 0, count: count)
        for row in 0..<count where validity?.isValid(row) ?? true {
          let left = unsafe texts.withBytes(row) { unsafe TextDistance.scalars($0) }
          let right = unsafe others.withBytes(row) { unsafe TextDistance.scalars($0) }
          let value = try body(left, right)
          values[row] = value < cutoffs?[row] ?? 0 ? 0 : value
        }
        return Vector(.double, .float64(Buffer(values)))
      }
    }
    let texts: [ParameterType] = [.type(.varchar), .type(.varchar)]
    return ScalarFunction(
      FunctionDocumentation(name, aliases: aliases, .text, summary, examples: examples),
      overloads: hasCutoff
        ? [overload(texts), overload(texts + [.type(.double)])] : [overload(texts)])
  }

  static let soundex = ScalarFunction(
    FunctionDocumentation(
      "soundex", .text, "The letter and three digits that English words of like sound share.",
      examples: [FunctionExample("soundex('Robert')", "R163")]),
    overloads: [
      .texts(1, "soundex") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { unsafe Soundex.append($0, to: &output) }
        }
      }
    ])
}

/// American Soundex.
private enum Soundex {
  /// The digits of `a` to `z`; 0 for vowels and y, 9 for h and w, which separate nothing.
  private static let digits = Array("01230129022455012623019202".utf8)

  static func append(_ bytes: TextBytes, to output: inout [UInt8]) {
    let start = output.count
    var last: UInt8 = 0
    for index in 0..<bytes.count {
      let letter = unsafe bytes[index] | 0x20
      guard letter >= 0x61, letter <= 0x7A else { continue }
      let digit = digits[Int(letter - 0x61)]
      if output.count == start {
        output.append(letter ^ 0x20)
        last = digit
        continue
      }
      if digit == 0x39 { continue }
      if digit != 0x30 && digit != last { output.append(digit) }
      last = digit
      if output.count - start == 4 { return }
    }
    if output.count > start {
      output.append(contentsOf: repeatElement(0x30, count: 4 - (output.count - start)))
    }
  }
}
