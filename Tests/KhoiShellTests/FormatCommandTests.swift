import Foundation
import Testing

/// `khoi fmt` and `.fmt`.
extension CommandLineTests {
  @Test func `fmt prints the layout of standard input and of files`() throws {
    let piped = try khoi(["fmt"], input: "select a from t;\n.tables\n\nselect 2")
    #expect(piped.status == 0)
    #expect(piped.output == "SELECT a\nFROM t;\n.tables\n\nSELECT 2\n")
    let files = ["a.sql": "select 1", "b/c.sql": "select 2", "b/d.txt": "x"]
    let listed = try khoi(["fmt", "a.sql", "b"], files: files)
    #expect(listed.output == "SELECT 1\nSELECT 2\n")
  }

  @Test func `fmt --check names the files that would change`() throws {
    let files = ["a.sql": "SELECT 1\n", "b.sql": "select 2"]
    let outcome = try khoi(["fmt", "--check", "a.sql", "b.sql"], files: files)
    #expect(outcome.status == 1)
    #expect(outcome.output == "b.sql\n")
    #expect(try khoi(["fmt", "--check", "a.sql"], files: files).status == 0)
  }

  @Test func `fmt leaves a text alone that it cannot read`() throws {
    let outcome = try khoi(["fmt", "-w", "a.sql"], files: ["a.sql": "\nselect (1"])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("a.sql:2:8"))
    #expect(try khoi(["fmt", "--write"]).status == 2)
    #expect(try khoi(["fmt", "missing.sql"]).status == 1)
  }

  @Test func `the command fmt shows a query in the layout`() throws {
    let outcome = try khoi(["-c", ".fmt from t|>limit 1"])
    #expect(outcome.output == "FROM t\n|> LIMIT 1\n")
  }
}
