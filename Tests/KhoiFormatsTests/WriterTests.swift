import Foundation
import KhoiData
import KhoiFormats
import KhoiText
import Testing

@Suite struct WriterTests {
  private func table() throws -> Table {
    try Loading.load("a,b,c,d,e\n1,,\"x|\"\"y\"\"<\",大阪,2024-01-31\n2.5,true,\" z\",\"\",\n").table
  }

  private func text(_ format: FileFormat, _ table: Table) throws -> String {
    String(decoding: try format.bytes(of: table), as: UTF8.self)
  }

  @Test func `each format as it is documented`() throws {
    let table = try table()
    #expect(
      try text(.csv, table)
        == "a,b,c,d,e\n1.0,,\"x|\"\"y\"\"<\",大阪,2024-01-31\n2.5,true,\" z\",\"\",\n")
    #expect(
      try text(.tsv, table)
        == "a\tb\tc\td\te\n1.0\t\\N\tx|\"y\"<\t大阪\t2024-01-31\n2.5\ttrue\t z\t\t\\N\n")
    #expect(
      try text(.json, table)
        == #"[{"a":1.0,"b":null,"c":"x|\"y\"<","d":"大阪","e":"2024-01-31"},"# + "\n"
        + #"{"a":2.5,"b":true,"c":" z","d":"","e":null}]"# + "\n")
    #expect(
      try text(.markdown, table)
        == "| a | b | c | d | e |\n|--:|---|---|---|---|\n"
        + "| 1.0 |  | x\\|\"y\"< | 大阪 | 2024-01-31 |\n| 2.5 | true |  z |  |  |\n")
  }

  @Test func `no rows`() throws {
    let table = try Loading.load("a,b\n").table
    #expect(try text(.csv, table) == "a,b\n")
    #expect(try text(.json, table) == "[]\n")
    #expect(try text(.ndjson, table) == "")
  }

  @Test func `quotes as they were asked for`() throws {
    let table = try Loading.load("a,b\nx\"y,1\nz,2\n").table
    func text(_ options: [String: FormatOption.Value]) throws -> String {
      String(
        decoding: try FileFormat.csv.bytes(of: table, options: Loading.options(options)),
        as: UTF8.self)
    }
    #expect(try text(["quote": .text("")]) == "a,b\nx\"y,1\nz,2\n")
    #expect(try text(["escape": .text("\\")]) == "a,b\n\"x\\\"y\",1\nz,2\n")
    #expect(
      try text(["force_quote": .text("*"), "header": .boolean(false)])
        == "\"x\"\"y\",\"1\"\n\"z\",\"2\"\n")
    #expect(
      try text(["force_quote": .list([.text("b")]), "delimiter": .text("||")])
        == "a||b\n\"x\"\"y\"||\"1\"\nz||\"2\"\n")
    #expect(throws: Diagnostic.self) { try text(["force_quote": .list([.text("nope")])]) }
  }

  @Test func `folders by the values of columns`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    let table = try Loading.load("k,v\na/b,1\nc,2\na/b,3\n").table
    let writer = try PartitionedWriter(
      folder: loading.folder.path + "/out", keys: ["k"], keepsKeys: false, format: .csv,
      schema: table.schema, options: FormatOptions())
    for segment in table.segments { try writer.write(segment.chunk) }
    try writer.finish()
    let (read, report) = try FileFormat.csv.read(path: loading.folder.path + "/out/*/*.csv")
    #expect(read.schema.names == ["v", "k"])
    #expect(report.fileCount == 2)
    #expect(read.rowCount == 3)
  }

  @Test func `CSV options`() throws {
    let table = try Loading.load("a,b\n1.5,NA\n,x;y\n").table
    let bytes = try FileFormat.csv.bytes(
      of: table,
      options: Loading.options([
        "delim": .text(";"), "null": .text("NA"), "bom": .boolean(true), "crlf": .boolean(true),
      ]))
    #expect(
      String(decoding: bytes, as: UTF8.self) == "\u{FEFF}a;b\r\n1.5;\"NA\"\r\nNA;\"x;y\"\r\n")
  }

  @Test func `numbers read back as they were`() throws {
    var numbers = SeededNumbers(state: 3)
    var texts: [String] = ["0.0", "-0.0", "1e+20", "0.0001", "1e-05", "123456789.123456", "0.3"]
    for _ in 0..<2000 {
      texts.append(
        (Double(Int.random(in: -1_000_000_000...1_000_000_000, using: &numbers)) / 1e6).description)
      texts.append(Double.random(in: -1e9...1e9, using: &numbers).description)
    }
    for text in texts {
      #expect(Value.double(Double(text)!).text == text)
    }
  }

  @Test func `what is written reads back`() throws {
    var numbers = SeededNumbers(state: 11)
    let texts = [
      "x", "", "a,b", "\"", "line\nend", "\r\n", " lead", "trail ", "é", "'", ";", "NULL", "\\N",
      "\t",
    ]
    for round in 0..<40 {
      let rowCount = Int.random(in: 1...60, using: &numbers)
      var words: [Value] = []
      var integers: [Value] = []
      var doubles: [Value] = []
      for _ in 0..<rowCount {
        func maybe(_ value: Value) -> Value { numbers.next() % 5 == 0 ? .null : value }
        words.append(maybe(.text(texts.randomElement(using: &numbers)!)))
        integers.append(
          maybe(.integer(Int64.random(in: -99_999_999_999...99_999_999_999, using: &numbers))))
        doubles.append(maybe(.double(Double.random(in: -1e6...1e6, using: &numbers))))
      }
      // One row that fixes the types.
      words.append(.text("word"))
      integers.append(.integer(1))
      doubles.append(.double(0.5))
      let types: [LogicalType] = [.varchar, .bigint, .double]
      let columns = zip([words, integers, doubles], types).map { values, type in
        Vector.concatenate(
          values.map { Vector(constant: $0, type: type, count: 1) }, type: type)
      }
      var builder = TableBuilder(
        schema: Schema([Field("w", .varchar), Field("i", .bigint), Field("d", .double)]))
      builder.append(Chunk(columns, count: words.count))
      let table = builder.finish()
      let expected = Loaded(table: table, report: LoadReport(path: "")).rows
      for (format, name) in [(FileFormat.csv, "t.csv"), (.json, "t.json"), (.ndjson, "t.ndjson")] {
        let bytes = try format.bytes(of: table)
        let size: FormatOption.Value = .integer(Int64.random(in: 1...500, using: &numbers))
        let loaded = try Loading.load(
          bytes: bytes, as: name, options: ["buffer_size": size], threads: 2)
        #expect(loaded.types == types)
        #expect(loaded.rows == expected, "round \(round), \(name)")
      }
    }
  }
}
