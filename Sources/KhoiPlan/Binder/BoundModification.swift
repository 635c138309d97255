package import KhoiData
package import KhoiText

/// Statements that change the rows of a table. Each is carried out on a copy, which takes the
/// table's place at the end.
extension BoundStatement {
  /// A plan over rows that are known only while the statement runs: they replace a stand-in.
  package struct Deferred: Sendable {
    let plan: LogicalPlan
    let standIn: Table

    /// The plan over the rows.
    package func over(_ rows: Table) -> LogicalPlan { plan.replacing(standIn, by: rows) }
  }

  /// INSERT INTO.
  package struct Insert: Sendable {
    package let tableName: String
    /// Rows with all columns of the table, in its order and types.
    package var source: LogicalPlan
    package var conflict: Conflict?
    /// What is shown of the new rows.
    package var returning: Deferred?
    package let range: SourceRange?

    package init(
      tableName: String, source: LogicalPlan, conflict: Conflict? = nil,
      returning: Deferred? = nil, range: SourceRange?
    ) {
      self.tableName = tableName
      self.source = source
      self.conflict = conflict
      self.returning = returning
      self.range = range
    }
  }

  /// What becomes of a row whose key the table has already.
  package struct Conflict: Sendable {
    /// The columns of each key that counts.
    package let keys: [[Int]]
    /// The new rows whose keys the table does not have.
    package let fresh: Deferred
    /// For the rows that are there: their number and the new values of `columns`; nil where they
    /// stay as they are.
    package let update: Deferred?
    package let columns: [Int]
  }

  /// UPDATE.
  package struct Update: Sendable {
    package let tableName: String
    /// The columns that get other values.
    package let columns: [Int]
    /// The number of a row, then its new values.
    package let plan: LogicalPlan
    package var returning: Deferred?
    package let range: SourceRange?
  }

  /// MERGE.
  package struct Merge: Sendable {
    /// What becomes of some of the rows.
    package enum Part: Sendable {
      /// The number of a row, then its new values.
      case update(LogicalPlan, columns: [Int])
      /// The number of a row.
      case delete(LogicalPlan)
      /// New rows.
      case insert(LogicalPlan)
    }

    package let tableName: String
    package let parts: [Part]
    package let range: SourceRange?
  }

  /// DELETE and TRUNCATE.
  package struct Delete: Sendable {
    package let tableName: String
    /// The numbers of the rows; nil for all of them.
    package let plan: LogicalPlan?
    package var returning: Deferred?
    package let range: SourceRange?
  }
}

extension LogicalPlan {
  /// The plan with one table in place of another of the same columns.
  func replacing(_ standIn: Table, by table: Table) -> LogicalPlan {
    rewritingEverywhere { node in
      guard case .scan(let scan) = node, scan.table === standIn else { return node }
      var copy = Scan(
        table: table, name: scan.name, columns: scan.columns, sourceIndices: scan.sourceIndices)
      copy.filters = scan.filters
      return .scan(copy)
    }
  }
}
