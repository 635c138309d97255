import KhoiData
import KhoiShell
import KhoiText
import Testing

/// Exact texts of the output modes.
@Suite struct OutputModeTests {
  /// One row with everything that could go wrong.
  private static let hard = rows(
    [("a", .bigint), ("b", .bigint), ("c", .varchar), ("d", .varchar), ("e", .double)],
    [
      [.integer(1), .null, .text("x|\"y\"<, "), .text("大阪"), .double(0.1)],
      [.integer(-20), .integer(7), .text(""), .text("two\nlines\tand\\"), .double(1e20)],
    ])

  static func rows(_ fields: [(String, LogicalType)], _ values: [[Value]]) -> ResultRows {
    let vectors = fields.indices.map { column in
      Vector.concatenate(
        values.map { Vector(constant: $0[column], type: fields[column].1, count: 1) },
        type: fields[column].1)
    }
    return ResultRows(
      schema: Schema(fields.map { Field($0.0, $0.1) }),
      chunks: values.isEmpty ? [] : [Chunk(vectors, count: values.count)])
  }

  private func text(
    _ mode: String, _ rows: ResultRows, _ settings: OutputSettings = OutputSettings()
  ) throws -> String {
    let sink = OutputSink()
    try #require(OutputMode.named(mode)).render(rows, settings, sink)
    return String(decoding: sink.bytes, as: UTF8.self)
  }

