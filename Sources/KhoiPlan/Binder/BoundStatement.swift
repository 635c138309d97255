package import KhoiData
package import KhoiSyntax
package import KhoiText

/// A statement whose meaning is settled, ready for the session to carry out.
package enum BoundStatement: Sendable {
  /// Rows for the person. `isOrdered` says whether their order was asked for.
  case query(LogicalPlan, isOrdered: Bool)
  /// Rows of EXPLAIN (the optimised plan as text), or of EXPLAIN ANALYZE after running it.
  case explain(LogicalPlan, isAnalyze: Bool)
  case createTable(CreateTable)
  case insert(Insert)
  case update(Update)
  case delete(Delete)
  case merge(Merge)
  /// A change of names and declarations alone, done already in this copy.
  case changeCatalog(Catalog)
  /// Facts about columns, already as a plan of values: DESCRIBE, SHOW TABLES, SHOW …
  case facts(LogicalPlan)
  case set(name: String, value: Value, range: SourceRange)
  case reset(name: String, range: SourceRange)
  /// A value under a name, for `$name` and `getvariable('name')`; NULL takes it away.
  case setVariable(name: String, value: Value)
  /// COPY … TO, EXPORT, `|> EXPORT DATA`.
  case export(Export)
  /// What TEE, FORK, LOG and FINISH give: several results, in order.
  case several([Step])
  case begin, commit, rollback
  case prepare(name: String, StatementSyntax, text: String)
  case execute(name: String, arguments: [String: Value], range: SourceRange)
  case deallocate(name: String, range: SourceRange)
  /// Nothing to do (an empty statement, a PRAGMA without effect).
  case nothing

  /// One part of a statement with several results.
  package enum Step: Sendable {
    /// Keeps rows that shared scans of this number in later steps read.
    case share(number: Int, LogicalPlan)
    case result(BoundStatement)
    /// Computes rows that nobody sees, for the assertions in them.
    case discard(LogicalPlan)
  }

  /// CREATE TABLE, empty or from a query; also ALTER TABLE where it computes or checks rows.
  package struct CreateTable: Sendable {
    package let name: String
    /// The declared columns; for `AS query` the query's.
    package let schema: Schema
    package var declaration: TableDeclaration
    /// The rows to start with; their columns have the schema's types.
    package var source: LogicalPlan?
    package var orReplace: Bool
    package var ifNotExists: Bool
    /// Whether the number of rows is worth telling.
    package var countsRows = true
    package let range: SourceRange?

    package init(
      name: String, schema: Schema, declaration: TableDeclaration, source: LogicalPlan?,
      orReplace: Bool, ifNotExists: Bool, range: SourceRange?
    ) {
      self.name = name
      self.schema = schema
      self.declaration = declaration
      self.source = source
      self.orReplace = orReplace
      self.ifNotExists = ifNotExists
      self.range = range
    }
  }

  /// COPY … TO and EXPORT.
  package struct Export: Sendable {
    package let plan: LogicalPlan
    package let path: String
    /// The options as written: `format`, `header`, `delimiter` …
    package let options: [TableOption]
    package let range: SourceRange?

    package init(
      plan: LogicalPlan, path: String, options: [TableOption], range: SourceRange?
    ) {
      self.plan = plan
      self.path = path
      self.options = options
      self.range = range
    }
  }
}
