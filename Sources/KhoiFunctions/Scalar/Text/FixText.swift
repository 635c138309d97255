import KhoiData
import KhoiText

extension ScalarFunction {
  static let fixText = ScalarFunction(
    FunctionDocumentation(
      "fix_text", .text,
      "The text as it was before a wrong encoding or an old font damaged it. Alone it repairs only "
        + "what is sure: two accented words or more, or UTF-8 that was read as something else. "
        + "The second argument names the repair: "
        + TextRepair.allCases.map { "'\($0.name)'" }.joined(separator: ", ")
        + "; several are joined by +. A whole column is judged better by fix => 'auto' or .fix.",
      examples: [
        FunctionExample("fix_text('Héi KhuyÕn häc')", "Hội Khuyến học"),
        FunctionExample("fix_text('TØnh', 'tcvn3')", "Tỉnh"),
        FunctionExample("fix_text('Há»™i')", "Hội"),
        FunctionExample("fix_text('Hội Luật gia')", "Hội Luật gia"),
      ]),
    overloads: [
      .texts(1, "fix_text") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          let text = Array(source[row].string.utf8)
          let damage = TextDamage.find(in: [text], demand: .text)
          output.append(contentsOf: damage?.repaired(text) ?? text)
        }
      },
      .texts(2, "fix_text", canFail: true) { arguments, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        let names = arguments[1].textViews
        return { (row, output) throws(Diagnostic) in
          let name = names[row].string
          guard let repairs = TextDamage.repairs(named: name) else {
            throw .badArgument(
              "fix_text", "'\(name)' is no repair",
              note: "repairs: " + TextRepair.allCases.map(\.name).joined(separator: ", "))
          }
          let text = Array(source[row].string.utf8)
          output.append(contentsOf: TextDamage.applied(repairs, to: text) ?? text)
        }
      },
    ])
}
