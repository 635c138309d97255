package import KhoiText

/// `CREATE TABLE`, as a statement and as the last step of a pipeline.
package struct CreateTableSyntax: Sendable {
  package var orReplace: Bool = false
  package var isTemporary: Bool = false
  package var ifNotExists: Bool = false
  package var name: NameSyntax
  package var columns: [ColumnDefinitionSyntax] = []
  package var constraints: [TableConstraintSyntax] = []
  /// The query after `AS`.
  package var source: QuerySyntax?
  /// `WITH NO DATA`: only the columns of the query.
  package var isWithoutData: Bool = false

  package init(
    orReplace: Bool = false, isTemporary: Bool = false, ifNotExists: Bool = false,
    name: NameSyntax, columns: [ColumnDefinitionSyntax] = [],
    constraints: [TableConstraintSyntax] = [], source: QuerySyntax? = nil,
    isWithoutData: Bool = false
  ) {
    self.orReplace = orReplace
    self.isTemporary = isTemporary
    self.ifNotExists = ifNotExists
    self.name = name
    self.columns = columns
    self.constraints = constraints
    self.source = source
    self.isWithoutData = isWithoutData
  }
}

/// One column of a `CREATE TABLE`.
package struct ColumnDefinitionSyntax: Sendable {
  /// What is demanded of a column.
  package enum Constraint: Sendable {
    case notNull
    case null
    case primaryKey
    case unique
    case check(ExpressionSyntax)
    case references(NameSyntax, columns: [IdentifierSyntax])
    case collate(NameSyntax)
  }

  package var name: IdentifierSyntax
  /// Absent where the type comes from a query or a generated expression.
  package var type: TypeSyntax?
  package var constraints: [Constraint] = []
  package var defaultValue: ExpressionSyntax?
  /// `GENERATED ALWAYS AS (…)`.
  package var generated: ExpressionSyntax?
  package var range: SourceRange

  package init(
    name: IdentifierSyntax, type: TypeSyntax? = nil, constraints: [Constraint] = [],
    defaultValue: ExpressionSyntax? = nil, generated: ExpressionSyntax? = nil, range: SourceRange
  ) {
    self.name = name
    self.type = type
    self.constraints = constraints
    self.defaultValue = defaultValue
    self.generated = generated
    self.range = range
  }
}

/// A constraint over several columns.
package enum TableConstraintSyntax: Sendable {
  case primaryKey([IdentifierSyntax])
  case unique([IdentifierSyntax])
  case check(ExpressionSyntax)
  case foreignKey([IdentifierSyntax], NameSyntax, columns: [IdentifierSyntax])
}

/// `CREATE VIEW name (columns) AS query`.
package struct CreateViewSyntax: Sendable {
  package var orReplace: Bool = false
  package var isTemporary: Bool = false
  package var ifNotExists: Bool = false
  package var name: NameSyntax
  package var columns: [IdentifierSyntax] = []
  package var query: QuerySyntax

  package init(
    orReplace: Bool = false, isTemporary: Bool = false, ifNotExists: Bool = false,
    name: NameSyntax, columns: [IdentifierSyntax] = [], query: QuerySyntax
  ) {
    self.orReplace = orReplace
    self.isTemporary = isTemporary
    self.ifNotExists = ifNotExists
    self.name = name
    self.columns = columns
    self.query = query
  }
}

/// `CREATE SCHEMA name`.
package struct CreateSchemaSyntax: Sendable {
  package var orReplace: Bool = false
  package var ifNotExists: Bool = false
  package var name: NameSyntax

  package init(orReplace: Bool = false, ifNotExists: Bool = false, name: NameSyntax) {
    self.orReplace = orReplace
    self.ifNotExists = ifNotExists
    self.name = name
  }
}

/// `CREATE FUNCTION f(a ANY TYPE) AS (e)`, `CREATE TABLE FUNCTION`, `CREATE MACRO`.
package struct CreateFunctionSyntax: Sendable {
  /// What the function gives.
  package enum Body: Sendable {
    case expression(ExpressionSyntax)
    case query(QuerySyntax)
  }

  package var orReplace: Bool = false
  package var isTemporary: Bool = false
  package var ifNotExists: Bool = false
  package var name: NameSyntax
  package var parameters: [FunctionParameterSyntax]
  package var returnType: TypeSyntax?
  package var body: Body

  package init(
    orReplace: Bool = false, isTemporary: Bool = false, ifNotExists: Bool = false,
    name: NameSyntax, parameters: [FunctionParameterSyntax], returnType: TypeSyntax? = nil,
    body: Body
  ) {
    self.orReplace = orReplace
    self.isTemporary = isTemporary
    self.ifNotExists = ifNotExists
    self.name = name
    self.parameters = parameters
    self.returnType = returnType
    self.body = body
  }
}

