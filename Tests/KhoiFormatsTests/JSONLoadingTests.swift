import KhoiData
import KhoiFormats
import KhoiText
import Testing

@Suite struct JSONLoadingTests {
  private func load(
    _ text: String, _ options: [String: FormatOption.Value] = [:], threads: Int = 1
  ) throws -> Loaded {
    try Loading.load(text, as: "t.json", options: options, threads: threads)
  }

  @Test func `arrays, lines, one object and objects in sequence are one thing`() throws {
    let rows: [[Value]] = [[.integer(1), .text("x")], [.integer(2), .null]]
    for text in [
      #"[{"a":1,"b":"x"},{"a":2}]"#, #"{"a":1,"b":"x"}"# + "\n" + #"{"b":null,"a":2}"# + "\n",
      #"{"a":1,"b":"x"} {"a":2}"#, "{\n \"a\": 1,\n \"b\": \"x\"}\n{\"a\":2}",
    ] {
      for size in [1, 5, 1000] {
        #expect(try load(text, ["buffer_size": .integer(Int64(size))], threads: 2).rows == rows)
      }
    }
    #expect(try load(#"{"a":1}"#).rows == [[.integer(1)]])
    #expect(try load("[1,2]").rows == [[.integer(1)], [.integer(2)]])
    #expect(try load("[]").table.rowCount == 0)
  }

  @Test func `inner objects and arrays are told as JSON`() throws {
    let loaded = try load(
      #"[{"u":{"name":"a","at":{"x":1}},"tags":[1, "b c", {"k": null}],"e":{}},{"u":null}]"#)
    #expect(loaded.names == ["u", "tags", "e"])
    #expect(loaded.column(1)[0] == .text(#"[1,"b c",{"k":null}]"#))
    #expect(loaded.report.untypedColumns == [0, 1, 2])
    let mixed = try load(#"[{"v":1},{"v":[1]}]"#)
    #expect(mixed.types == [.varchar])
    #expect(mixed.report.untypedColumns.isEmpty)
  }

  @Test func `rows as one value or as their text`() throws {
    let text = #"[{"a": 1}, {"b": [2]}]"#
    let whole = try load(text, ["records": .boolean(false)])
    #expect(whole.names == ["json"])
    #expect(whole.column(0) == [.text(#"{"a":1}"#), .text(#"{"b":[2]}"#)])
    let objects = try load(text, ["records": .text("objects")])
    #expect(objects.column(0) == [.text(#"{"a": 1}"#), .text(#"{"b": [2]}"#)])
    #expect(objects.report.casts == [0: .json])
  }

  @Test func `columns that were asked for`() throws {
    let columns = FormatOption.Value.entries([
      .init("b", .text("VARCHAR")), .init("c", .text("BIGINT")),
    ])
    let loaded = try load(#"[{"a":1,"b":"x"},{"b":"y"}]"#, ["columns": columns])
    #expect(loaded.names == ["b", "c"])
    #expect(loaded.column(0) == [.text("x"), .text("y")])
    #expect(Loading.failure("[4]", as: "t.json", options: ["columns": columns]) != nil)
  }

  @Test func `a damaged line takes none of the others along, wherever pieces are cut`() throws {
    let text = "{\"a\":1}\n{\"a\":2,\"b\":[1\n\n},\n {\n{\"a\":3} x\n{\"a\":4}\n\"end"
    for size in [1, 3, 8, 20, 1000] {
      let loaded = try load(
        text,
        [
          "ignore_errors": .boolean(true), "format": .text("newline_delimited"),
          "buffer_size": .integer(Int64(size)),
        ])
      #expect(
        loaded.column(0) == [.integer(1), .null, .null, .null, .null, .integer(4), .null])
      #expect(loaded.report.notices.contains { $0.message.hasPrefix("5 lines of no JSON") })
    }
  }

  @Test func `values over several lines are the same rows, wherever pieces are cut`() throws {
    let text = "[{\"a\":1},{\"a\"\n\n\n:2}]"
    for size in [1, 3, 8, 1000] {
      let loaded = try load(
        text, ["format": .text("newline_delimited"), "buffer_size": .integer(Int64(size))])
      #expect(loaded.column(0) == [.integer(1), .integer(2)])
    }
  }

  @Test func `objects on one line are rows of their own, or none of them is`() throws {
    for size in [1, 10, 1000] {
      let loaded = try load(
        "{\"a\":1}{\"a\":2} {\"a\":3}\n{\"a\":4}{\"a\":}\n{\"a\":5}\n",
        ["ignore_errors": .boolean(true), "buffer_size": .integer(Int64(size))])
      #expect(loaded.column(0) == [.integer(1), .integer(2), .integer(3), .null, .integer(5)])
    }
  }

  @Test func `lines that are no JSON are NULL when asked`() throws {
    let loaded = try load(
      "{\"a\":1,\"b\":2}\n{\"a\":3,x}\n{\"b\":4}\n",
      ["ignore_errors": .boolean(true), "format": .text("newline_delimited")])
    #expect(
      loaded.rows == [[.integer(1), .integer(2)], [.null, .null], [.null, .integer(4)]])
  }

  @Test func `types widen and stay exact`() throws {
    let loaded = try load(
      #"[{"i":1,"d":1,"m":1,"t":"2024-01-01","s":"12","b":true,"h":123456789012345678901},"#
        + #"{"i":-2,"d":0.5,"m":"x","t":"2024-02-01","s":"x","b":false,"h":1}]"#)
    #expect(loaded.types == [.bigint, .double, .varchar, .date, .varchar, .boolean, .varchar])
    #expect(loaded.rows[0][2] == .text("1"))
    #expect(loaded.rows[0][6] == .text("123456789012345678901"))
    for size in [10, 40, 4000] {
      let lines = (0..<50).map { "{\"v\":\($0 == 37 ? "\"x\"" : "\($0).50")}" }.joined(
        separator: "\n")
      let widened = try load(lines, ["buffer_size": .integer(Int64(size))], threads: 3)
      #expect(widened.types == [.varchar])
      #expect(widened.column(0)[3] == .text("3.50"))
    }
    #expect(try load(#"[{"n":"12"},{"n":"13"}]"#).types == [.varchar])
    #expect(
      try load(#"[{"n":"12"}]"#, ["types": .entries([.init("n", .text("BIGINT"))])]).rows
        == [[.integer(12)]])
  }

