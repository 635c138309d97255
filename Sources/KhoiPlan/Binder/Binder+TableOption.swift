import KhoiData
import KhoiSyntax
import KhoiText

/// The options of read functions and of COPY.
extension Binder {
  /// Options whose texts are names of types.
  private static let typeOptions: Set<String> = [
    "types", "dtypes", "column_types", "columns", "hive_types",
  ]

  /// The options between parentheses; one without a value is true.
  func bindTableOptions(_ options: [OptionSyntax]) throws(Diagnostic) -> [TableOption] {
    var result: [TableOption] = []
    for option in options {
      let name = option.name.text.lowercased()
      var value = TableOption.Value.constant(.boolean(true))
      if let syntax = option.value { value = try optionValue(syntax, of: name) }
      result.append(TableOption(name, value, at: option.range))
    }
    return result
  }

  /// The value of an option: a constant, a word, a list or a structure.
  func optionValue(
    _ syntax: ExpressionSyntax, of name: String
  ) throws(Diagnostic) -> TableOption.Value {
    switch syntax.kind {
    case .list(let elements, _), .row(let elements):
      return .list(
        try elements.map { (element) throws(Diagnostic) in
          try optionValue(element, of: name)
        })
    case .structure(let fields, _):
      return .entries(
        try fields.map { (field) throws(Diagnostic) in
          (field.name?.text ?? "", try optionValue(field.value, of: name))
        })
    case .map(let entries):
      return .entries(
        try entries.map { (entry) throws(Diagnostic) in
          (try wordOrValue(entry.key, what: "a key").text, try optionValue(entry.value, of: name))
        })
    case .call(let call) where call.name.parts.last?.text.lowercased() == "struct_pack":
      return .entries(try packed(call, of: name))
    case .cast(let operand, _, _, _): return try optionValue(operand, of: name)
    case .star: return .constant(.text("*"))
    default: break
    }
    guard Self.typeOptions.contains(name) else {
      return .constant(try wordOrValue(syntax, what: "an option"))
    }
    return try typeValue(syntax)
  }

  private func packed(
    _ call: FunctionCallSyntax, of name: String
  ) throws(Diagnostic) -> [(name: String, value: TableOption.Value)] {
    var entries: [(name: String, value: TableOption.Value)] = []
    for argument in call.arguments {
      guard let field = argument.name, case .expression(let value) = argument.value else {
        throw .badTableArgument(
          "struct_pack", "takes named values", usage: "struct_pack(a := 'INTEGER')",
          at: argument.range)
      }
      entries.append((field.text, try optionValue(value, of: name)))
    }
    if entries.isEmpty {
      throw .badTableArgument(
        "struct_pack", "needs a field", usage: "struct_pack(a := 'INTEGER')", at: call.range)
    }
    return entries
  }

  /// A type, by its name as a text or as it is.
  private func typeValue(_ syntax: ExpressionSyntax) throws(Diagnostic) -> TableOption.Value {
    var text = source(syntax.range)
    if case .literal = syntax.kind {
      let value = try constantValue(syntax, what: "a type")
      guard case .text(let name) = value else { return .constant(value) }
      text = name
    }
    do throws(Diagnostic) {
      return .type(try bindType(try parseType(text)))
    } catch {
      throw error.located(at: syntax.range)
    }
  }

  /// The paths of a read function's first argument: a text or a list of texts.
  func readPaths(_ syntax: ExpressionSyntax) throws(Diagnostic) -> [String] {
    switch syntax.kind {
    case .list(let elements, _):
      if elements.isEmpty { throw noPath(at: syntax.range) }
      var paths: [String] = []
      for element in elements { paths.append(contentsOf: try readPaths(element)) }
      return paths
    case .name(let name): return [name.parts.map(\.text).joined(separator: ".")]
    default: break
    }
    switch try constantValue(syntax, what: "a path") {
    case .text(let path): return [path]
    case .list(let values, _):
      var paths: [String] = []
      for value in values {
        guard case .text(let path) = value else { throw .notConstant("a path", at: syntax.range) }
        paths.append(path)
      }
      if paths.isEmpty { throw noPath(at: syntax.range) }
      return paths
    default: throw .notConstant("a path", at: syntax.range)
    }
  }

  private func noPath(at range: SourceRange) -> Diagnostic {
    .badTableArgument(
      "read_csv", "needs at least one path", usage: "read_csv(['a.csv', 'b.csv'])", at: range)
  }
}
