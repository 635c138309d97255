import Foundation
import Testing

extension DatasetChecks {
  /// The values that columns of a fixed vocabulary may hold.
  private static let vocabularies: [(table: String, column: String, words: String)] = [
    ("aliases", "entity", "association bloc"),
    ("leadership", "role", "head deputy"),
    ("leadership", "how", "in_office elected assigned nominated"),
    ("awards", "award_kind", "flag certificate commendation"),
    ("awards", "recipient_kind", "association individuals"),
    ("awards", "status", "proposed granted"),
    ("awards", "method", "ballot vote"),
    ("targets", "comparator", "= >= <="),
    ("targets", "kind", "quantitative qualitative plan_value_not_stated"),
    ("results", "pct_bound", "> ="),
    (
      "coverage", "topic",
      "head deputy flag certificate member_list target result pledge_signed"
    ),
    ("coverage", "extent", "reported partly not_mentioned not_yet"),
    ("events", "kind", "year_end_review launch_and_pledge"),
    ("events", "part_of_day", "morning afternoon"),
    (
      "event_items", "item_kind",
      """
      attend report draft_document discuss ballot vote nominate_head elect_head assign_head \
      sign_pledge launch commend assessment
      """
    ),
    ("initiatives", "kind", "movement model programme theme conference"),
    ("initiatives", "status", "done planned"),
    ("pledges", "kind", "signed content purpose theme priority"),
    ("people", "bloc_role", "head deputy"),
  ]

  /// Where an id of that name must stand.
  private static let homes = [
    "bloc_id": "blocs", "association_id": "associations", "kind_id": "association_kinds",
    "source_id": "sources", "target_id": "targets", "event_id": "events",
  ]

  private func values(_ table: String, _ column: String) -> Set<String> {
    Set(files.rows(table).map { $0[column] ?? "" })
  }

  @Test func `columns of a fixed vocabulary hold nothing else`() {
    for (table, column, words) in Self.vocabularies {
      let allowed = Set(words.split(separator: " ").map(String.init))
      #expect(values(table, column).subtracting([""]).isSubset(of: allowed), "\(table).\(column)")
    }
  }

  @Test func `every id is known where it belongs`() {
    for name in files.tables.keys {
      for row in files.rows(name) {
        for (column, home) in Self.homes {
          guard let id = row[column], !id.isEmpty else { continue }
          #expect(values(home, column).contains(id), "\(name).\(column): \(id)")
        }
        for id in (row["source_ids"] ?? "").split(separator: ";") {
          #expect(values("sources", "source_id").contains(String(id)), "\(name): \(id)")
        }
      }
    }
    for row in files.rows("aliases") {
      let home = row["entity"] == "bloc" ? "blocs" : "associations"
      let column = row["entity"] == "bloc" ? "bloc_id" : "association_id"
      #expect(values(home, column).contains(row["entity_id"] ?? ""), "\(row)")
    }
  }

  @Test func `a row is inferred exactly when it names inferred columns`() {
    for name in files.tables.keys {
      for row in files.rows(name) {
        guard let basis = row["basis"], let inferred = row["inferred_columns"] else { continue }
        #expect(["stated", "inferred"].contains(basis), "\(name): \(row)")
        #expect((basis == "inferred") == !inferred.isEmpty, "\(name): \(row)")
        for column in inferred.split(separator: ";") {
          #expect(row[String(column)]?.isEmpty == false, "\(name): inferred \(column) is empty")
        }
        #expect(row["source_line"]?.isEmpty == false, "\(name): no source_line")
      }
    }
  }

  @Test func `member lists have the stated length and no gaps`() {
    for size in files.rows("bloc_sizes") {
      let order = files.rows("members")
        .filter { $0["bloc_id"] == size["bloc_id"] && $0["source_id"] == size["source_id"] }
        .compactMap { Int($0["list_order"] ?? "") }
      #expect(order == Array(1..<(order.count + 1)), "\(size)")
      #expect(String(order.count) == size["members_listed"], "\(size)")
      #expect(order.isEmpty || String(order.count) == size["member_count"], "\(size)")
    }
    #expect(values("members", "association_id") == values("associations", "association_id"))
  }

  @Test func `every name in use has its alias`() {
    let known = Set(
      files.rows("aliases").map {
        [$0["entity_id"] ?? "", $0["alias"] ?? "", $0["source_id"] ?? ""]
      })
    for (table, column) in [
      ("members", "association_id"), ("leadership", "association_id"),
      ("awards", "association_id"), ("blocs", "bloc_id"),
    ] {
      for row in files.rows(table) where row[column]?.isEmpty == false {
        let name = [row[column] ?? "", row["name_as_written"] ?? "", row["source_id"] ?? ""]
        #expect(known.contains(name), "\(table): \(name)")
      }
    }
  }

  @Test func `coverage is a full grid and agrees with the tables`() {
    let coverage = files.rows("coverage")
    let grid = Set(coverage.map { [$0["bloc_id"] ?? "", $0["year"] ?? ""] })
    #expect(grid.count * 8 == coverage.count)

    func years(_ table: String, where column: String? = nil, is value: String = "")
      -> Set<[String]>
    {
      let rows = files.rows(table).filter { row in column.map { row[$0] == value } ?? true }
      return Set(rows.map { [$0["bloc_id"] ?? "", $0["year"] ?? ""] })
    }
    // Lào Cai's 28 commended people count as a reported figure without standing in results.
    let reported = [
      "head": years("leadership", where: "role", is: "head"),
      "deputy": years("leadership", where: "role", is: "deputy"),
      "flag": years("awards", where: "award_kind", is: "flag"),
      "certificate": years("awards", where: "award_kind", is: "certificate"),
      "member_list": years("members"),
      "result": years("results").union([["LC-MTTQ", "2023"]]),
      "pledge_signed": years("pledges", where: "kind", is: "signed"),
    ]
    for row in coverage {
      guard let years = reported[row["topic"] ?? ""] else { continue }
      let isReported = ["reported", "partly"].contains(row["extent"] ?? "")
      let year = [row["bloc_id"] ?? "", row["year"] ?? ""]
      #expect(isReported == years.contains(year), "\(row)")
    }
  }
}