  @Test func `texts with escapes`() throws {
    let loaded = try load(
      #"[{"t":"a\"b\\c\/d\n\u00e9\ud83d\ude00","e":""},{"t":"e\u0302\u0323","e":"y"}]"#)
    #expect(loaded.column(0)[0] == .text("a\"b\\c/d\né😀"))
    #expect(Array(loaded.column(0)[1].text.utf8) == Array("ệ".utf8))
    #expect(loaded.column(1) == [.text(""), .text("y")])
    #expect(try load(#"[{"a":"\ud800x"}]"#).noticeNames == ["lone-surrogates"])
    #expect(try load(#"[{"a":1,"a":2}]"#).rows == [[.integer(2)]])
  }

  @Test(arguments: [
    "[{\"a\":1,}]", "[{\"a\":01}]", "[{\"a\":1.}]", "[{\"a\":.5}]", "[{'a':1}]", "[{\"a\":tru}]",
    "[{\"a\":\"x\ny\"}]", "[{\"a\":\"\\x\"}]", "[{\"a\":1}", "{\"a\":1}}", "[{\"a\":+1}]", "[1,]",
    "[{\"a\" 1}]", "[{\"a\":1} {\"b\":2}]", "", "nul", "[{\"a\":[1,]}]", "[{\"a\":NaN}]", "[1]x",
    "[{\"a\":\"\\u12\"}]", "[{\"a\":-}]", "[{\"a\":1e}]", "{\"a\":\"x",
  ])
  func `what is not JSON is refused`(text: String) {
    let error = Loading.failure(text, as: "t.json")
    #expect(error?.code == "io.json-syntax")
    #expect(error?.location != nil)
  }

  @Test func `errors name the place`() {
    let error = Loading.failure("{\"a\":1}\n{\"a\":2}\n{\"a\":x}\n", as: "t.ndjson")
    #expect(error?.location?.line == 3)
    #expect(error?.location?.column == 6)
    #expect(error?.message == "this is not JSON: expected a value")
    let deep = String(repeating: "[", count: 100_000)
    #expect(Loading.failure("[{\"a\":\(deep)", as: "t.json")?.message.contains("512") == true)
  }

  @Test func `arrays in pieces are arrays in one`() throws {
    var text = "["
    for row in 0..<4000 {
      let tricks = ["}, {", "\\\"", "[\\\\", "é,", "]"][row % 5]
      text += row == 0 ? "" : row % 3 == 0 ? ",\n" : ", "
      text += "{\"n\": \(row), \"t\": \"\(tricks)\", \"l\": [{\"a\": \"\(tricks)\"}, [\(row)]]}"
    }
    text += "]\n"
    let whole = try Loading.load(text, as: "t.json")
    for size in [50, 333, 4096, 65_536] {
      for threads in [1, 2, 4] {
        let pieces = try Loading.load(
          text, as: "t.json", options: ["buffer_size": .integer(Int64(size))], threads: threads)
        #expect(pieces.rows == whole.rows)
      }
    }
    let objects = String(text.dropFirst().dropLast(2)).replacing("},\n{", with: "}\n{")
      .replacing("]}, {\"n\"", with: "]} {\"n\"")
    let concatenated = try Loading.load(objects, as: "t.json")
    #expect(concatenated.rows == whole.rows)
    for size in [50, 333, 4096] {
      let pieces = try Loading.load(
        objects, as: "t.json", options: ["buffer_size": .integer(Int64(size))], threads: 2)
      #expect(pieces.rows == whole.rows)
    }
  }

  @Test(arguments: [
    "[{\"a\": 1}, {\"a\": 2}", "[{\"a\": 1}, {\"a\": 2}]]", "[{\"a\": 1}, {\"a\": \"2}]",
    "[{\"a\": 1} {\"a\": 2}]", "[{\"a\": 1}, ]", "[{\"a\": 1]}", "[{\"a\": 1}] x",
    "{\"a\": 1} x {\"a\": 2}",
    "{\"a\": 1}, {\"a\": 2}",
  ])
  func `damage in pieces is damage`(text: String) throws {
    for size in 1...(text.utf8.count + 1) {
      for spaces in ["", "      "] {
        let failure = Loading.failure(
          spaces + text, as: "t.json", options: ["buffer_size": .integer(Int64(size))], threads: 2)
        #expect(failure?.code == "io.json-syntax", "\(text) in pieces of \(size)")
      }
    }
  }

  @Test func `fields of what holds the rows are repeated`() throws {
    let text = """
      [{"p": 1, "q": {"r": "x"}, "items": [{"i": 1, "p": 5}, {"i": 2}, {"j": [7]}]},
       {"items": [], "p": 2}, {"p": 3}, {"items": [{"i": 9}], "p": 4}]
      """
    for size in [10, 40, 1 << 20] {
      let loaded = try Loading.load(
        text, as: "t.json",
        options: [
          "explode": .text("items"), "flatten": .boolean(true),
          "buffer_size": .integer(Int64(size)),
        ])
      #expect(loaded.names == ["p", "q.r", "i", "items.p", "j"] || loaded.names.contains("q.r"))
      #expect(loaded.table.rowCount == 6)
      #expect(loaded.noticeNames.contains("no-elements"))
      let place = try #require(loaded.names.firstIndex(of: "q.r"))
      #expect(loaded.column(place).prefix(3) == [.text("x"), .text("x"), .text("x")])
      let outer = try #require(loaded.names.firstIndex { $0 == "p" })
      #expect(loaded.column(outer).count == 6)
    }
  }

  @Test func `a key twice is said`() throws {
    let loaded = try Loading.load("{\"a\": 1, \"a\": 2}\n{\"a\": 3}\n", as: "t.json")
    #expect(loaded.column(0) == [.integer(2), .integer(3)])
    #expect(loaded.noticeNames.contains("repeated-keys"))
  }
}
