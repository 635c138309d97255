import KhoiData
import KhoiFormats
import KhoiText
import Testing

/// What read_csv is told, and what it finds out by itself.
@Suite struct CSVOptionTests {
  @Test func `delimiters of several bytes`() throws {
    let loaded = try Loading.load(
      "1ab2\n1aab2\n", options: ["delim": .text("ab"), "header": .boolean(false)])
    #expect(loaded.rows == [[.text("1"), .integer(2)], [.text("1a"), .integer(2)]])
  }

  @Test func `comments end lines`() throws {
    let loaded = try Loading.load(
      "# all\na;b\n1;3 # one\n6;\"7#x\"\n# last\n", options: ["comment": .text("#")])
    #expect(loaded.rows == [[.integer(1), .text("3")], [.integer(6), .text("7#x")]])
  }

  @Test func `lines before the table are left out`() throws {
    let loaded = try Loading.load("some notes\nnumber,text\n1,a\n2,b\n")
    #expect(loaded.names == ["number", "text"])
    #expect(loaded.rows.count == 2)
    let titled = try Loading.load("Report,,\n,,\nname,day,n\nx,y,1\nz,w,2\n")
    #expect(titled.names == ["name", "day", "n"])
  }

  @Test func `quotes that break the rules`() throws {
    let text = "1;\"a \"b\" c\"\n2;\"d \"e\" f\"\n"
    let relaxed = try Loading.load(
      text, options: ["strict_mode": .boolean(false), "header": .boolean(false)])
    #expect(relaxed.column(1) == [.text("a \"b\" c"), .text("d \"e\" f")])
    let strict = Loading.failure(
      text,
      options: [
        "strict_mode": .boolean(true), "quote": .text("\""), "delim": .text(";"),
        "auto_detect": .boolean(false),
      ])
    #expect(strict?.code == "io.csv-quote")
    #expect(strict?.location?.line == 1)
  }

  @Test func `damaged rows are left out when asked`() throws {
    let loaded = try Loading.load(
      "i,j\n1,1\n2\n3,x\n4,4\n",
      options: [
        "ignore_errors": .boolean(true), "header": .boolean(true),
        "columns": .entries([.init("i", .text("BIGINT")), .init("j", .text("BIGINT"))]),
      ])
    #expect(loaded.rows == [[.integer(1), .integer(1)], [.integer(4), .integer(4)]])
    #expect(loaded.noticeNames == ["rejected-rows", "misfit-rows", "rejects"])
  }

  @Test func `a few odd rows are mended`() throws {
    let rows = (0..<40).map { "\($0),x,y" }.joined(separator: "\n")
    let loaded = try Loading.load("a,b,c\n" + rows + "\n40,z\n")
    #expect(loaded.rows.count == 41)
    #expect(loaded.rows[40] == [.integer(40), .text("z"), .null])
    #expect(loaded.noticeNames == ["short-rows"])
  }

  @Test func `days and moments in other orders`() throws {
    let loaded = try Loading.load(
      "d,m,t\n13/12/2004,13-12-2004 15:16:00,12:12:12\n01/02/2005,01-02-2005 00:00:01,14:15:30.5\n")
    #expect(loaded.types == [.date, .timestamp, .time])
    #expect(loaded.rows[1][0] == .date(12815))
    #expect(loaded.rows[1][1] == .timestamp(1_107_216_001_000_000))
    let asked = try Loading.load(
      "d\n\"Dec 8, 2022\"\n", options: ["dateformat": .text("%b %-d, %Y")])
    #expect(asked.rows == [[.date(19334)]])
  }

  @Test func `what is NULL and what is not`() throws {
    let forced = try Loading.load(
      "a,b\n1,\n2,x\n", options: ["force_not_null": .list([.text("b")])])
    #expect(forced.column(1) == [.text(""), .text("x")])
    let quoted = try Loading.load(
      "a,b\n\"-\",-\n", options: ["null": .text("-"), "allow_quoted_nulls": .boolean(false)])
    #expect(quoted.rows == [[.text("-"), .null]])
    let escaped = try Loading.load(
      "1,\\N\n2,\\\\N\n",
      options: [
        "escape": .text("\\"), "null": .text("\\N"), "strict_mode": .boolean(false),
        "header": .boolean(false),
      ])
    #expect(escaped.column(1) == [.null, .text("\\N")])
  }

  @Test func `separators of thousands`() throws {
    let loaded = try Loading.load(
      "n;m\n1,000;2\n12,345,678;3\n", options: ["thousands": .text(",")])
    #expect(loaded.column(0) == [.integer(1000), .integer(12_345_678)])
  }

  @Test func `other encodings`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    let path = try loading.file("l.csv", [0x61, 10, 0xE9, 10])
    let options = FormatOptions([FormatOptions.Given("encoding", .text("latin-1"))])
    let (table, _) = try FileFormat.csv.read(path: path, options: options)
    #expect(table.segments[0].columns[0].slice(0, 1)[0] == .text("é"))
  }

  @Test func `options that cannot be`() throws {
    let wrong: [(String, FormatOption.Value)] = [
      ("new_line", .text("x")), ("encoding", .text("cp437")), ("delim", .text("abcde")),
      ("dateformat", .text("%Q")), ("decimal", .text(";")), ("files_to_sniff", .integer(0)),
      ("auto_type_candidates", .list([.text("BLOB")])),
    ]
    for (name, value) in wrong {
      #expect(Loading.failure("a\n1\n", options: [name: value]) != nil, "\(name)")
    }
  }

  @Test func `errors are told at their place in the file`() throws {
    let error = try Loading.load(
      "a;b\n1;2\n\nx;3\n",
      options: [
        "types": .entries([.init("a", .text("BIGINT"))]), "strict_mode": .boolean(true),
        "delim": .text(";"),
      ]
    ).report.castError
    #expect(error?.code == "io.csv-value")
    #expect(error?.location?.line == 4)
  }
}
