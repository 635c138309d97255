package import KhoiSyntax
package import KhoiText

/// Settles what a statement means: names become columns, calls become functions with the right
/// types, steps become plan nodes.
///
/// One binder binds one statement. It asks the environment for tables and for the few rows that
/// planning itself needs (`PIVOT … IN (ANY)`, `LIMIT` expressions); it never reads data otherwise.
/// Subqueries in expressions stay `.subquery` nodes whose plans mention outer columns freely.
package final class Binder {
  let environment: BindingEnvironment
  let identities = ColumnIDGenerator()
  private(set) var notices: [Diagnostic] = []
  /// The text that ranges refer to, and where in it offset 0 of `text` lies.
  var text: [UInt8] = [] { didSet { mentionedColumns = Self.mentionedColumns(text) } }
  /// The columns beside those of `*` that the text asks for somewhere: row numbers, `_file` and
  /// `_line`; only then tables are given them.
  private(set) var mentionedColumns: Set<String> = []
  var textOffset = 0
  private var depth = 0
  /// The common tables in scope, outermost first.
  var commonTables: [CommonTable] = []
  var nextSharedNumber = 1
  /// Rows that TEE and FORK keep: what shared scans of these numbers read.
  var keptRows: [(number: Int, plan: LogicalPlan)] = []
  /// The recursions whose repeated part is being bound, by number.
  var openRecursions: [Int: String] = [:]
  /// How many definitions of WITH, and repeated steps of RECURSIVE UNION, are being bound.
  var withDepth = 0
  var stepDepth = 0
  /// The views being bound, for one that contains itself.
  var openViews: [IdentifierKey] = []
  /// The functions whose bodies are being bound, for one that calls itself.
  var openMacros: [IdentifierKey] = []
  /// The calls of functions whose bodies are being bound, outermost first.
  var macroFrames: [MacroFrame] = []

  package init(environment: BindingEnvironment) {
    self.environment = environment
  }

  /// The meaning of a statement, and what is worth saying about it.
  package func bind(
    _ statement: StatementSyntax, text: String
  ) throws(Diagnostic) -> (statement: BoundStatement, notices: [Diagnostic]) {
    self.text = Array(text.utf8)
    let bound = try bindStatement(statement)
    return (bound, notices)
  }

  // MARK: Notices

  /// Says something once.
  func notice(_ notice: Diagnostic) {
    if !notices.contains(notice) { notices.append(notice) }
  }

  // MARK: Text

  private static func mentionedColumns(_ text: [UInt8]) -> Set<String> {
    Set(([rowNumberName] + pseudoColumnNames).filter { mentions(Array($0.utf8), text) })
  }

  private static func mentions(_ wanted: [UInt8], _ text: [UInt8]) -> Bool {
    guard text.count >= wanted.count else { return false }
    // The sign `_` has no capital; with the bit it is another one in both texts.
    let wanted = wanted.map { $0 | 0x20 }
    for start in 0...(text.count - wanted.count) where text[start] | 0x20 == wanted[0] {
      if wanted.indices.allSatisfy({ text[start + $0] | 0x20 == wanted[$0] }) { return true }
    }
    return false
  }

  /// Whether a word stands in the text of a range, in capitals or not.
  func mentions(_ word: String, in range: SourceRange) -> Bool {
    Self.mentions(Array(word.utf8), Array(source(range).utf8))
  }

  /// The text of a range as a name or message shows it: on one line, with single spaces.
  func source(_ range: SourceRange) -> String {
    let lower = range.lower - textOffset
    let upper = range.upper - textOffset
    guard lower >= 0, lower < upper, upper <= text.count else { return "" }
    var result: [UInt8] = []
    var quote: UInt8?
    for byte in text[lower..<upper] {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == 0x27 || byte == 0x22 || byte == 0x60 {
        quote = byte
      } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
        if result.last != 0x20 { result.append(0x20) }
        continue
      }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a name was written in double quotes.
  func isDoubleQuoted(_ name: IdentifierSyntax) -> Bool {
    let place = name.range.lower - textOffset
    return name.isQuoted && text.indices.contains(place) && text[place] == 0x22
  }

  // MARK: Bounds

  private static let depthLimit = 400

  /// One level deeper; every call stands beside a `defer { leave() }`.
  func enter(_ range: SourceRange) throws(Diagnostic) {
    guard depth < Self.depthLimit else { throw .tooDeeplyNested(at: range) }
    depth += 1
  }

  func leave() { depth -= 1 }

  // MARK: Plans

  /// The plan with exactly the columns and names of the scope.
  func finish(_ relation: Relation) -> LogicalPlan {
    let wanted = relation.scope.columns
    let present = relation.plan.columns
    if present.count == wanted.count,
      zip(present, wanted).allSatisfy({ $0.id == $1.id && $0.name == $1.name })
    {
      return relation.plan
    }
    let items = wanted.map { column in
      OutputItem(name: column.name, expression: column.expression)
    }
    return projection(of: relation.plan, items: items).plan
  }

  /// A projection to the items.
  ///
  /// A plain column of the input keeps its identity the first time it occurs; one of an outer query
  /// gets a new one, so that it is not taken for the outer column itself. `passing` columns are
  /// carried along for names of tables.
  func projection(
    of input: LogicalPlan, items: [OutputItem], passing: [PlanColumn] = []
  ) -> (plan: LogicalPlan, columns: [Scope.Column]) {
    let present = input.columnIDs
    var used: Set<ColumnID> = []
    var projected: [LogicalPlan.Project.Item] = []
    for item in items {
      let id: ColumnID
      if case .column(let source, _) = item.expression, present.contains(source),
        used.insert(source).inserted
      {
        id = source
      } else {
        id = identities.make()
      }
      projected.append(
        LogicalPlan.Project.Item(
          column: PlanColumn(id, item.name, item.expression.type), expression: item.expression))
    }
    let columns = projected.map { Scope.Column($0.column) }
    for column in passing where used.insert(column.id).inserted {
      projected.append(
        LogicalPlan.Project.Item(column: column, expression: BoundExpression(column)))
    }
    return (.project(LogicalPlan.Project(input: input, items: projected)), columns)
  }

  /// One row without columns: the input of a query without FROM.
  var singleRow: LogicalPlan { .values(LogicalPlan.Values(columns: [], rows: [[]])) }
}

/// A column to be computed, with its name.
struct OutputItem {
  var name: String
  var expression: BoundExpression
  var range: SourceRange?

  init(name: String, expression: BoundExpression, range: SourceRange? = nil) {
    self.name = name
    self.expression = expression
    self.range = range
  }
}
