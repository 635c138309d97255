package import KhoiData
import KhoiSyntax
import KhoiText

/// The names that can be written at one place of an unfinished statement, for completion.
package struct VisibleNames: Sendable {
  /// A table and its columns under the name it has here.
  package struct Table: Sendable {
    package let name: String
    package let columns: [Field]
  }

  /// The columns, as the step before gives them.
  package let columns: [Field]
  /// The tables whose columns can be asked for as `table.column`.
  package let tables: [Table]

  static let none = VisibleNames(columns: [], tables: [])

  init(columns: [Field], tables: [Table]) {
    self.columns = columns
    self.tables = tables
  }

  init(_ scope: Scope) {
    columns = scope.columns.map { Field($0.name, $0.type) }
    tables = scope.tables.map { table in
      Table(name: table.name, columns: table.columns.map { Field($0.name, $0.type) })
    }
  }
}

/// The columns and tables that are visible at a place in a text that may be unfinished and wrong.
///
/// Whatever cannot be understood gives no names. Nothing is ever run for it, so only the keys of
/// `PIVOT … IN (ANY)` are known here.
package func visibleNames(
  in text: String, at cursor: Int, environment: BindingEnvironment
) -> VisibleNames {
  var quiet = environment
  quiet.evaluate = { (_: LogicalPlan) throws(Diagnostic) -> [[Value]] in [] }
  let prefix = CompletionPrefix(text, cursor: cursor)
  for candidate in prefix.candidates {
    if let scope = Binder(environment: quiet).scope(ofQuery: candidate) {
      return VisibleNames(scope)
    }
  }
  return .none
}

extension Binder {
  /// The names that a query gives, or nil where it cannot be read or bound.
  func scope(ofQuery text: String) -> Scope? {
    let parsed = parseScript(
      text,
      options: ParserOptions(doubleQuotesAreStrings: environment.settings.doubleQuotesAreStrings))
    guard parsed.error == nil, parsed.statements.count == 1,
      case .query(let query) = parsed.statements[0].statement.kind
    else { return nil }
    self.text = Array(text.utf8)
    return try? bindQuery(query, QueryFrame(outer: nil, parent: nil)).scope
  }
}

/// The queries whose result is the input at a place of a text: the likeliest first.
struct CompletionPrefix {
  private(set) var candidates: [String] = []
  private let bytes: [UInt8]

  init(_ text: String, cursor: Int) {
    bytes = Array(text.utf8)
    let tokens = Lexer(text).tokens().filter { !$0.isTrivia }
    let left = tokens.filter { $0.range.upper <= cursor }
    let right = tokens.filter { $0.range.lower >= cursor }
    let start = Self.regionStart(left)
    let region = Array(left[start...])
    guard let first = region.first else {
      addClause(after: right)
      return
    }
    if let pipe = Self.lastPipe(region) {
      let before = string(first.range.lower, region[pipe].range.lower)
      let step = Array(region[(pipe + 1)...])
      // In a JOIN's condition both sides are visible.
      if let on = step.lastIndex(where: { $0.keyword == .on || $0.keyword == .using }) {
        let join = string(region[pipe].range.lower, step[on].range.lower)
        candidates.append("\(before) \(join) ON TRUE")
      }
      candidates.append(before)
    } else {
      addClause(after: region + right)
    }
  }

  /// `FROM …` of a SELECT, from wherever in the region it stands.
  private mutating func addClause(after tokens: [Token]) {
    var depth = 0
    var from: Int?
    for (index, token) in tokens.enumerated() {
      switch token.symbol {
      case .leftParenthesis?: depth += 1
      case .rightParenthesis?:
        depth -= 1
        if depth < 0 { return finish(tokens, from, index) }
      default: break
      }
      if depth > 0 { continue }
      if token.symbol == .semicolon || token.kind == .pipe { return finish(tokens, from, index) }
      switch token.keyword {
      case .from? where from == nil: from = index
      case .where?, .group?, .having?, .qualify?, .order?, .limit?, .union?, .intersect?,
        .except?, .window?:
        if from != nil { return finish(tokens, from, index) }
      default: break
      }
    }
    finish(tokens, from, tokens.count)
  }

  private mutating func finish(_ tokens: [Token], _ from: Int?, _ end: Int) {
    guard let from, from < end else { return }
    candidates.append(string(tokens[from].range.lower, tokens[end - 1].range.upper))
  }

  private func string(_ lower: Int, _ upper: Int) -> String {
    lower < upper ? String(decoding: bytes[lower..<upper], as: UTF8.self) : ""
  }

  /// The first token of the innermost query that is open at the end.
  private static func regionStart(_ tokens: [Token]) -> Int {
    var starts = [0]
    for (index, token) in tokens.enumerated() {
      switch token.symbol {
      case .leftParenthesis?: starts.append(index + 1)
      case .rightParenthesis? where starts.count > 1: starts.removeLast()
      case .semicolon?: starts = [index + 1]
      default: break
      }
    }
    for start in starts.reversed() where start < tokens.count {
      switch tokens[start].keyword {
      case .from?, .select?, .with?, .values?, .table?: return start
      default: if tokens[start].kind == .pipe { return start }
      }
    }
    return min(starts.first ?? 0, tokens.count)
  }

  private static func lastPipe(_ tokens: [Token]) -> Int? {
    var depth = 0
    var found: Int?
    for (index, token) in tokens.enumerated() {
      switch token.symbol {
      case .leftParenthesis?: depth += 1
      case .rightParenthesis?: depth -= 1
      default: break
      }
      if token.kind == .pipe && depth == 0 { found = index }
    }
    return found
  }
}
