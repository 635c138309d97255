import KhoiSyntax
import KhoiText
import Testing

@Suite("Statement splitter")
struct StatementSplitterTests {
  @Test(
    "Scripts are cut at semicolons outside strings, comments and brackets",
    arguments: [
      ("", [String](), String?.none, StatementSplitter.Open?.none),
      ("SELECT 1", [], "SELECT 1", nil),
      ("SELECT 1;", ["SELECT 1"], nil, nil),
      (" SELECT 1 ; SELECT ';' ", ["SELECT 1"], "SELECT ';'", nil),
      ("a; -- b;\n c /* ; */;", ["a", "c"], nil, nil),
      (";;", [], nil, nil),
      ("f(a; b", [], "f(a; b", .bracket),
      ("SELECT 'a", [], "SELECT 'a", .string),
      ("SELECT \"a", [], "SELECT \"a", .quotedName),
      ("a; /* b", ["a"], nil, .comment),
      ("FROM t |>", [], "FROM t |>", .pipe),
      ("FROM t |> -- x", [], "FROM t |>", .pipe),
      ("FROM t |>;", ["FROM t |>"], nil, nil),
      ("SELECT $$;$$; x", ["SELECT $$;$$"], "x", nil),
      ("a); b", ["a)"], "b", nil),
    ])
  func cuts(
    script: String, statements: [String], rest: String?, open: StatementSplitter.Open?
  ) {
    let splitter = StatementSplitter(script)
    func text(_ range: SourceRange) -> String {
      String(decoding: Array(script.utf8)[range.lower..<range.upper], as: UTF8.self)
    }
    #expect(splitter.statements.map(text) == statements)
    #expect(splitter.rest.map(text) == rest)
    #expect(splitter.open == open)
    #expect(splitter.isComplete == (rest == nil && open == nil))
  }
}
