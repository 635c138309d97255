import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// SUMMARIZE: one row a column, made of aggregates over all columns and a turn of the table.
extension Binder {
  /// A fact about a column, and how it is computed.
  private struct Measure {
    let name: String
    let type: LogicalType
    /// What computes it, with `{}` for the column; nil where the column's type does not have it.
    let code: @Sendable (LogicalType) -> String?

    init(
      _ name: String, _ type: LogicalType,
      _ code: @escaping @Sendable (LogicalType) -> String?
    ) {
      self.name = name
      self.type = type
      self.code = code
    }
  }

  private static let measures: [Measure] = [
    Measure("min", .varchar) { $0.isComparable ? "CAST(MIN({}) AS VARCHAR)" : nil },
    Measure("max", .varchar) { $0.isComparable ? "CAST(MAX({}) AS VARCHAR)" : nil },
    Measure("approx_unique", .bigint) { $0.isComparable ? "COUNT(DISTINCT {})" : nil },
    Measure("avg", .double) { $0.isNumeric ? "CAST(AVG({}) AS DOUBLE)" : nil },
    Measure("std", .double) { $0.isNumeric ? "CAST(STDDEV({}) AS DOUBLE)" : nil },
    Measure("q25", .double) { $0.isNumeric ? "CAST(QUANTILE_CONT({}, 0.25) AS DOUBLE)" : nil },
    Measure("q50", .double) { $0.isNumeric ? "CAST(QUANTILE_CONT({}, 0.5) AS DOUBLE)" : nil },
    Measure("q75", .double) { $0.isNumeric ? "CAST(QUANTILE_CONT({}, 0.75) AS DOUBLE)" : nil },
    Measure("count", .bigint) { _ in "COUNT(*)" },
    Measure("null_percentage", .double) { _ in
      "ROUND(100.0 * (COUNT(*) - COUNT({})) / NULLIF(COUNT(*), 0), 2)"
    },
  ]

  func summary(of plan: LogicalPlan) throws(Diagnostic) -> Relation {
    let input = projection(
      of: plan,
      items: plan.columns.enumerated().map { index, column in
        OutputItem(name: "c\(index)", expression: BoundExpression(column))
      }
    ).plan
    var items: [String] = []
    for (index, column) in plan.columns.enumerated() {
      for (place, measure) in Self.measures.enumerated() {
        let code = measure.code(column.type).map {
          $0.split(separator: "{}", omittingEmptySubsequences: false).joined(separator: "c\(index)")
        }
        items.append(
          "\(code ?? "ANY_VALUE(CAST(NULL AS \(measure.type.name)))") AS m\(index)_\(place)")
      }
    }
    let aggregated = try query(
      "FROM input |> AGGREGATE \(items.joined(separator: ", "))", over: [("input", input)])
    return turned(aggregated, plan.columns)
  }

  /// The one row of measures as a row for each column.
  private func turned(_ measured: LogicalPlan, _ columns: [PlanColumn]) -> Relation {
    let width = Self.measures.count
    let label = identities.makeColumn("column", .bigint)
    let values = Self.measures.map { identities.makeColumn($0.name, $0.type) }
    let groups = columns.indices.map { index in
      LogicalPlan.Unpivot.Group(
        label: .integer(Int64(index)),
        sources: (0..<width).map { measured.columns[index * width + $0].id })
    }
    let rows = LogicalPlan.unpivot(
      LogicalPlan.Unpivot(
        input: measured, kept: [], label: label, values: values, groups: groups,
        includesNulls: true))
    func naming(_ name: (PlanColumn) -> String) -> BoundExpression {
      let branches = columns.enumerated().compactMap { index, column -> BoundCase.Branch? in
        let number = BoundExpression.constant(.integer(Int64(index)), .bigint)
        guard let equals = equality(BoundExpression(label), number) else { return nil }
        return BoundCase.Branch(
          condition: equals, value: .constant(.text(name(column)), .varchar))
      }
      return .caseWhen(
        BoundCase(branches: branches, otherwise: .constant(.null, .varchar), type: .varchar))
    }
    var items = [
      OutputItem(name: "column_name", expression: naming(\.name)),
      OutputItem(name: "column_type", expression: naming(\.type.name)),
    ]
    items += values.map { OutputItem(name: $0.name, expression: BoundExpression($0)) }
    let plan = projection(of: rows, items: items).plan
    return Relation(plan: plan, scope: Scope(plan.columns, table: nil), isOrdered: true)
  }

  private func equality(
    _ left: BoundExpression, _ right: BoundExpression
  ) -> BoundExpression? {
    let nowhere = SourceRange(0, 0)
    return try? callOperator("=", [left, right], ranges: [nowhere, nowhere], at: nowhere)
  }
}

extension LogicalType {
  /// Whether least and greatest values mean something.
  fileprivate var isComparable: Bool {
    switch self {
    case .null, .interval, .list, .structure, .map: false
    default: true
    }
  }
}
