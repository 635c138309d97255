import KhoiData
import KhoiText

/// One key for every way to write the same words.
extension ScalarFunction {
  static let sameSpelling = ScalarFunction(
    FunctionDocumentation(
      "same_spelling", .text,
      "Whether two texts differ in nothing but case, the place of tones, look-alike letters, "
        + "spaces, dashes and quotes.",
      examples: [
        FunctionExample("same_spelling('Hoà Bình', 'hòa bình')", "true"),
        FunctionExample("same_spelling('Hoà Bình', 'Hóa Bình')", "false"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.boolean), takesAnyForm: true
      ) { arguments, count, _ in SearchKernel.sameSpellings(arguments, count: count) }
    ])

  static let spellingKey = ScalarFunction(
    FunctionDocumentation(
      "spelling_key", .text,
      "A text that all texts of the same spelling share, to group or join by: small letters, each "
        + "with a digit for its mark and one for the tone of its word.",
      examples: [
        FunctionExample("spelling_key('hoà') = spelling_key('HÒA')", "true"),
        FunctionExample("spelling_key('Đỏ')", "d42o02"),
      ]),
    overloads: [
      ScalarOverload([.type(.varchar)], returns: .type(.varchar), takesAnyForm: true) {
        arguments, count, _ throws(Diagnostic) in
        try SearchKernel.keys(arguments, count: count, function: "spelling_key") { form, output in
          form.appendKey(to: &output)
        }
      }
    ])

  static let spell = ScalarFunction(
    FunctionDocumentation(
      "spell", .text,
      "The text with the tones of its words where the 'old' style puts them (hòa) or the 'new' "
        + "one (hoà), for display.",
      examples: [
        FunctionExample("spell('Ủy ban huyện Hòa An', 'new')", "Uỷ ban huyện Hoà An"),
        FunctionExample("spell('thuỷ', 'old')", "thủy"),
      ]),
    overloads: [
      .texts(2, "spell", canFail: true) { arguments, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        let styles = arguments[1].textViews
        return { (row, output) throws(Diagnostic) in
          guard let style = ToneStyle(rawValue: styles[row].string.lowercased()) else {
            throw .badArgument(
              "spell", "'\(styles[row].string)' is not one of the styles 'old' and 'new'")
          }
          var bytes: [UInt8] = []
          source[row].append(to: &bytes)
          output.append(contentsOf: TonePlacement.spell(bytes, style))
        }
      }
    ])

  static let nameKey = ScalarFunction(
    FunctionDocumentation(
      "name_key", .text,
      "A text that names of one organisation share. Level 0: the spelling, i for y; 1: without "
        + "punctuation and và; 2: with abbreviations spelled out; 3, if none is given: without "
        + "tỉnh at the end; 4: without generic words such as hội in front.",
      examples: [
        FunctionExample(
          "name_key('Hội KH&KT') = name_key('hội khoa học - kĩ thuật tỉnh')",
          "true"),
        FunctionExample("name_key('Hội Chữ thập đỏ tỉnh', 4)", "chuʾ3 thaˆp5 dˍo2"),
      ]),
    overloads: [
      .texts(1, "name_key") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in appendNameKey(source[row], .withoutRank, to: &output) }
      },
      .texts([.varchar, .bigint], "name_key", canFail: true) { arguments, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        let levels = arguments[1].integers
        return { (row, output) throws(Diagnostic) in
          guard let level = NameLevel(rawValue: Int(truncatingIfNeeded: levels[row])) else {
            throw .badArgument("name_key", "the level is from 0 to 4, not \(levels[row])")
          }
          appendNameKey(source[row], level, to: &output)
        }
      },
    ])

  private static func appendNameKey(
    _ name: TextView, _ level: NameLevel, to output: inout [UInt8]
  ) {
    var bytes: [UInt8] = []
    name.append(to: &bytes)
    output.append(
      contentsOf: level == .spelling ? NameKey.spelling(bytes) : NameKey(bytes, level).text)
  }
}
