package import KhoiData
package import KhoiText

/// A statement whose meaning is settled, ready for the session to carry out.
package enum BoundStatement: Sendable {
  /// Rows for the person. `isOrdered` says whether their order was asked for.
  case query(LogicalPlan, isOrdered: Bool)
  /// Rows of EXPLAIN (the optimised plan as text), or of EXPLAIN ANALYZE after running it.
  case explain(LogicalPlan, isAnalyze: Bool)
  case createTable(CreateTable)
  case createView(name: String, view: Catalog.View, orReplace: Bool, ifNotExists: Bool)
  case insert(Insert)
  case drop(kind: DropKind, names: [String], ifExists: Bool)
  /// Facts about columns, already as a plan of values: DESCRIBE, SHOW TABLES, SHOW …
  case facts(LogicalPlan)
  /// One row a column: type, least, greatest, distinct and null counts …
  case summarize(LogicalPlan)
  case set(name: String, value: Value)
  case reset(name: String)
  /// COPY … TO, EXPORT, `|> EXPORT DATA`.
  case export(Export)
  /// What TEE, FORK, LOG and FINISH give: several results, in order.
  case several([Step])
  /// Nothing to do (transactions of one session, an empty statement, a PRAGMA without effect).
  case nothing

  /// One part of a statement with several results.
  package enum Step: Sendable {
    /// Keeps rows that shared scans of this number in later steps read.
    case share(number: Int, LogicalPlan)
    case result(BoundStatement)
    /// Computes rows that nobody sees, for the assertions in them.
    case discard(LogicalPlan)
  }

  /// What DROP takes away.
  package enum DropKind: Sendable {
    case table, view
  }

  /// CREATE TABLE, empty or from a query.
  package struct CreateTable: Sendable {
    package let name: String
    /// The declared columns; for `AS query` the query's.
    package let schema: Schema
    package let isRequired: [Bool]
    /// The rows to start with; their columns have the schema's types.
    package let source: LogicalPlan?
    package let orReplace: Bool
    package let ifNotExists: Bool
    package let range: SourceRange?

    package init(
      name: String, schema: Schema, isRequired: [Bool], source: LogicalPlan?, orReplace: Bool,
      ifNotExists: Bool, range: SourceRange?
    ) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
      self.source = source
      self.orReplace = orReplace
      self.ifNotExists = ifNotExists
      self.range = range
    }
  }

  /// INSERT INTO.
  package struct Insert: Sendable {
    package let tableName: String
    /// Rows with all columns of the table, in its order and types.
    package let source: LogicalPlan
    package let range: SourceRange?

    package init(tableName: String, source: LogicalPlan, range: SourceRange?) {
      self.tableName = tableName
      self.source = source
      self.range = range
    }
  }

  /// COPY … TO and EXPORT.
  package struct Export: Sendable {
    package let plan: LogicalPlan
    package let path: String
    /// The options as written: `format`, `header`, `delimiter` …
    package let options: [(name: String, value: Value, range: SourceRange?)]
    package let range: SourceRange?

    package init(
      plan: LogicalPlan, path: String,
      options: [(name: String, value: Value, range: SourceRange?)], range: SourceRange?
    ) {
      self.plan = plan
      self.path = path
      self.options = options
      self.range = range
    }
  }
}
