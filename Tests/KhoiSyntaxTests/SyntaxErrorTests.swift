import KhoiSyntax
import KhoiText
import Testing

/// Each text marks with ⟦…⟧ what the caret must stand under.
@Suite("Syntax errors")
struct SyntaxErrorTests {
  @Test(
    "Errors have the right code, place and advice",
    arguments: [
      // Pipes.
      ("FROM t |> ⟦GROUP⟧ BY a", "misplaced-step", "AGGREGATE"),
      ("FROM t |> ⟦HAVING⟧ a", "misplaced-step", "WHERE"),
      ("FROM t |> ⟦QUALIFY⟧ a", "misplaced-step", "WHERE"),
      ("FROM t |> ⟦FROM⟧ u", "misplaced-step", "starts a query"),
      ("FROM t |> IF a THEN () |> ⟦ELSE⟧ ()", "misplaced-step", "leave out"),
      ("FROM t |> IF a THEN () ⟦ELSE IF⟧ b THEN ()", "misplaced-step", "ELSEIF"),
      ("FROM t |> ⟦WHRE⟧ a > 1", "unknown-step", "WHERE"),
      ("FROM t |> ⟦AGREGATE⟧ COUNT(*)", "unknown-step", "AGGREGATE"),
      ("FROM t ⟦|>⟧", "empty-pipe", "WHERE"),
      ("FROM t ⟦|>⟧ |> LIMIT 1", "empty-pipe", ""),
      ("FROM t ⟦| >⟧ WHERE a", "broken-pipe", "|>"),
      ("FROM t ⟦|⟧ WHERE a", "broken-pipe", "|>"),
      ("FROM t |> WHERE a ⟦|⟧", "broken-pipe", "|>"),
      ("FROM t ⟦HAVING⟧ a", "missing-pipe", "|> WHERE"),
      ("FROM t |> ⟦AGGREGATE⟧ |> LIMIT 1", "nothing-aggregated", "COUNT"),
      ("FROM t |> ⟦RECURSIVE EXCEPT ALL⟧ (FROM u) AS u", "recursive-set-operation", "UNION"),
      ("SELECT 1 + t.⟦*⟧ FROM t", "misplaced-star", ""),
      ("FROM t |> WHERE a ⟦LIMIT⟧ 3", "missing-pipe", "|> LIMIT"),
      ("FROM t ⟦GROUP⟧ BY a", "missing-pipe", "AGGREGATE"),
      ("FROM t |> FINISH ⟦|>⟧ LIMIT 1", "after-terminal-step", "FINISH"),
      ("FROM t |> SET ⟦t.a⟧ = 1", "qualified-name", "bare"),
      ("FROM t |> TEE (⟦SELECT⟧ 1)", "subpipeline", ""),
      ("FROM t |> AGGREGATE COUNT(*) GROUP BY ⟦ALL⟧", "group-by-all", "name the keys"),
      ("⟦FROM⟧ t UNION ALL (FROM u)", "from-in-set-operation", "parentheses"),
      // Words.
      ("⟦SELCT⟧ a FROM t", "unknown-statement", "SELECT"),
      ("SELECT a ⟦FORM⟧ t", "misspelt-keyword", "FROM"),
      ("SELECT a FROM t ⟦WHER⟧ a > 1", "misspelt-keyword", "WHERE"),
      ("SELECT a FROM t ⟦GRUOP⟧ BY a", "misspelt-keyword", "GROUP"),
      ("SELECT a FROM t ORDER BY a ⟦LIMTI⟧ 3", "misspelt-keyword", "LIMIT"),
      ("SELECT table.⟦⟧", "unexpected", ""),
      ("SELECT a FROM ⟦group⟧", "reserved-word", "\"GROUP\""),
      ("SELECT ⟦FROM⟧ t", "nothing-selected", "*"),
      ("SELECT a FROM t ORDER ⟦1⟧ BY", "unexpected", "BY"),
      ("SELECT SUM(a) OVER (⟦PARTITON⟧ BY b)", "misspelt-keyword", "PARTITION"),
      ("SELECT SUM(a) OVER ⟦PARTITION⟧ BY b)", "unexpected", "("),
      ("SELECT ⟦CSAE⟧ WHEN a THEN b END", "misspelt-keyword", "CASE"),
      ("SELECT SUM(b) ⟦FRM⟧ t GROUP BY g", "misspelt-keyword", "FROM"),
      ("SELECT a FROM t ⟦JION⟧ u ON TRUE", "misspelt-keyword", "JOIN"),
      ("SELECT (⟦SELLECT⟧ * FROM t)", "misspelt-keyword", "SELECT"),
      ("SELECT EXTRACT(year ⟦FRMO⟧ d)", "misspelt-keyword", "FROM"),
      ("SELECT CAST ⟦NULL⟧ AS DATE)", "unexpected", "("),
      ("SELECT ⟦CAS⟧(a AS DATE)", "misspelt-keyword", "CAST"),
      ("FROM t ⟦LFET⟧ OUTER JOIN u ON TRUE", "misspelt-keyword", "LEFT"),
      ("SELECT ⟦(⟧ f(a) b FROM t", "unclosed-bracket", "never closed"),
      ("SELECT a FROM t GROUP BY a ⟦WHERE⟧ b", "clause-order", "GROUP BY"),
      ("SELECT a FROM t WHERE a ⟦WHERE⟧ b", "clause-twice", ""),
      ("SELECT a FROM t ORDER BY a ⟦UNION⟧ SELECT 1", "order-before-set-operation", "parenthes"),
      // Commas and brackets.
      ("SELECT a,⟦,⟧ b FROM t", "extra-comma", "remove"),
      ("SELECT ⟦,⟧ a FROM t", "extra-comma", "remove"),
      ("FROM t |> PIVOT (SUM(x) FOR y IN (1⟦,⟧))", "extra-comma", "remove"),
      ("FROM t |> UNPIVOT (x FOR y IN (a⟦,⟧))", "extra-comma", "remove"),
      ("SELECT f(a, ⟦,⟧ b)", "extra-comma", "remove"),
      ("WITH a AS (SELECT 1)⟦,⟧ SELECT 2", "extra-comma", "remove"),
      ("SELECT a b ⟦c⟧ FROM t", "missing-comma", "`c`"),
      ("SELECT a ⟦b⟧(c) FROM t", "missing-comma", "`b`"),
      ("SELECT a FROM t WHERE x > (⟦SELET⟧ b FROM u)", "misspelt-keyword", "SELECT"),
      ("SELECT f(a ⟦b⟧)", "missing-comma", "`b`"),
      ("SELECT ⟦(⟧a + b FROM t", "unclosed-bracket", "never closed"),
      ("SELECT f(a, g⟦(⟧b, c", "unclosed-bracket", "never closed"),
      ("SELECT ⟦[⟧1, 2 FROM t", "unclosed-bracket", "never closed"),
      ("FROM t |> WHERE ⟦(⟧a > 1 |> LIMIT 1", "unclosed-bracket", "never closed"),
      ("SELECT a⟦)⟧ FROM t", "unopened-bracket", "closes nothing"),
      ("SELECT 1⟦]⟧", "unopened-bracket", "closes nothing"),
      // Signs from elsewhere.
      ("SELECT a WHERE a ⟦&&⟧ b", "other-spelling", "AND"),
      ("SELECT ⟦!⟧a", "other-spelling", "NOT"),
      ("SELECT a ⟦≠⟧ b", "other-spelling", "<>"),
      ("SELECT a ⟦≥⟧ b", "other-spelling", ">="),
      ("SELECT ⟦“⟧a” FROM t", "curved-quote", "'"),
      ("SELECT ⟦10K⟧", "letter-after-number", "space"),
      ("SELECT ⟦'abc⟧", "unterminated-string", "quote"),
      ("SELECT ⟦\"abc⟧", "unterminated-name", "quote"),
      ("SELECT 1 ⟦/* abc⟧", "unterminated-comment", "*/"),
      ("SELECT ⟦\"\"⟧", "empty-name", "''"),
      ("SELECT ⟦§⟧", "unknown-character", "§"),
      ("SELECT ⟦E'\\xZZ'⟧", "escape", "\\xZZ"),
      ("SELECT ⟦x'abc'⟧", "bytes", "even"),
      // Expressions.
      ("SELECT 1 < 2 ⟦<⟧ 3", "chained-comparison", "BETWEEN"),
      ("SELECT a + ⟦FROM⟧ t", "unexpected", "expression"),
      ("SELECT CASE WHEN a ⟦ELSE⟧ 1 END", "unexpected", "THEN"),
      ("SELECT CASE ⟦WHENN⟧ a THEN 1 END", "misspelt-keyword", "WHEN"),
      ("SELECT a BETWEEN 1 ⟦OR⟧ 2", "unexpected", "AND"),
      ("SELECT CAST(a⟦,⟧ INTEGER)", "unexpected", "AS"),
      ("FROM t |> LIMIT⟦⟧", "unexpected", "expression"),
    ])
  func refuses(marked: String, name: String, advice: String) throws {
    let parts = marked.split(separator: "⟦", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts[1].split(separator: "⟧", maxSplits: 1, omittingEmptySubsequences: false)
    let text = String(parts[0] + rest[0] + rest[1])
    let lower = parts[0].utf8.count
    let error = try #require(parseScript(text).error, "accepted: \(text)")
    #expect(error.name == name, "\(text): \(error.message)")
    let range = SourceRange(lower, lower + rest[0].utf8.count)
    #expect(error.range == range, "\(text): \(error.message)")
    let said = ([error.message, error.label ?? ""] + error.notes).joined(separator: "\n")
    #expect(said.contains(advice), "\(said)")
  }

  @Test("A message lists at most five things that were expected")
  func listsFewExpectations() {
    for text in AcceptedStatements.all {
      let bytes = Array(text.utf8)
      for end in stride(from: 0, to: bytes.count, by: 3) {
        let prefix = String(decoding: bytes[..<end], as: UTF8.self)
        guard let error = parseScript(prefix).error else { continue }
        #expect(error.message.split(separator: "`").count <= 15, "\(prefix): \(error.message)")
        #expect(!error.message.contains(" you"), "\(error.message)")
        let range = error.range ?? SourceRange(-1, -1)
        #expect(range.lower >= 0 && range.upper <= prefix.utf8.count, "\(prefix)")
      }
    }
  }
}
