import KhoiData
import KhoiText

extension ScalarFunction {
  static let concatenation = ScalarFunction(
    FunctionDocumentation(
      "||", .operator, "Two texts or lists, one after the other; NULL where one is NULL.",
      examples: [
        FunctionExample("'khối ' || 'A'", "khối A"), FunctionExample("'n' || 1", "n1"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.varchar), takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in try concatenate(arguments, count: count) },
      ScalarOverload([.commonList, .commonList], returns: .commonList) { arguments, count, _ in
        ListConcatenation.lists(arguments, count: count)
      },
      ScalarOverload([.any, .any], returns: .type(.varchar)) {
        arguments, count, _ throws(Diagnostic) in
        var texts: [Vector] = []
        for argument in arguments { texts.append(try Cast.evaluate(argument, to: .varchar)) }
        return try concatenate(texts, count: count)
      },
    ])

  private static func concatenate(
    _ arguments: [Vector], count: Int
  ) throws(Diagnostic) -> Vector {
    let (left, right) = (arguments[0].textViews, arguments[1].textViews)
    return try TextKernel.texts(arguments, count: count, function: "||") {
      (row, output) throws(Diagnostic) in
      left[row].append(to: &output)
      right[row].append(to: &output)
    }
  }

  static let like = pattern(
    "like", .like, aliases: ["~~"],
    "Whether the text fits a pattern in which % stands for anything and _ for one character.",
    [
      FunctionExample("'khối' LIKE 'kh%'", "true"), FunctionExample("'khối' LIKE '_h_i'", "true"),
    ])
  static let ilike = pattern(
    "ilike", .ilike, aliases: ["~~*"], "As LIKE, without regard to capital and small letters.",
    [FunctionExample("'KHỐI' ILIKE 'khối'", "true")])
  static let glob = pattern(
    "glob", .glob, aliases: ["~~~"],
    "Whether the text fits a pattern: * anything, ? one character, [a-z] one of a set.",
    [FunctionExample("'b7' GLOB '[a-c]?'", "true")])

  static let likeEscape = escaped(
    "like_escape", .like, "Whether the text fits a pattern of LIKE with an escape character.",
    "like_escape('a%c', 'a#%c', '#')", "true")
  static let notLikeEscape = escaped(
    "not_like_escape", .like, "The opposite of like_escape.",
    "not_like_escape('a%c', 'a#%c', '#')", "false", isNegated: true)
  static let ilikeEscape = escaped(
    "ilike_escape", .ilike, "As like_escape, without regard to capital and small letters.",
    "ilike_escape('A%c', 'a#%C', '#')", "true")
  static let notIlikeEscape = escaped(
    "not_ilike_escape", .ilike, "The opposite of ilike_escape.",
    "not_ilike_escape('A%c', 'a#%C', '#')", "false", isNegated: true)

  private static func escaped(
    _ name: String, _ kind: PatternKernel.Kind, _ summary: String, _ example: String,
    _ answer: String, isNegated: Bool = false
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .text, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        ScalarOverload(
          [.type(.varchar), .type(.varchar), .type(.varchar)], returns: .type(.boolean),
          canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let fits = try PatternKernel.matches(arguments, count: count, kind: kind)
          return isNegated ? Logic.not(fits) : fits
        }
      ])
  }

  private static func pattern(
    _ name: String, _ kind: PatternKernel.Kind, aliases: [String], _ summary: String,
    _ examples: [FunctionExample]
  ) -> ScalarFunction {
    func overload(_ count: Int) -> ScalarOverload {
      ScalarOverload(
        Array(repeating: .type(.varchar), count: count), returns: .type(.boolean), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        try PatternKernel.matches(arguments, count: count, kind: kind)
      }
    }
    return ScalarFunction(
      FunctionDocumentation(name, aliases: aliases, .operator, summary, examples: examples),
      overloads: kind == .glob ? [overload(2)] : [overload(2), overload(3)])
  }
}
