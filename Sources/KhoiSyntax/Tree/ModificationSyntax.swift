/// `INSERT INTO table (columns) source`.
package struct InsertSyntax: Sendable {
  /// Where the rows come from.
  package enum Source: Sendable {
    /// A query; `VALUES` is one too.
    case query(QuerySyntax)
    case defaultValues
  }

  /// What happens with a row whose key is there already.
  package enum Conflict: Sendable {
    case ignore
    case replace
    case update([AssignmentSyntax], filter: ExpressionSyntax?)
  }

  package var with: WithSyntax?
  package var table: NameSyntax
  package var alias: IdentifierSyntax?
  package var columns: [IdentifierSyntax] = []
  package var isByName: Bool = false
  package var source: Source
  /// `OR IGNORE`, `OR REPLACE`, `ON CONFLICT …`.
  package var conflict: Conflict?
  package var conflictColumns: [IdentifierSyntax] = []
  package var returning: [SelectItemSyntax] = []

  package init(
    with: WithSyntax? = nil, table: NameSyntax, alias: IdentifierSyntax? = nil,
    columns: [IdentifierSyntax] = [], isByName: Bool = false, source: Source,
    conflict: Conflict? = nil, conflictColumns: [IdentifierSyntax] = [],
    returning: [SelectItemSyntax] = []
  ) {
    self.with = with
    self.table = table
    self.alias = alias
    self.columns = columns
    self.isByName = isByName
    self.source = source
    self.conflict = conflict
    self.conflictColumns = conflictColumns
    self.returning = returning
  }
}

/// `UPDATE table SET … FROM … WHERE …`.
package struct UpdateSyntax: Sendable {
  package var with: WithSyntax?
  package var table: NameSyntax
  package var alias: IdentifierSyntax?
  package var assignments: [AssignmentSyntax]
  package var from: [TableReferenceSyntax] = []
  package var filter: ExpressionSyntax?
  package var returning: [SelectItemSyntax] = []

  package init(
    with: WithSyntax? = nil, table: NameSyntax, alias: IdentifierSyntax? = nil,
    assignments: [AssignmentSyntax], from: [TableReferenceSyntax] = [],
    filter: ExpressionSyntax? = nil, returning: [SelectItemSyntax] = []
  ) {
    self.with = with
    self.table = table
    self.alias = alias
    self.assignments = assignments
    self.from = from
    self.filter = filter
    self.returning = returning
  }
}

/// `DELETE FROM table USING … WHERE …`.
package struct DeleteSyntax: Sendable {
  package var with: WithSyntax?
  package var table: NameSyntax
  package var alias: IdentifierSyntax?
  package var using: [TableReferenceSyntax] = []
  package var filter: ExpressionSyntax?
  package var returning: [SelectItemSyntax] = []

  package init(
    with: WithSyntax? = nil, table: NameSyntax, alias: IdentifierSyntax? = nil,
    using: [TableReferenceSyntax] = [], filter: ExpressionSyntax? = nil,
    returning: [SelectItemSyntax] = []
  ) {
    self.with = with
    self.table = table
    self.alias = alias
    self.using = using
    self.filter = filter
    self.returning = returning
  }
}

/// `MERGE INTO table USING source ON … WHEN …`.
package struct MergeSyntax: Sendable {
  /// Which rows a clause is about.
  package enum Match: Sendable {
    case matched
    case notMatchedByTarget
    case notMatchedBySource
  }

  /// What happens to them.
  package enum Action: Sendable {
    case update([AssignmentSyntax])
    case insert(columns: [IdentifierSyntax], values: [ExpressionSyntax])
    case delete
    case doNothing
  }

  package var table: NameSyntax
  package var alias: IdentifierSyntax?
  package var source: TableReferenceSyntax
  package var condition: JoinOperatorSyntax.Condition
  package var clauses: [MergeClauseSyntax]

  package init(
    table: NameSyntax, alias: IdentifierSyntax? = nil, source: TableReferenceSyntax,
    condition: JoinOperatorSyntax.Condition, clauses: [MergeClauseSyntax]
  ) {
    self.table = table
    self.alias = alias
    self.source = source
    self.condition = condition
    self.clauses = clauses
  }
}

/// `WHEN [NOT] MATCHED [AND condition] THEN action`.
package struct MergeClauseSyntax: Sendable {
  package var match: MergeSyntax.Match
  package var condition: ExpressionSyntax?
  package var action: MergeSyntax.Action

  package init(
    match: MergeSyntax.Match, condition: ExpressionSyntax? = nil, action: MergeSyntax.Action
  ) {
    self.match = match
    self.condition = condition
    self.action = action
  }
}
