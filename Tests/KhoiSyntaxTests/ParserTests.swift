import KhoiSyntax
import KhoiText
import Testing

@Suite("Parser")
struct ParserTests {
  @Test("Statements of the language are accepted", arguments: AcceptedStatements.all)
  func acceptsStatement(text: String) {
    let script = parseScript(text)
    let found = script.error.map { "\($0.message) at \(String(describing: $0.range))" }
    #expect(found == nil, "\(text)")
    #expect(script.statements.count == 1)
    #expect(script.statements.first?.range == SourceRange(0, text.utf8.count))
  }

  @Test("Every prefix of a pipeline that ends before a pipe is a query")
  func acceptsPipelinePrefixes() {
    for text in AcceptedStatements.pipes where text.hasPrefix("FROM") {
      let tokens = Lexer(text).tokens()
      var depth = 0
      for token in tokens {
        switch token.symbol {
        case .leftParenthesis?: depth += 1
        case .rightParenthesis?: depth -= 1
        default: break
        }
        guard token.kind == .pipe, depth == 0 else { continue }
        let prefix = String(decoding: Array(text.utf8)[..<token.range.lower], as: UTF8.self)
        #expect(parseScript(prefix).error == nil, "\(prefix)")
      }
    }
  }

  @Test(
    "Operators bind as they should",
    arguments: [
      ("1 + 2 * 3", "(1 + (2 * 3))"),
      ("1 - 2 - 3", "((1 - 2) - 3)"),
      ("a OR b AND NOT c = d", "(a OR (b AND NOT((c = d))))"),
      ("a || b + c", "((a || b) + c)"),
      ("- a ** b", "(-(a) ** b)"),
      ("a | b ^ c & d << e", "(a | (b ^ (c & (d << e))))"),
      ("a = b IS NULL", "((a = b) IS NULL)"),
      ("a + 1 IN (b)", "((a + 1) IN [b])"),
      ("NOT a BETWEEN b AND c AND d", "(NOT((a BETWEEN b AND c)) AND d)"),
      ("-x::INT", "-((x :: INT))"),
      ("a AND b AND c", "((a AND b) AND c)"),
      ("2 = NOT a", "(2 = NOT(a))"),
      ("a.b.c[1].d", "(a.b.c[1]).d"),
    ])
  func bindsOperators(text: String, expected: String) throws {
    #expect(bracketed(try parseExpression(text)) == expected)
  }

  @Test(
    "Trees have the expected shape",
    arguments: [
      (
        "TRIM(LEADING 'x' FROM a)",
        "call({name: ltrim, arguments: [{value: expression(name(a))}, "
          + "{value: expression(literal(string(x)))}]})"
      ),
      (
        "POSITION('x' IN a)",
        "call({name: strpos, arguments: [{value: expression(name(a))}, "
          + "{value: expression(literal(string(x)))}]})"
      ),
      ("-9223372036854775808", "literal(integer(-9223372036854775808))"),
      ("E'a\\tb''c'", "literal(string(a\tb'c))"),
      ("x'0aFF'", "literal(bytes([10, 255]))"),
      ("\"a\"\"b\".c", "name(a\"b.c)"),
      ("f(x -> x)", "call({name: f, arguments: [{value: expression(lambda([x], name(x)))}]})"),
      (
        "f(x -> '$.a')",
        "call({name: f, arguments: [{value: expression(binary(arrow, name(x), "
          + "literal(string($.a))))}]})"
      ),
      ("COUNT(*)", "call({name: COUNT, arguments: [{value: expression(star({}))}]})"),
      ("INTERVAL '2' day", "interval(literal(string(2)), unit: day)"),
      ("((SELECT 1))", "subquery({body: select({items: [{expression: literal(integer(1))}]})})"),
    ])
  func buildsTree(text: String, expected: String) throws {
    #expect(syntaxDump(try parseExpression(text)) == expected)
  }

