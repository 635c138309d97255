import KhoiData
import KhoiText

extension ScalarFunction {
  static let normalize = ScalarFunction(
    FunctionDocumentation(
      "nfc", aliases: ["nfc_normalize", "normalize"], .text,
      "The text with letters and marks composed (Unicode normal form C), or in the form named, "
        + "'NFC' or 'NFD'.",
      examples: [
        FunctionExample("length(nfc('e' || chr(769)))", "1"),
        FunctionExample("length(normalize('ộ', 'NFD'))", "3"),
      ]),
    overloads: [
      .texts(1, "nfc") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in output.append(contentsOf: NormalForm.composed(source[row].string)) }
      },
      .texts(2, "normalize", canFail: true) { arguments, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        let forms = arguments[1].textViews
        return { (row, output) throws(Diagnostic) in
          switch forms[row].string.uppercased() {
          case "NFC": output.append(contentsOf: NormalForm.composed(source[row].string))
          case "NFD": output.append(contentsOf: NormalForm.decomposed(source[row].string))
          case let form:
            throw .badArgument("normalize", "'\(form)' is not one of the forms 'NFC' and 'NFD'")
          }
        }
      },
    ])

  static let normalizeAndFoldCase = ScalarFunction(
    FunctionDocumentation(
      "normalize_and_casefold", .text,
      "The text composed and in small letters, to compare texts without regard to case.",
      examples: [
        FunctionExample(
          "normalize_and_casefold('HÀ NỘI') = normalize_and_casefold('hà nội')", "true")
      ]),
    overloads: [
      .texts(1, "normalize_and_casefold") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          // Capitals first, so that letters with two small forms meet.
          let folded = source[row].string.uppercased().lowercased()
          output.append(contentsOf: NormalForm.composed(folded))
        }
      }
    ])
}
