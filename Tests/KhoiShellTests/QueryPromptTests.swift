import Foundation
import Testing

/// Questions at the prompt: answers, the last answer, completion from the data, Ctrl-C.
@Suite(.serialized) struct QueryPromptTests {
  private func start(_ arguments: [String] = []) throws -> PseudoTerminal {
    let terminal = try #require(PseudoTerminal(["--no-init", "-q"] + arguments))
    #expect(terminal.expect("khoi> ", seconds: 20))
    return terminal
  }

  private var awards: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("datasets/awards.csv").path
  }

  @Test func `an answer is a box with its number of rows, and the last one is called _`() throws {
    let terminal = try start()
    terminal.type("SELECT 41 + 1 AS answer;\r")
    #expect(terminal.expect("answer"))
    #expect(terminal.expect("42"))
    #expect(terminal.expect("1 row"))
    #expect(terminal.expect("khoi> "))
    terminal.type("FROM _ |> SELECT answer * 2 AS twice;\r")
    #expect(terminal.expect("84"))
    #expect(terminal.expect("khoi> "))
    terminal.type("|> SELECT twice + 1 AS more;\r")
    #expect(terminal.expect("85"))
  }

  @Test func `an empty line runs a whole query`() throws {
    let terminal = try start()
    terminal.type("SELECT 6 * 7 AS n\r")
    #expect(terminal.expect("   -> "))
    terminal.type("\r")
    #expect(terminal.expect("42"))
  }

  @Test func `an error points at the word and the prompt comes back`() throws {
    let terminal = try start()
    terminal.type("SELECT 1 AS one |> WHERE onne = 1;\r")
    #expect(terminal.expect("error["))
    #expect(terminal.expect("^^^^"))
    #expect(terminal.expect("khoi> "))
  }

  @Test func `Tab knows the columns of the step`() throws {
    let terminal = try start([awards])
    terminal.type("FROM aw\t|> WHERE award_k\t")
    #expect(terminal.expect("FROM awards |> WHERE award_kind "))
    terminal.type("= 'flag' |> SELECT year AS jahr |> WHERE jah\t")
    #expect(terminal.expect("|> WHERE jahr "))
  }

  @Test func `Ctrl-C stops a running query and keeps the session`() throws {
    let terminal = try start()
    terminal.type("SELECT 7 AS kept;\r")
    #expect(terminal.expect("1 row"))
    #expect(terminal.expect("khoi> "))
    terminal.type(
      "FROM range(3000) AS a |> CROSS JOIN range(3000) AS b |> CROSS JOIN range(3000) AS c"
        + " |> AGGREGATE COUNT(*) AS n;\r")
    #expect(terminal.expect("AS n;"))
    Thread.sleep(forTimeInterval: 0.5)
    let pressed = Date()
    terminal.type("\u{3}")
    #expect(terminal.expect("khoi> ", seconds: 20))
    // 100 ms on a machine that is not busy with other tests.
    #expect(Date().timeIntervalSince(pressed) < 2)
    terminal.type("FROM _;\r")
    #expect(terminal.expect("kept"))
    #expect(terminal.expect("1 row"))
  }

  @Test func `a long load shows how far it is, and Ctrl-C leaves no half table`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "khoi-progress-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let line = "1234567,some words that repeat,2024-01-31,3.25,another text\n"
    let block = String(repeating: line, count: 20_000)
    let path = folder.appendingPathComponent("big.csv").path
    try ("n,t,d,x,u\n" + String(repeating: block, count: 200)).write(
      toFile: path, atomically: false, encoding: .utf8)
    let terminal = try #require(PseudoTerminal(["--no-init"]))
    #expect(terminal.expect("khoi> ", seconds: 20))
    terminal.type("CREATE TABLE big AS FROM '\(path)';\r")
    #expect(terminal.expect("% ▕", seconds: 20))
    #expect(terminal.expect("rows", seconds: 20))
    let start = Date()
    terminal.type("\u{3}")
    #expect(terminal.expect("cancelled after", seconds: 20))
    // A hundred milliseconds on a quiet machine; here others may be at work.
    #expect(Date().timeIntervalSince(start) < 2)
    #expect(terminal.expect("khoi> "))
    terminal.type("FROM big |> AGGREGATE COUNT(*) AS n;\r")
    #expect(terminal.expect("no table `big`"))
    #expect(terminal.expect("khoi> "))
  }
}
