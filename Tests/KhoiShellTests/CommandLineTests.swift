import Foundation
import Testing

/// khoi without a terminal: what it writes where, and its exit status.
@Suite struct CommandLineTests {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the built khoi in a folder of its own.
  func khoi(
    _ arguments: [String], input: String = "", files: [String: String] = [:]
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("khoi-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: PseudoTerminal.program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = stdout.fileHandleForReading.readDataToEndOfFile()
    let errors = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  private static let sales = "city,amount\nHuế,3\n\"Hà Nội\",5\n,7\n"

  @Test func `answers are CSV, whole, without colour; what is said goes to standard error`() throws
  {
    let outcome = try khoi(
      ["sales.csv", "-c", "FROM sales |> ORDER BY amount"], files: ["sales.csv": Self.sales])
    #expect(outcome.status == 0)
    #expect(outcome.output == "city,amount\nHuế,3\nHà Nội,5\n,7\n")
    #expect(outcome.errors.contains("3 rows"))
    let many = try khoi(["-c", "FROM range(5000) AS n"])
    #expect(many.output.split(separator: "\n").count == 5001)
  }

  @Test func `a script from standard input runs its statements and commands in order`() throws {
    let outcome = try khoi(
      ["-q"], input: "SELECT 1 AS a;\n.mode json\nSELECT 2\n AS b;\n.print end\n")
    #expect(outcome.output == "a\n1\n[{\"b\":2}]\nend\n")
    #expect(outcome.status == 0)
  }

  @Test func `it stops at the first error with status 1, or goes on if told to`() throws {
    let script = "SELECT 1 AS a; SELECT nope; SELECT 2 AS b;"
    let stopped = try khoi(["-c", script])
    #expect(stopped.status == 1)
    #expect(stopped.output == "a\n1\n")
    #expect(stopped.errors.contains("query:1:"))
    let continued = try khoi(["--continue", "-c", script])
    #expect(continued.status == 1)
    #expect(continued.output == "a\n1\nb\n2\n")
  }

  @Test func `an error names the file and its line`() throws {
    let outcome = try khoi(
      ["-f", "report.sql"], files: ["report.sql": "SELECT 1;\n.print x\n\nSELECT\n  nope;\n"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("report.sql:5:3"))
  }

  @Test func `the order of -c and -f is kept`() throws {
    let outcome = try khoi(
      ["-q", "-c", "SELECT 1 AS a", "-f", "x.sql", "-c", "SELECT 3 AS a"],
      files: ["x.sql": "SELECT 2 AS a"])
    #expect(outcome.output == "a\n1\na\n2\na\n3\n")
  }

  @Test func `wrong usage and missing files have status 2`() throws {
    #expect(try khoi(["--nosuch"]).status == 2)
    #expect(try khoi(["-m", "bux", "-c", "SELECT 1"]).status == 2)
    #expect(try khoi(["nowhere.csv", "-c", "SELECT 1"]).status == 2)
    #expect(try khoi(["-f", "nowhere.sql"]).status == 2)
    #expect(try khoi(["run", "nowhere"], files: ["queries/x.sql": ""]).status == 2)
  }

  @Test func `options are read as everywhere`() throws {
    for words in [
      ["-q", "-m", "json", "-c", "SELECT 1 AS a"], ["-qmjson", "-cSELECT 1 AS a"],
      ["--quiet", "--mode=json", "-c=SELECT 1 AS a"], ["--mode", "json", "-qc", "SELECT 1 AS a"],
    ] {
      #expect(try khoi(words).output == "[{\"a\":1}]\n")
    }
    let dashed = try khoi(
      ["-q", "-c", "SELECT * FROM \"-t\"", "--", "-t.csv"], files: ["-t.csv": "a\n1\n"])
    #expect(dashed.output == "a\n1\n")
    #expect(try khoi(["--version"]).output.hasPrefix("khoi "))
  }

  @Test func `wrong options are explained`() throws {
    let cases = [
      (["--theads", "2"], "did you mean --threads?"), (["--threads", "two"], "takes a number"),
      (["--threads"], "--threads needs a value"), (["--quiet=yes"], "takes no value"),
      (["-qz"], "there is no option -qz"), (["--color", "blue"], "auto, always, never"),
      (["run", "a", "b"], "one name is enough"), (["fmt", "--write"], "needs files"),
      (["fmt", "--write", "--check", "x"], "exclude each other"),
    ]
    for (words, said) in cases {
      let outcome = try khoi(words)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(said))
      #expect(outcome.output.isEmpty)
    }
  }

  @Test func `every option is in the help and in the completions`() throws {
    for words in [[], ["run"], ["fmt"]] {
      let help = try khoi(words + ["--help"])
      #expect(help.status == 0)
      #expect(help.output.contains("Usage:\n  khoi"))
      for line in help.output.split(separator: "\n") { #expect(line.count <= 82) }
      for shell in ["bash", "zsh", "fish"] {
        let script = try khoi(words + ["--completions", shell]).output
        for name in help.output.matches(of: /--[a-z-]+/).map({ String($0.output.dropFirst(2)) }) {
          #expect(script.contains(name))
        }
      }
    }
  }

  @Test func `quit ends a script with its status`() throws {
    let outcome = try khoi(["-q"], input: ".print a\n.quit 7\n.print b\n")
    #expect(outcome.status == 7)
    #expect(outcome.output == "a\n")
  }

  @Test func `parameters stand for values, never for text`() throws {
    let outcome = try khoi([
      "-P", "city=Huế' OR 'x'='x", "-P", "n=2", "-c", "SELECT $city AS c, $n + 1 AS m",
    ])
    #expect(outcome.output == "c,m\nHuế' OR 'x'='x,3\n")
  }

  @Test func `a script declares its parameters, and a file of statements is run by its name`()
    throws
  {
    let script = "-- @param n int = 2  A number\nSELECT $n * 2 AS m"
    #expect(try khoi(["s.sql"], files: ["s.sql": script]).output == "m\n4\n")
    #expect(try khoi(["s.sql", "-P", "n=5"], files: ["s.sql": script]).output == "m\n10\n")
    let missing = try khoi(["s.sql"], files: ["s.sql": "-- @param n int  A number\nSELECT $n"])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("missing parameter $n (int): A number"))
  }

  @Test func `a statement that runs too long ends with status 124`() throws {
    let long =
      "FROM range(3000) AS a |> CROSS JOIN range(3000) AS b |> CROSS JOIN range(3000) AS c"
      + " |> AGGREGATE COUNT(*) AS n"
    let outcome = try khoi(["--timeout", "0.3", "-c", long])
    #expect(outcome.status == 124)
    #expect(outcome.errors.contains("timed out after"))
    #expect(outcome.output.isEmpty)
  }

  @Test func `the ending of -o chooses the form`() throws {
    let outcome = try khoi(
      ["-q", "-o", "a.json", "-c", "SELECT 1 AS a", "-c", ".output", "-c", ".shell cat a.json"])
    #expect(outcome.output == "[{\"a\":1}]\n")
  }

  @Test func `once is for one answer and not for commands`() throws {
    let outcome = try khoi(
      ["-q"],
      input: ".once a.csv\n.print here\nSELECT 1 AS a;\nSELECT 2 AS b;\n.shell cat a.csv\n")
    #expect(outcome.output.hasSuffix("a\n1\n"))
    #expect(outcome.output.contains("b\n2\n"))
  }

  @Test func `a saved query is found by a part of its name and takes parameters`() throws {
    let files = [
      "queries/01-first.sql": """
      -- @title The first
      -- @param city text = 'Huế'  A city
      -- @answer main
      FROM sales |> WHERE city = $city;
      -- @answer all
      FROM sales |> AGGREGATE COUNT(*) AS n;
      """,
      "datasets/sales.csv": Self.sales,
    ]
    let first = try khoi(["run", "first", "-q"], files: files)
    #expect(first.output == "city,amount\nHuế,3\n\nn\n3\n")
    let other = try khoi(
      ["run", "01", "--param", "city=Hà Nội", "--answer", "main", "-m", "json"], files: files)
    #expect(other.output == "[{\"city\":\"Hà Nội\",\"amount\":5}]\n")
    let list = try khoi(["run", "--list"], files: files)
    #expect(list.output.contains("01-first") && list.output.contains("$city text = 'Huế'"))
    #expect(try khoi(["run", "01", "--param", "town=x"], files: files).status == 2)
  }

  @Test func `every saved query is written as a CSV for charts`() throws {
    let files = [
      "queries/a.sql": "-- @title A\nSELECT 1.5 AS x, 'l' AS label, 3 AS x;",
      "queries/b.sql":
        "-- @title B\n-- @answer one\nSELECT 1 AS n;\n-- @answer two\nSELECT 2 AS n;",
    ]
    let outcome = try khoi(["run", "--all", "--out", "out", "-q"], files: files)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("a  A") && outcome.output.contains("two"))
    // The folder is gone by now, so the files are read by khoi itself.
    let reread = try khoi(
      ["run", "--all", "--out", "out", "-q", "-m", "trash"], files: files)
    #expect(reread.status == 0)
  }

  @Test func `stdio answers a line with a line`() throws {
    let outcome = try khoi(
      ["--stdio"],
      input: """
        {"id":"x","sql":"SELECT 1 AS a, NULL AS b, 'é\\n' AS c"}

        {"sql":"SELECT nope"}
        {"sql":"SELECT 1.5 AS d, TRUE AS e","text":true}
        oops

        """)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix(#"{"id":"x","ok":true,"columns":[{"name":"a","type":"BIGINT"}"#))
    #expect(lines[0].hasSuffix(#""rows":[[1,null,"é\n"]],"row_count":1}"#))
    #expect(lines[1].contains(#""ok":false"#) && lines[1].contains(#""kind":"bind""#))
    #expect(lines[1].contains(#""line":1,"column":8"#))
    #expect(lines[2].hasSuffix(#""rows":[["1.5","true"]],"row_count":1}"#))
    #expect(lines[3].hasPrefix(#"{"id":null,"ok":false"#))
    #expect(outcome.status == 0)
  }

  @Test func `the reader of a pipe may go at any time`() throws {
    let outcome = try khoi(
      ["-q", "-c", ".shell \"\(PseudoTerminal.program)\" -c 'FROM range(100000) AS n' | head -1"])
    #expect(outcome.output == "range\n")
    #expect(!outcome.errors.contains("error"))
  }
}
