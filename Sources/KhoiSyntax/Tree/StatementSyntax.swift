package import KhoiText

/// One statement of a script.
package struct StatementSyntax: Sendable {
  package var kind: Kind
  package var range: SourceRange

  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  /// What the statement does.
  package indirect enum Kind: Sendable {
    case query(QuerySyntax)
    case createTable(CreateTableSyntax)
    case createView(CreateViewSyntax)
    case createSchema(CreateSchemaSyntax)
    case createFunction(CreateFunctionSyntax)
    /// Indexes change no answer here; kept for scripts made elsewhere.
    case createIndex(CreateIndexSyntax)
    case createType(CreateTypeSyntax)
    case createSequence(CreateSequenceSyntax)
    case insert(InsertSyntax)
    case update(UpdateSyntax)
    case delete(DeleteSyntax)
    case merge(MergeSyntax)
    case alterTable(AlterTableSyntax)
    case drop(DropSyntax)
    case truncate(NameSyntax)
    case describe(DescribedSyntax)
    case show(ShowSyntax)
    case summarize(DescribedSyntax)
    case explain(StatementSyntax, isAnalyze: Bool, options: [OptionSyntax])
    case set(SetSyntax)
    case pragma(name: NameSyntax, arguments: [ExpressionSyntax])
    case copyTo(CopyToSyntax)
    case copyFrom(CopyFromSyntax)
    case export(directory: String, options: [OptionSyntax])
    case importDatabase(directory: String)
    case begin
    case commit
    case rollback
    case prepare(name: IdentifierSyntax, StatementSyntax)
    case execute(name: IdentifierSyntax, arguments: [ArgumentSyntax])
    case deallocate(IdentifierSyntax)
    case call(FunctionCallSyntax)
    case use(NameSyntax)
    /// `ANALYZE`, `VACUUM`, `CHECKPOINT`: nothing to do here.
    case maintenance(String)
    case comment(on: NameSyntax, objectKind: ObjectKind, text: String?)
    case empty
  }

  /// What kind of thing a `DROP`, `ALTER` or `COMMENT` names.
  package enum ObjectKind: String, Sendable {
    case table = "TABLE"
    case view = "VIEW"
    case schema = "SCHEMA"
    case function = "FUNCTION"
    case tableFunction = "TABLE FUNCTION"
    case index = "INDEX"
    case type = "TYPE"
    case sequence = "SEQUENCE"
    case column = "COLUMN"
    case database = "DATABASE"
  }
}

/// `DESCRIBE` and `SUMMARIZE`: of what.
package enum DescribedSyntax: Sendable {
  case name(NameSyntax)
  case query(QuerySyntax)
  /// A path or glob.
  case file(path: String)
  /// `DESCRIBE` alone: every table.
  case everything
}

/// `SHOW …`.
package enum ShowSyntax: Sendable {
  /// `SHOW TABLES [FROM schema] [LIKE 'pattern']`.
  case tables(schema: NameSyntax?, pattern: String?)
  case allTables
  case schemas
  case databases
  case functions
  /// `SHOW COLUMNS FROM t`.
  case columns(NameSyntax)
  /// `SHOW name`: a setting or a table.
  case name(NameSyntax)
  /// `SHOW ALL`: every setting.
  case settings
}

/// `SET name = value` and `RESET name`.
package struct SetSyntax: Sendable {
  package var name: NameSyntax
  /// Whether the name is a parameter, `SET $name = …` or `SET VARIABLE name = …`.
  package var isVariable: Bool = false
  /// Absent for `RESET name` and `SET name TO DEFAULT`.
  package var value: ExpressionSyntax?

  package init(name: NameSyntax, isVariable: Bool = false, value: ExpressionSyntax? = nil) {
    self.name = name
    self.isVariable = isVariable
    self.value = value
  }
}

/// `COPY table (columns) TO 'path' (options)` and `COPY (query) TO …`.
package struct CopyToSyntax: Sendable {
  /// What is written.
  package enum Source: Sendable {
    case table(NameSyntax, columns: [IdentifierSyntax])
    case query(QuerySyntax)
  }

  package var source: Source
  package var path: ExpressionSyntax
  package var options: [OptionSyntax] = []

  package init(source: Source, path: ExpressionSyntax, options: [OptionSyntax] = []) {
    self.source = source
    self.path = path
    self.options = options
  }
}

/// `COPY table (columns) FROM 'path' (options)`.
package struct CopyFromSyntax: Sendable {
  package var table: NameSyntax
  package var columns: [IdentifierSyntax] = []
  package var path: ExpressionSyntax
  package var options: [OptionSyntax] = []

  package init(
    table: NameSyntax, columns: [IdentifierSyntax] = [], path: ExpressionSyntax,
    options: [OptionSyntax] = []
  ) {
    self.table = table
    self.columns = columns
    self.path = path
    self.options = options
  }
}
