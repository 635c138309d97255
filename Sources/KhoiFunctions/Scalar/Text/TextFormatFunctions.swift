import KhoiData
import KhoiText

/// Texts made from a template and values.
extension ScalarFunction {
  static let format = ScalarFunction(
    FunctionDocumentation(
      "format", .text,
      "The template with {} replaced by the values: {0} by number, {:05d} {:.2f} {:>8} {:,} with a "
        + "format. A template without braces takes % as printf does.",
      examples: [
        FunctionExample("format('{}: {:.1f}', 'điểm', 7.25)", "điểm: 7.2"),
        FunctionExample("format('{:04d} {:,}', 33, 1234567)", "0033 1,234,567"),
        FunctionExample("format('%d cờ', 3)", "3 cờ"),
      ]),
    overloads: formatting("format") { text in
      let hasBraces = text.contains(0x7B) || text.contains(0x7D)
      return hasBraces || !text.contains(0x25) ? .braces : .percent
    })

  static let printf = ScalarFunction(
    FunctionDocumentation(
      "printf", .text,
      "The template with %d, %s, %05.2f and so on replaced by the values, as in C.",
      examples: [FunctionExample("printf('%s: %05.1f%%', 'đạt', 97.25)", "đạt: 097.2%")]),
    overloads: formatting("printf") { _ in .percent })

  private static func formatting(
    _ name: String, _ style: @escaping @Sendable ([UInt8]) -> TextTemplate.Style
  ) -> [ScalarOverload] {
    let plain = ScalarOverload.texts([.varchar], name, canFail: true) { arguments, _ in
      let templates = arguments[0].textViews
      return { (row, output) throws(Diagnostic) in
        let bytes = Array(templates[row].string.utf8)
        let template = try TextTemplate(
          bytes, style(bytes) == .percent && name == "format" ? .braces : style(bytes), name)
        try template.append([], to: &output)
      }
    }
    let filled = ScalarOverload(
      [.type(.varchar), .any], variadic: true, returns: .type(.varchar), canFail: true
    ) { arguments, count, _ throws(Diagnostic) in
      let templates = arguments[0].textViews
      var columns: [TemplateValues] = []
      for argument in arguments.dropFirst() { columns.append(try TemplateValues(argument)) }
      var last: (view: TextView, template: TextTemplate)?
      return try TextKernel.texts(arguments, count: count, function: name) {
        (row, output) throws(Diagnostic) in
        let template: TextTemplate
        if let last, last.view == templates[row] {
          template = last.template
        } else {
          let bytes = Array(templates[row].string.utf8)
          template = try TextTemplate(bytes, style(bytes), name)
          last = (templates[row], template)
        }
        try template.append(columns.map { $0[row] }, to: &output)
      }
    }
    return [plain, filled]
  }
}

/// The values of one argument of a template.
struct TemplateValues {
  private enum Column {
    case flags(Operand<UInt8>)
    case integers(Operand<Int64>)
    case wide(Operand<Int128>)
    case doubles(Operand<Double>)
    case texts(Operand<TextView>)
  }

  private let column: Column
  /// Owns the bytes of the texts.
  private let owner: Vector

  init(_ argument: Vector) throws(Diagnostic) {
    switch argument.type {
    case .boolean:
      owner = argument
      column = .flags(owner.flags)
    case .narrow, .bigint:
      owner = argument
      column = .integers(owner.integers)
    case .ubigint, .hugeint:
      owner = argument.canonical()
      column = .wide(Operand(owner.int128s, isConstant: false))
    case .float, .double:
      owner = argument
      column = .doubles(owner.doubles)
    case .decimal:
      owner = try Cast.evaluate(argument, to: .double)
      column = .doubles(owner.doubles)
    default:
      owner = try Cast.evaluate(argument, to: .varchar)
      column = .texts(owner.textViews)
    }
  }

  subscript(row: Int) -> TextTemplate.Item {
    switch column {
    case .flags(let values): .flag(values[row] != 0)
    case .integers(let values): .integer(Int128(values[row]))
    case .wide(let values): .integer(values[row])
    case .doubles(let values): .double(values[row])
    case .texts(let values): .text(values[row])
    }
  }
}
