import KhoiShell
import Testing

@MainActor @Suite struct CompleterTests {
  private func complete(_ text: String) -> [String] {
    var names = CompletionNames()
    names.tables = ["awards", "associations", "đơn_vị", "two words"]
    names.columns = ["award_kind", "association_id", "year", "tên đơn vị"]
    names.qualifiedColumns = ["a": ["award_kind", "year"], "m": ["member_id"]]
    names.functions = ["COUNT", "COUNTIF", "COALESCE", "LAG"]
    names.parameters = ["$bloc", "$year"]
    let completer = Completer { _, _ in names }
    return completer.complete(text, cursor: text.utf8.count)?.candidates.map(\.text) ?? []
  }

  @Test func `a statement begins with a word, in the case typed`() {
    #expect(complete("sel") == ["select"])
    #expect(complete("SEL") == ["SELECT"])
    #expect(complete("SELECT 1; fr") == ["from"])
  }

  @Test func `tables follow FROM and JOIN`() {
    #expect(complete("FROM a") == ["awards", "associations"])
    #expect(complete("FROM awards |> JOIN ass") == ["associations"])
    #expect(complete("select * from aw") == ["awards"])
    #expect(complete("FROM đ") == ["đơn_vị"])
    #expect(complete("FROM two") == ["\"two words\""])
    #expect(complete("FROM \"two") == ["\"two words\""])
  }

  @Test func `steps follow a pipe`() {
    #expect(complete("FROM awards |> AGG") == ["AGGREGATE"])
    #expect(complete("from awards |> whe") == ["where"])
    #expect(complete("FROM awards |> ").contains("EXTEND"))
    #expect(complete("FROM awards |> ").contains("LIMIT"))
  }

  @Test func `columns, then functions and words, stand in expressions`() {
    #expect(
      complete("FROM awards |> WHERE a") == [
        "award_kind", "association_id", "a", "and", "as", "asc",
      ])
    #expect(complete("FROM awards |> AGGREGATE COU") == ["COUNT", "COUNTIF"])
    #expect(complete("FROM awards |> WHERE year = 1 AND a.") == ["award_kind", "year"])
    #expect(complete("FROM awards |> WHERE t").first == "\"tên đơn vị\"")
    #expect(complete("FROM awards |> WHERE $b") == ["$bloc"])
  }

  @Test func `nothing is offered in strings and comments`() {
    #expect(complete("SELECT 'fr").isEmpty)
    #expect(complete("SELECT /* fr").isEmpty)
    #expect(complete("SELECT 1 -- fr").isEmpty)
  }

  @Test func `the shared beginning is cut at whole characters`() {
    let completion = Completion(
      lower: 0, upper: 0, candidates: [.init("Hội Khuyến"), .init("Hồi"), .init("Hộp")])
    #expect(completion.commonPrefix == "H")
  }
}
