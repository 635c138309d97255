import Foundation
import Testing

/// The prompt on a real pseudo-terminal.
@Suite(.serialized) struct PromptTests {
  private func start(_ environment: [String: String] = [:]) throws -> PseudoTerminal {
    let terminal = try #require(PseudoTerminal(["--no-init", "-q"], environment: environment))
    #expect(terminal.expect("khoi> "))
    return terminal
  }

  @Test func `a command runs at Enter and Ctrl-D leaves with status 0`() throws {
    let terminal = try start()
    terminal.type(".print hello there\r")
    #expect(terminal.expect("\nhello there"))
    #expect(terminal.expect("khoi> "))
    terminal.type("\u{4}")
    #expect(terminal.waitForEnd() == 0)
  }

  @Test func `quit takes an exit status`() throws {
    let terminal = try start()
    terminal.type(".quit 7\r")
    #expect(terminal.waitForEnd() == 7)
  }

  @Test func `the continuation prompt says what is open`() throws {
    let terminal = try start()
    terminal.type("FROM t\r")
    #expect(terminal.expect("   -> "))
    terminal.type("|>\r")
    #expect(terminal.expect("   |> "))
    terminal.type("WHERE (a =\r")
    #expect(terminal.expect("   (> "))
    terminal.type("'x\r")
    #expect(terminal.expect("   '> "))
    terminal.type("' /* y\r")
    #expect(terminal.expect("  /*> "))
  }

  @Test func `keywords and strings are coloured, and not where NO_COLOR asks for none`() throws {
    let terminal = try start()
    terminal.type("SELECT 'a'")
    #expect(terminal.expect("SELECT 'a'"))
    #expect(terminal.raw.contains("\u{1B}[1;34mSELECT"))
    #expect(terminal.raw.contains("\u{1B}[32m'a'"))
    let plain = try start(["NO_COLOR": "1"])
    plain.type("SELECT 'a'")
    #expect(plain.expect("SELECT 'a'"))
    #expect(!plain.raw.contains("\u{1B}[1;34m"))
  }

  @Test func `Ctrl-C drops the text and never ends the shell`() throws {
    let terminal = try start()
    terminal.type("FROM t |> WHERE (")
    #expect(terminal.expect("WHERE ("))
    terminal.type("\u{3}")
    #expect(terminal.expect("^C"))
    #expect(terminal.expect("khoi> "))
    terminal.type("\u{3}\u{3}\u{3}.print still here\r")
    #expect(terminal.expect("\nstill here"))
  }

  @Test func `Ctrl-C leaves a search first`() throws {
    let terminal = try start()
    terminal.type(".print one\r")
    #expect(terminal.expect("\none"))
    #expect(terminal.expect("khoi> "))
    terminal.type("\u{12}pri")
    #expect(terminal.expect("reverse-i-search"))
    terminal.type("\u{3}")
    #expect(terminal.expect("^C"))
    terminal.type(".print two\r")
    #expect(terminal.expect("\ntwo"))
  }

  @Test func `Tab completes commands and lists what is possible at the second press`() throws {
    let terminal = try start()
    terminal.type(".stor\t")
    #expect(terminal.expect(".storage "))
    terminal.type("\u{3}.m\t")
    #expect(terminal.expect("khoi> .m"))
    terminal.type("\t")
    #expect(terminal.expect(".mode"))
    #expect(terminal.expect(".maxrows"))
  }

  @Test func `Tab completes keywords in the case that was typed`() throws {
    let terminal = try start()
    terminal.type("sel\t")
    #expect(terminal.expect("select "))
    terminal.type("\u{3}")
    #expect(terminal.expect("khoi> "))
    terminal.type("FROM t |> AGGR\t")
    #expect(terminal.expect("|> AGGREGATE "))
  }

  @Test func `a statement of several lines is one entry of the history`() throws {
    let folder = NSTemporaryDirectory() + "khoi-history-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let environment = ["KHOI_HISTORY": folder + "/deep/history"]
    let first = try start(environment)
    first.type("FROM nowhere\r|> WHERE a = 1;\r")
    #expect(first.expect("error["))
    #expect(first.expect("khoi> "))
    first.type(" .print secret\r")
    #expect(first.expect("\nsecret"))
    #expect(first.expect("khoi> "))
    first.type("\u{4}")
    #expect(first.waitForEnd() == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: folder + "/deep/history")
    #expect((mode[.posixPermissions] as? Int) == 0o600)
    let second = try start(environment)
    second.type("\u{1B}[A")
    #expect(second.expect("FROM nowhere"))
    #expect(second.expect("|> WHERE a = 1;"))
    second.type("\u{3}")
    #expect(second.expect("khoi> "))
  }

  @Test func `Up moves within the text before it goes to the history`() throws {
    let terminal = try start()
    terminal.type(".print past\r")
    #expect(terminal.expect("\npast"))
    #expect(terminal.expect("khoi> "))
    terminal.type("FROM đơn_vị\r   |> LIMIT 1")
    #expect(terminal.expect("LIMIT 1"))
    terminal.type("\u{1B}[AX")
    #expect(terminal.expect("FROM đơn_vịX"))
  }

  @Test func `a paste arrives whole and runs nothing`() throws {
    let terminal = try start()
    let lines = (0..<400).map { "select \($0) /* \(String(repeating: "x", count: 80)) */;" }
    terminal.type("\u{1B}[200~" + lines.joined(separator: "\r") + "\u{1B}[201~")
    #expect(terminal.expect("select 399", seconds: 60))
    #expect(!terminal.raw.contains("error["))
    terminal.type("\u{3}")
    #expect(terminal.expect("khoi> "))
  }

  @Test func `a terminal that cannot move its cursor gets readline's own drawing`() throws {
    let terminal = try #require(PseudoTerminal(["--no-init", "-q"], environment: ["TERM": "dumb"]))
    #expect(terminal.expect("khoi> "))
    terminal.type(".print plain\r")
    #expect(terminal.expect("\nplain"))
    #expect(!terminal.raw.contains("\u{1B}[?25l"))
  }
}