  @Test func `csv quotes only where needed and tells NULL from the empty text`() throws {
    #expect(
      try text("csv", Self.hard) == """
        a,b,c,d,e
        1,,"x|""y""<, ",大阪,0.1
        -20,7,"","two
        lines\tand\\",1e+20

        """)
  }

  @Test func `tsv escapes tabs, line feeds and backslashes`() throws {
    #expect(
      try text("tsv", Self.hard) == """
        a\tb\tc\td\te
        1\t\\N\tx|"y"<, \t大阪\t0.1
        -20\t7\t\ttwo\\nlines\\tand\\\\\t1e+20

        """)
  }

  @Test func `json is one array with a row on each line`() throws {
    #expect(
      try text("json", Self.hard) == #"""
        [{"a":1,"b":null,"c":"x|\"y\"<, ","d":"大阪","e":0.1},
        {"a":-20,"b":7,"c":"","d":"two\nlines\tand\\","e":1e+20}]

        """#)
    #expect(try text("json", Self.rows([("a", .bigint)], [])) == "[]\n")
  }

  @Test func `ndjson without rows is empty, and what is no number is null`() throws {
    #expect(try text("ndjson", Self.rows([("a", .bigint)], [])) == "")
    let strange = Self.rows([("x", .double)], [[.double(.nan)], [.double(-.infinity)]])
    #expect(try text("ndjson", strange) == "{\"x\":null}\n{\"x\":null}\n")
  }

  @Test func `markdown escapes bars and keeps a row on a line`() throws {
    #expect(
      try text("markdown", Self.hard) == #"""
        | a | b | c | d | e |
        |--:|--:|---|---|--:|
        | 1 |  | x\|"y"<,  | 大阪 | 0.1 |
        | -20 | 7 |  | two<br>lines	and\ | 1e+20 |

        """#)
  }

  @Test func `line has a cell on each line and a blank line between rows`() throws {
    let rows = Self.rows(
      [("a", .bigint), ("name", .varchar)], [[.integer(1), .null], [.integer(2), .text("x")]])
    #expect(
      try text("line", rows) == """
           a = 1
        name = NULL

           a = 2
        name = x

        """)
  }

  @Test func `insert writes literals`() throws {
    let rows = Self.rows(
      [("a", .bigint), ("d", .date), ("t", .varchar)],
      [[.integer(1), .date(0), .text("it's")], [.null, .null, .null]])
    #expect(
      try text("insert", rows) == """
        INSERT INTO result ("a", "d", "t") VALUES (1, '1970-01-01', 'it''s');
        INSERT INTO result ("a", "d", "t") VALUES (NULL, NULL, NULL);

        """)
  }

  @Test func `box aligns numbers right and ideographs by their width`() throws {
    #expect(
      try text("box", Self.hard) == """
        ┌────────┬────────┬──────────┬──────────────────┬────────┐
        │   a    │   b    │    c     │        d         │   e    │
        │ bigint │ bigint │ varchar  │     varchar      │ double │
        ├────────┼────────┼──────────┼──────────────────┼────────┤
        │      1 │   NULL │ x|"y"<,  │ 大阪             │    0.1 │
        │    -20 │      7 │          │ two\\nlines\\tand\\ │  1e+20 │
        └────────┴────────┴──────────┴──────────────────┴────────┘
        2 rows

        """)
  }

  @Test func `box puts decimal points under each other`() throws {
    let rows = Self.rows([("x", .double)], [[.double(1.5)], [.double(10.25)], [.double(3)]])
    let lines = try text("box", rows).split(separator: "\n")
    #expect(lines[4] == "│   1.5  │")
    #expect(lines[5] == "│  10.25 │")
    #expect(lines[6] == "│   3.0  │")
  }

  @Test func `box shows the first and the last rows of many and says so`() throws {
    let rows = Self.rows([("n", .bigint)], (1...5000).map { [.integer(Int64($0))] })
    let shown = try text("box", rows, OutputSettings(maxRows: 4))
    #expect(
      shown == """
        ┌────────┐
        │   n    │
        │ bigint │
        ├────────┤
        │      1 │
        │      2 │
        │      · │
        │      · │
        │      · │
        │   4999 │
        │   5000 │
        └────────┘
        5,000 rows (4 shown)      .last shows all

        """)
  }

  @Test func `box shortens the widest text first and never a number`() throws {
    let long = String(repeating: "đơn vị ", count: 10)
    let rows = Self.rows(
      [("number", .bigint), ("short", .varchar), ("long", .varchar)],
      Array(repeating: [.integer(1_234_567_890_123), .text("abcdefghij"), .text(long)], count: 40))
    let shown = try text("box", rows, OutputSettings(maxRows: 40, width: 60))
    let lines = shown.split(separator: "\n")
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 60 })
    #expect(lines[4].contains("1234567890123"))
    #expect(lines[4].contains("abcdefghij"))
    #expect(lines[4].contains("…"))
  }

  @Test func `box drops middle columns when nothing else helps`() throws {
    let fields = (1...12).map { ("column_\($0)", LogicalType.bigint) }
    let rows = Self.rows(fields, [(1...12).map { .integer(Int64($0) * 1_000_000_007) }])
    let shown = try text("box", rows, OutputSettings(maxRows: 40, width: 80))
    let lines = shown.split(separator: "\n")
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 80 })
    #expect(lines[1].contains("column_1 ") && lines[1].contains("column_12"))
    #expect(lines[1].contains("…"))
    #expect(shown.contains("12 columns ("))
  }

  @Test func `box wraps long cells when there are few rows`() throws {
    let text1 = "Hội Khuyến học tỉnh và các hội thành viên cùng đăng ký thi đua năm 2024"
    let rows = Self.rows([("a", .varchar), ("b", .bigint)], [[.text(text1), .integer(1)]])
    let shown = try text("box", rows, OutputSettings(maxRows: 40, width: 40))
    #expect(!shown.contains("…"))
    #expect(shown.split(separator: "\n").dropLast().allSatisfy { DisplayWidth.of($0) <= 40 })
    for word in text1.split(separator: " ") { #expect(shown.contains(word)) }
  }

  @Test func `every mode survives no rows, no columns and odd names`() throws {
    for mode in OutputMode.all {
      _ = try text(mode.name, Self.rows([], []))
      _ = try text(mode.name, Self.rows([("", .varchar), ("a\nb", .double)], []))
      _ = try text(mode.name, Self.rows([("a\u{1B}[31m", .varchar)], [[.text("\u{1B}[0m")]]))
    }
    let shown = try text("box", Self.rows([("a", .varchar)], [[.text("\u{1B}[31mred")]]))
    #expect(!shown.contains("\u{1B}"))
  }
}
