import KhoiData
import KhoiText

/// Finding texts whatever was typed of their accents.
extension ScalarFunction {
  static let search = ScalarFunction(
    FunctionDocumentation(
      "search", aliases: ["@@"], .text,
      "Whether the text has words that begin as the second text does. Marks and tones that were "
        + "typed must be there, the others are free; the place of a tone, i or y, case and kinds "
        + "of dashes and quotes do not matter. A level may follow: 'exact', 'case', 'spelling', "
        + "'tone', 'base', 'smart' or 'smart_substring'.",
      examples: [
        FunctionExample("search('Hội Người cao tuổi', 'nguoi cao')", "true"),
        FunctionExample("'Hội Người cao tuổi' @@ 'hồi'", "false"),
        FunctionExample("search('Nhà văn hóa', 'hoá', 'spelling')", "true"),
        FunctionExample("search('Người', 'uoi', 'smart_substring')", "true"),
      ]),
    overloads: [2, 3].map { parameters in
      ScalarOverload(
        Array(repeating: .type(.varchar), count: parameters), returns: .type(.boolean),
        canFail: parameters == 3, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        try SearchKernel.flags(arguments, count: count)
      }
    }, check: levelCheck("search"))

  static let searchRank = ScalarFunction(
    FunctionDocumentation(
      "search_rank", .text,
      "How near a text is to what search looks for, to order by: smaller is nearer. Exact comes "
        + "before another case, then other spellings, then fewer accents that were not typed, then "
        + "shorter texts; NULL where nothing is found.",
      examples: [
        FunctionExample(
          "search_rank('Hội Luật gia', 'hội') < search_rank('Hồi giáo', 'hoi')", "true"),
        FunctionExample("search_rank('Hội Luật gia', 'hồi')", "NULL"),
      ]),
    overloads: [2, 3].map { parameters in
      ScalarOverload(
        Array(repeating: .type(.varchar), count: parameters), returns: .type(.bigint),
        canFail: parameters == 3, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        try SearchKernel.ranks(arguments, count: count)
      }
    }, check: levelCheck("search_rank"))

  private static func levelCheck(_ function: String) -> ArgumentCheck {
    ArgumentCheck { constants in
      guard constants.count > 2, case .text(let word)? = constants[2],
        SearchLevel(word: word) == nil
      else { return nil }
      return (2, .unknownSearchLevel(function, word))
    }
  }

  static let readTyped = ScalarFunction(
    FunctionDocumentation(
      "read_typed", .text,
      "The text with words that were typed in Telex or VNI read, if they spell syllables; "
        + "otherwise as it is.",
      examples: [
        FunctionExample("read_typed('Hooij Khuyeens hocj')", "Hội Khuyến học"),
        FunctionExample("read_typed('Ho6i5')", "Hội"),
      ]),
    overloads: [
      .texts(1, "read_typed") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          let text = source[row].string
          output.append(contentsOf: (TypedText.read(text)?.text ?? text).utf8)
        }
      }
    ])
}