  @Test("Statements are split, kept in order, and keep their ranges")
  func keepsStatementsBeforeAnError() {
    let text = ";; SELECT 1; SELECT ';' ; SELECT FROM; SELECT 3"
    let script = parseScript(text)
    let texts = script.statements.map {
      String(decoding: Array(text.utf8)[$0.range.lower..<$0.range.upper], as: UTF8.self)
    }
    #expect(texts == ["SELECT 1", "SELECT ';'"])
    #expect(script.error?.range == SourceRange(33, 37))
    #expect(parseScript("").statements.isEmpty)
    #expect(parseScript(" -- nothing\n;").diagnostics.isEmpty)
  }

  @Test("Double quotes can be strings")
  func readsDoubleQuotesAsStrings() {
    let options = ParserOptions(doubleQuotesAreStrings: true)
    let script = parseScript("SELECT \"it's\", \"\"\"a \"b\" c\"\"\", `d`", options: options)
    let dump = script.statements.map { syntaxDump($0.statement) }.joined()
    #expect(dump.contains("string(it's)"))
    #expect(dump.contains("string(a \"b\" c)"))
    #expect(dump.contains("name(d)"))
  }

  @Test("`==` is read, with a notice")
  func noticesDoubleEqual() {
    let script = parseScript("SELECT 1 == 1")
    #expect(script.statements.count == 1)
    #expect(script.diagnostics.map(\.severity) == [.notice])
  }

  @Test("A long chain of AND makes a low tree")
  func balancesChains() throws {
    let text = Array(repeating: "a", count: 20_000).joined(separator: " AND ")
    #expect(height(try parseExpression(text)) < 20)
  }

  @Test(
    "Deep nesting is an error and no crash",
    arguments: ["(", "[", "f(", "- ", "NOT ", "(SELECT ", "CASE WHEN ", "1 + (", "{a: ", "trim("])
  func refusesDeepNesting(opening: String) {
    let script = parseScript("SELECT " + String(repeating: opening, count: 100_000))
    #expect(script.error?.code == "parse.too-deep")
  }

  @Test("Nesting within the limit is accepted")
  func acceptsNesting() {
    let text =
      "SELECT " + String(repeating: "(", count: 390) + "1" + String(repeating: ")", count: 390)
    #expect(parseScript(text).error == nil)
    let sum = "SELECT " + Array(repeating: "1", count: 900).joined(separator: " + ")
    #expect(parseScript(sum).error == nil)
    #expect(parseScript(sum + String(repeating: " + 1", count: 1_000)).error != nil)
  }

  private func height(_ expression: ExpressionSyntax) -> Int {
    guard case .binary(_, let left, let right, _) = expression.kind else { return 0 }
    return 1 + max(height(left), height(right))
  }

  /// An expression with all its brackets, for looking at precedence.
  private func bracketed(_ expression: ExpressionSyntax) -> String {
    switch expression.kind {
    case .binary(let operation, let left, let right, _):
      "(\(bracketed(left)) \(operation.rawValue) \(bracketed(right)))"
    case .unary(let operation, let operand): "\(operation.rawValue)(\(bracketed(operand)))"
    case .isNull(let operand, _): "(\(bracketed(operand)) IS NULL)"
    case .inList(let operand, let list, _):
      "(\(bracketed(operand)) IN [\(list.map(bracketed).joined(separator: ", "))])"
    case .between(let operand, let lower, let upper, _):
      "(\(bracketed(operand)) BETWEEN \(bracketed(lower)) AND \(bracketed(upper)))"
    case .cast(let operand, let type, _, _): "(\(bracketed(operand)) :: \(typeName(type)))"
    case .element(let list, let position): "(\(bracketed(list))[\(bracketed(position))])"
    case .field(let operand, let name): "\(bracketed(operand)).\(name.text)"
    case .name(let name): name.text
    case .literal(.integer(let text)): text
    default: "?"
    }
  }

  private func typeName(_ type: TypeSyntax) -> String {
    if case .named(let name, _) = type.kind { return name }
    return "?"
  }
}
