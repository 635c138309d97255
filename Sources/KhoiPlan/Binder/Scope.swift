import KhoiData
import KhoiSyntax
import KhoiText

/// The names that mean something at one place of a query: columns, and tables that columns can be
/// asked of.
///
/// A table may still know columns that `*` no longer gives, such as the old value of a column after
/// `SET`.
struct Scope: Sendable {
  struct Column: Sendable {
    let name: String
    let key: IdentifierKey
    let id: ColumnID
    let type: LogicalType

    init(_ name: String, _ id: ColumnID, _ type: LogicalType) {
      self.name = name
      key = IdentifierKey(name)
      self.id = id
      self.type = type
    }

    init(_ column: PlanColumn) {
      self.init(column.name, column.id, column.type)
    }

    func renamed(_ name: String) -> Column { Column(name, id, type) }

    var planColumn: PlanColumn { PlanColumn(id, name, type) }
    var expression: BoundExpression { .column(id, type) }
  }

  struct Table: Sendable {
    let name: String
    let key: IdentifierKey
    var columns: [Column]

    init(_ name: String, _ columns: [Column]) {
      self.name = name
      key = IdentifierKey(name)
      self.columns = columns
    }
  }

  /// A column or table name that an earlier step took away, for messages.
  struct Departure: Sendable {
    let key: IdentifierKey
    let name: String
    let isTable: Bool
    let step: Int
    let word: String
    /// The column's new name, if it was renamed.
    let newName: String?
  }

  /// What `*` gives, in order; names may repeat.
  var columns: [Column]
  var tables: [Table]
  var departures: [Departure] = []
  /// Of the columns of a set operation what each is called, and written as, in its operands.
  var spellings: [Set<String>] = []
  /// The step that made this scope and its word, in a pipeline; step 0 is the start.
  var step = 0
  var word = "FROM"

  init(columns: [Column] = [], tables: [Table] = []) {
    self.columns = columns
    self.tables = tables
  }

  /// The columns of a plan, all of one table if it has a name.
  init(_ columns: [PlanColumn], table: String?) {
    let columns = columns.map { Column($0) }
    self.init(columns: columns, tables: table.map { [Table($0, columns)] } ?? [])
  }
}

extension Scope {
  func columns(named key: IdentifierKey) -> [Column] { columns.filter { $0.key == key } }

  func tables(named key: IdentifierKey) -> [Table] { tables.filter { $0.key == key } }

  /// The tables whose columns include the one given.
  func tables(with id: ColumnID) -> [Table] {
    tables.filter { table in table.columns.contains { $0.id == id } }
  }

  /// Whether one of the columns is of this scope.
  func offers(anyOf ids: Set<ColumnID>) -> Bool {
    columns.contains { ids.contains($0.id) }
      || tables.contains { table in table.columns.contains { ids.contains($0.id) } }
  }

  /// Notes which columns and tables of `before` this scope no longer has.
  mutating func recordDepartures(from before: Scope, renamed: [IdentifierKey: String] = [:]) {
    departures = before.departures
    for column in before.columns where !columns.contains(where: { $0.key == column.key }) {
      departures.append(
        Departure(
          key: column.key, name: column.name, isTable: false, step: step, word: word,
          newName: renamed[column.key]))
    }
    for table in before.tables where !tables.contains(where: { $0.key == table.key }) {
      departures.append(
        Departure(
          key: table.key, name: table.name, isTable: true, step: step, word: word, newName: nil))
    }
  }

  /// Keeps of the tables only what is still there: after steps that make new rows.
  mutating func keepOnlyVisibleTableColumns() {
    let visible = Set(columns.map(\.id))
    for index in tables.indices {
      tables[index].columns.removeAll { !visible.contains($0.id) }
    }
  }
}

/// A query that is being built: its plan and the names its columns have.
///
/// The plan may carry columns that the scope does not show: they are there for names of tables, and
/// fall away at the end.
struct Relation: Sendable {
  var plan: LogicalPlan
  var scope: Scope
  /// Set where each row is one value: `SELECT AS STRUCT`, `SELECT AS VALUE`.
  var rowForm: SelectSyntax.RowForm?
  /// Whether the order of the rows was asked for.
  var isOrdered = false

  init(plan: LogicalPlan, scope: Scope, isOrdered: Bool = false) {
    self.plan = plan
    self.scope = scope
    self.isOrdered = isOrdered
  }
}