/// One parameter of a function definition.
package struct FunctionParameterSyntax: Sendable {
  package var name: IdentifierSyntax
  package var type: TypeSyntax?
  /// `ANY TABLE` or `TABLE<…>`.
  package var isTable: Bool = false
  package var defaultValue: ExpressionSyntax?
  package var range: SourceRange

  package init(
    name: IdentifierSyntax, type: TypeSyntax? = nil, isTable: Bool = false,
    defaultValue: ExpressionSyntax? = nil, range: SourceRange
  ) {
    self.name = name
    self.type = type
    self.isTable = isTable
    self.defaultValue = defaultValue
    self.range = range
  }
}

/// `CREATE [UNIQUE] INDEX name ON table (expressions)`.
package struct CreateIndexSyntax: Sendable {
  package var isUnique: Bool = false
  package var ifNotExists: Bool = false
  package var name: IdentifierSyntax?
  package var table: NameSyntax
  package var expressions: [ExpressionSyntax]

  package init(
    isUnique: Bool = false, ifNotExists: Bool = false, name: IdentifierSyntax? = nil,
    table: NameSyntax, expressions: [ExpressionSyntax]
  ) {
    self.isUnique = isUnique
    self.ifNotExists = ifNotExists
    self.name = name
    self.table = table
    self.expressions = expressions
  }
}

/// `CREATE TYPE name AS type`.
package struct CreateTypeSyntax: Sendable {
  package var orReplace: Bool = false
  package var ifNotExists: Bool = false
  package var name: NameSyntax
  package var type: TypeSyntax

  package init(
    orReplace: Bool = false, ifNotExists: Bool = false, name: NameSyntax, type: TypeSyntax
  ) {
    self.orReplace = orReplace
    self.ifNotExists = ifNotExists
    self.name = name
    self.type = type
  }
}

/// `CREATE SEQUENCE name START 1 INCREMENT BY 1 MINVALUE 1 MAXVALUE 9 CYCLE`.
package struct CreateSequenceSyntax: Sendable {
  package var orReplace: Bool = false
  package var ifNotExists: Bool = false
  package var name: NameSyntax
  package var start: ExpressionSyntax?
  package var increment: ExpressionSyntax?
  package var least: ExpressionSyntax?
  package var greatest: ExpressionSyntax?
  package var cycles: Bool = false

  package init(orReplace: Bool = false, ifNotExists: Bool = false, name: NameSyntax) {
    self.orReplace = orReplace
    self.ifNotExists = ifNotExists
    self.name = name
  }
}

/// `DROP TABLE IF EXISTS a, b CASCADE`.
package struct DropSyntax: Sendable {
  package var objectKind: StatementSyntax.ObjectKind
  package var ifExists: Bool = false
  package var names: [NameSyntax]
  package var isCascade: Bool = false

  package init(
    objectKind: StatementSyntax.ObjectKind, ifExists: Bool = false, names: [NameSyntax],
    isCascade: Bool = false
  ) {
    self.objectKind = objectKind
    self.ifExists = ifExists
    self.names = names
    self.isCascade = isCascade
  }
}

/// `ALTER TABLE name …`.
package struct AlterTableSyntax: Sendable {
  /// What changes.
  package enum Action: Sendable {
    case addColumn(ColumnDefinitionSyntax, ifNotExists: Bool)
    case dropColumn(IdentifierSyntax, ifExists: Bool)
    case renameColumn(IdentifierSyntax, to: IdentifierSyntax)
    case renameTable(IdentifierSyntax)
    case setType(IdentifierSyntax, TypeSyntax, using: ExpressionSyntax?)
    case setDefault(IdentifierSyntax, ExpressionSyntax)
    case dropDefault(IdentifierSyntax)
    case setNotNull(IdentifierSyntax)
    case dropNotNull(IdentifierSyntax)
    case addConstraint(TableConstraintSyntax)
  }

  package var objectKind: StatementSyntax.ObjectKind
  package var ifExists: Bool = false
  package var name: NameSyntax
  package var action: Action

  package init(
    objectKind: StatementSyntax.ObjectKind, ifExists: Bool = false, name: NameSyntax,
    action: Action
  ) {
    self.objectKind = objectKind
    self.ifExists = ifExists
    self.name = name
    self.action = action
  }
}
