import Foundation
import KhoiData
import KhoiFormats
import KhoiText
import Testing

@Suite struct FileTests {
  @Test func `patterns name files in order`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    for name in ["b.csv", "a.csv", "deep/x/c.csv", "d.txt"] {
      _ = try loading.file(name, Array("n,t\n1,\(name)\n".utf8))
    }
    let base = loading.folder.path + "/"
    func short(_ pattern: String) throws -> [String] {
      try FilePaths.expand(base + pattern).map { String($0.dropFirst(base.count)) }
    }
    #expect(try short("*.csv") == ["a.csv", "b.csv"])
    #expect(try short("**/*.csv") == ["a.csv", "b.csv", "deep/x/c.csv"])
    #expect(try short("{b,d}.{csv,txt}") == ["b.csv", "d.txt"])
    let (table, report) = try FileFormat.csv.read(path: base + "*.csv", threads: 2)
    #expect(table.rowCount == 2)
    #expect(report.fileCount == 2)
    #expect(table.dictionary(of: 1)?.count == 2)
  }

  @Test func `files of different columns`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    _ = try loading.file("1.csv", Array("a,b\n1,2\n".utf8))
    _ = try loading.file("2.csv", Array("b,a\n3,4\n".utf8))
    let pattern = loading.folder.path + "/*.csv"
    let loaded = try FileFormat.csv.read(path: pattern)
    #expect(
      Loaded(table: loaded.0, report: loaded.1).rows == [
        [.integer(1), .integer(2)], [.integer(4), .integer(3)],
      ])
    _ = try loading.file("3.csv", Array("a,c\n5,x\n".utf8))
    #expect(throws: Diagnostic.self) { try FileFormat.csv.read(path: pattern) }
    let united = try FileFormat.csv.read(
      path: pattern, options: Loading.options(["union_by_name": .boolean(true)]))
    #expect(united.0.schema.names == ["a", "b", "c"])
    #expect(Loaded(table: united.0, report: united.1).rows[2] == [.integer(5), .null, .text("x")])
  }

  @Test func `what is missing is named`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    _ = try loading.file("sales.csv", Array("a\n1\n".utf8))
    func error(_ name: String) -> Diagnostic? {
      do {
        _ = try FileFormat.csv.read(path: loading.folder.path + "/" + name)
        return nil
      } catch { return error }
    }
    #expect(error("sales.cvs")?.code == "io.file-not-found")
    #expect(error("sales.cvs")?.label?.contains("sales.csv") == true)
    #expect(error("*.json")?.code == "io.file-not-found")
    // A folder stands for the files in it.
    #expect(error("") == nil)
    _ = try loading.file("pictures/a.png", [0x89, 0x50])
    #expect(error("pictures")?.code == "io.is-directory")
    #expect(throws: Diagnostic.self) { try FileFormat.of(path: "a.xlsx") }
    let data = try loading.file("export.dat", Array(" [{\"a\":1}]".utf8))
    #expect(try FileFormat.of(path: data).name == "json")
    let text = try loading.file("export.log", Array("a,b\n".utf8))
    #expect(try FileFormat.of(path: text).name == "csv")
  }

  @Test func `a file appears when it is complete`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    let path = try loading.file("out.csv", Array("old".utf8))
    let table = try Loading.load("a,b\n1,x\n").table
    let chunk = Chunk(table.segments[0].columns.map { $0.slice(0, 1) }, count: 1)
    let given = try TableFileWriter(path: path, format: .csv, schema: table.schema)
    try given.write(chunk)
    given.discard()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    let writer = try TableFileWriter(path: path, format: .csv, schema: table.schema)
    try writer.write(chunk)
    try writer.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a,b\n1,x\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: loading.folder.path) == ["out.csv"])
    #expect(throws: Diagnostic.self) {
      try TableFileWriter(
        path: loading.folder.path + "/no/x.csv", format: .csv, schema: table.schema)
    }
  }

  @Test func `the datasets load`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let datasets = root.appendingPathComponent("datasets").path
    let counts = ["awards": 7, "members": 45, "aliases": 65, "leadership": 10]
    for (name, count) in counts {
      #expect(try FileFormat.csv.read(path: "\(datasets)/\(name).csv").0.rowCount == count)
    }
    let clean = try FileFormat.csv.read(path: "\(datasets)/awards.csv").0
    let decomposed = try FileFormat.csv.read(path: "\(datasets)/exports/awards_nfd.csv").0
    #expect(try FileFormat.csv.bytes(of: clean) == FileFormat.csv.bytes(of: decomposed))
    #expect(
      try FileFormat.csv.bytes(of: clean)
        == Array(Data(contentsOf: URL(fileURLWithPath: "\(datasets)/awards.csv"))))
    let leaders = try FileFormat.ndjson.read(path: "\(datasets)/exports/leadership.ndjson").0
    #expect(leaders.rowCount == 10)
    #expect(leaders.schema.count == 14)
    let utf16 = try FileFormat.csv.read(path: "\(datasets)/exports/members_utf16.txt").0
    let old = try FileFormat.csv.read(path: "\(datasets)/exports/members_cp1258.csv").0
    #expect(try FileFormat.csv.bytes(of: old) == FileFormat.csv.bytes(of: utf16))
    #expect(old.rowCount == 45)
  }
}
