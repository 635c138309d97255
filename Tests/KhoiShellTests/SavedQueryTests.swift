import KhoiData
import KhoiShell
import KhoiText
import Testing

@Suite struct SavedQueryTests {
  private let query = SavedQuery(
    path: "queries/08-flag-quota.sql",
    text: """
      -- @title Flags against a quota
      -- @title_vi Số cờ thi đua so với hạn mức
      -- @question Is the proposal inside the flag quota?
      -- @param quota_percent decimal = NULL  Flags allowed per hundred members
      -- @param kind text = 'it''s  two'  Anything
      -- @param day date  The day to look from

      -- @answer share
      SELECT 1;
      -- @answer quota
      SELECT 2;
      """)

  @Test func `its head says what it is`() {
    #expect(query.name == "08-flag-quota")
    #expect(query.title == "Flags against a quota")
    #expect(query.vietnameseTitle == "Số cờ thi đua so với hạn mức")
    #expect(query.question == "Is the proposal inside the flag quota?")
    #expect(query.parameters.map(\.name) == ["quota_percent", "kind", "day"])
    #expect(query.parameters.map(\.typeName) == ["decimal", "text", "date"])
    #expect(query.parameters[0].defaultText == "NULL")
    #expect(query.parameters[0].summary == "Flags allowed per hundred members")
    #expect(query.parameters[1].defaultText == "'it''s  two'")
    #expect(query.parameters[1].summary == "Anything")
    #expect(query.parameters[2].defaultText == nil)
  }

  @Test func `a statement belongs to the answer above it`() {
    let text = query.text
    let first = text.utf8.distance(
      from: text.startIndex, to: text.firstRange(of: "SELECT 1")!.lowerBound)
    let second = text.utf8.distance(
      from: text.startIndex, to: text.firstRange(of: "SELECT 2")!.lowerBound)
    #expect(query.partName(at: first) == "share")
    #expect(query.partName(at: second) == "quota")
    #expect(query.partName(at: 0) == "")
  }

  @Test func `values are given, else the defaults`() throws {
    let values = try query.values(given: ["day": "2024-02-29"])
    #expect(values["quota_percent"] == .null)
    #expect(values["kind"] == .text("it's  two"))
    #expect(values["day"] == .date(19782))
    #expect(
      try query.values(given: ["day": "NULL", "quota_percent": "2.5"])["quota_percent"]
        == .double(2.5))
  }

  @Test func `wrong, unknown and missing parameters are errors`() {
    func code(_ given: [String: String]) -> String? {
      do throws(Diagnostic) {
        _ = try query.values(given: given)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code([:]) == "parse.missing-parameter")
    #expect(code(["day": "2023-02-29"]) == "parse.bad-parameter-value")
    #expect(code(["day": "2024-01-01", "quota_percent": "many"]) == "parse.bad-parameter-value")
    #expect(code(["dya": "2024-01-01"]) == "parse.unknown-parameter")
  }

  @Test(arguments: [
    ("1", Value.integer(1)), ("-2", .integer(-2)), ("1.5", .double(1.5)), ("007", .text("007")),
    ("0.5", .double(0.5)), ("'1'", .text("1")), ("true", .boolean(true)), ("NULL", .null),
    ("BT-8", .text("BT-8")), ("Huế", .text("Huế")), ("", .text("")), ("0", .integer(0)),
  ])
  func `a value without a type is what it looks like`(text: String, value: Value) throws {
    #expect(try ParameterValue.value(text, type: nil, name: "x") == value)
  }
}

@Suite struct CommandTextTests {
  @Test func `words, quotes and the words that people try first`() {
    #expect(CommandText(".load 'a b.csv' t")?.arguments == ["a b.csv", "t"])
    #expect(CommandText("  .MODE csv ")?.name == "mode")
    #expect(CommandText("exit;")?.name == "exit")
    #expect(CommandText("?")?.name == "help")
    #expect(CommandText("!ls -l")?.rest == "ls -l")
    #expect(CommandText(".once '|wc -l'")?.rest == "'|wc -l'")
    for text in ["SELECT 1", ".5 + 1", "", "exits", "helpful", "-- .load"] {
      #expect(CommandText(text) == nil)
    }
  }

  @Test func `every command has a name of its own, and help for it`() {
    let names = ShellCommand.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(ShellCommand.all.allSatisfy { !$0.summary.isEmpty && $0.summary.count <= 75 })
    for mode in OutputMode.all { #expect(!mode.summary.isEmpty) }
  }
}
