import KhoiText
import Testing

@Suite struct `Diagnostic renderer` {
  private func draw(_ diagnostic: Diagnostic, _ source: String, name: String? = nil) -> String {
    DiagnosticRenderer(source: source, sourceName: name).render(diagnostic).plain
  }

  @Test func `puts carets under the whole token of the right line`() {
    let source = "FROM awards\n|> AGGREGATE COUNT(*) GROUP BY asociation"
    let diagnostic = Diagnostic(
      .bind, "unknown-column", "no column `asociation` in this step", at: SourceRange(43, 53),
      label: "did you mean `association`?", notes: ["columns here: kind, association, year"])
    #expect(
      draw(diagnostic, source) == """
        error[bind.unknown-column]: no column `asociation` in this step
          --> query:2:32
         2 | |> AGGREGATE COUNT(*) GROUP BY asociation
           |                                ^^^^^^^^^^ did you mean `association`?
           = columns here: kind, association, year

        """)
  }

  @Test func `counts display cells, not bytes, before and under the carets`() {
    let source = "SELECT '東京', đơn_vị FROM t"
    let lower = Array(source.utf8).count - Array("đơn_vị FROM t".utf8).count
    let range = SourceRange(lower, lower + Array("đơn_vị".utf8).count)
    let diagnostic = Diagnostic(.bind, "unknown-column", "no column", at: range)
    #expect(
      draw(diagnostic, source, name: "q.sql") == """
        error[bind.unknown-column]: no column
          --> q.sql:1:14
         1 | SELECT '東京', đơn_vị FROM t
           |                ^^^^^^

        """)
  }

  @Test func `draws several lines and stops after four`() {
    let source = "SELECT (1\n+\n2\n+\n3\n+\n4"
    let diagnostic = Diagnostic(.parse, "x", "y", at: SourceRange(7, source.utf8.count))
    #expect(
      draw(diagnostic, source) == """
        error[parse.x]: y
          --> query:1:8
         1 | SELECT (1
           |        ^^
         2 | +
           | ^
         3 | 2
           | ^
         4 | +
           | ^
           | …

        """)
  }

  @Test func `names the place in a data file and never sends control characters`() {
    let diagnostic = Diagnostic(
      .io, "bad-number", "not a number: '1\u{1B}[31m2'",
      location: FileLocation(path: "scores.csv", line: 118, column: 4))
    #expect(
      draw(diagnostic, "FROM 'scores.csv'") == """
        error[io.bad-number]: not a number: '1\\e[31m2'
          --> scores.csv:118:4

        """)
  }

  @Test(arguments: [SourceRange(0, 0), SourceRange(9, 9), SourceRange(500, 900), SourceRange(5, 2)])
  func `survives any range`(range: SourceRange) {
    #expect(!draw(Diagnostic(.parse, "x", "y", at: range), "SELECT 1\n").isEmpty)
    #expect(!draw(Diagnostic(.parse, "x", "y", at: range), "").isEmpty)
  }
}
