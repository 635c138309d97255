import Foundation
import KhoiData
import KhoiFormats
import KhoiText
import Testing

/// Files packed with gzip and zstd, read and written.
@Suite struct CompressionTests {
  /// A table of so many rows as the bytes of a file of that name.
  private func packed(_ name: String, rows: Int) throws -> [UInt8] {
    let loading = try Loading()
    defer { loading.remove() }
    let text = "n,t\n" + (0..<rows).map { "\($0),word \($0 % 97)\n" }.joined()
    let table = try Loading.load(text).table
    let path = loading.folder.path + "/" + name
    let writer = try TableFileWriter(
      path: path, format: FileFormat.of(path: path), schema: table.schema)
    for segment in table.segments { try writer.write(segment.chunk) }
    try writer.finish()
    return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test(arguments: ["t.csv.gz", "t.csv.zst", "t.tsv.gz", "t.json.zst", "t.ndjson.gz"])
  func `what is written packed is read again`(name: String) throws {
    let bytes = try packed(name, rows: 200_000)
    #expect(bytes.starts(with: name.hasSuffix("gz") ? [0x1F, 0x8B] : [0x28, 0xB5]))
    let loaded = try Loading.load(bytes: bytes, as: name, threads: 2)
    #expect(loaded.table.rowCount == 200_000)
    #expect(loaded.names == ["n", "t"])
    #expect(loaded.table.segments.last?.chunk.row(0).count == 2)
  }

  @Test(arguments: ["gz", "zst"])
  func `the first bytes decide, not the name`(ending: String) throws {
    let bytes = try packed("t.csv." + ending, rows: 3)
    for name in ["t.csv", "t.bin", "t.csv.gz", "t.csv.zst"] {
      #expect(try Loading.load(bytes: bytes, as: name).table.rowCount == 3)
    }
    #expect(try Loading.load("a\n1\n", as: "plain.csv.gz").table.rowCount == 1)
    let kind: FormatOption.Value = .text(ending == "gz" ? "gzip" : "zstd")
    #expect(try Loading.load(bytes: bytes, options: ["compression": kind]).table.rowCount == 3)
    #expect(
      Loading.failure("a\n1\n", options: ["compression": kind])?.code == "io.not-compressed")
    #expect(
      Loading.failure("a\n", options: ["compression": .text("rar")])?.code == "bind.option-value")
  }

  @Test(arguments: ["gz", "zst"])
  func `several members are one text`(ending: String) throws {
    let loading = try Loading()
    defer { loading.remove() }
    let first = try packed("a.ndjson." + ending, rows: 10)
    let second = try packed("a.ndjson." + ending, rows: 20)
    let both = try Loading.load(bytes: first + second, as: "t.ndjson." + ending)
    #expect(both.table.rowCount == 30)
    // Tapes end in zeros.
    let padded = try Loading.load(
      bytes: first + [UInt8](repeating: 0, count: 600), as: "t.ndjson." + ending)
    #expect(padded.table.rowCount == 10)
    let failure = Loading.failure(bytes: first + Array("x".utf8), as: "t.ndjson." + ending)
    #expect(failure?.code == "io.compressed-trailing")
    #expect(failure?.message.contains("byte \(first.count)") == true)
  }

  @Test(arguments: ["gz", "zst"])
  func `damage is told, never read over`(ending: String) throws {
    let bytes = try packed("t.csv." + ending, rows: 5000)
    for length in stride(from: 5, to: bytes.count, by: max(1, bytes.count / 40)) {
      let cut = Loading.failure(bytes: Array(bytes[..<length]), as: "t.csv")
      #expect(cut?.code == "io.compressed-truncated", "\(length) of \(bytes.count) bytes")
    }
    var numbers = SeededNumbers(state: 7)
    for _ in 0..<60 {
      var damaged = bytes
      damaged[Int.random(in: 10..<bytes.count, using: &numbers)] ^=
        UInt8.random(in: 1...255, using: &numbers)
      // A check sum tells of everything, if the packing does not.
      let loaded = try? Loading.load(bytes: damaged, as: "t.csv")
      #expect(loaded == nil || ending == "zst")
    }
  }

  @Test func `what unpacks to too much stops at the limit`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    let bytes = try packed("t.csv.gz", rows: 200_000)
    let path = try loading.file("t.csv.gz", bytes)
    #expect(throws: Diagnostic.self) {
      try FileFormat.csv.read(path: path, monitor: LoadMonitor(memoryLimit: 1 << 20))
    }
  }

  @Test func `files that are no text say what they are`() throws {
    let kinds: [(String, [UInt8], String)] = [
      ("t.xlsx", [0x50, 0x4B, 3, 4] + Array("....xl/workbook.xml".utf8), "Excel"),
      ("t.csv", [0x50, 0x4B, 3, 4, 0, 0], "zip"),
      ("t.parquet", Array("PAR1".utf8) + [0x15, 4, 0], "Parquet"),
      ("t.db", Array("SQLite format 3\0".utf8), "SQLite"),
      ("t.csv", Array("%PDF-1.7".utf8) + [0x0A, 0xE2, 0], "PDF"),
    ]
    for (name, bytes, word) in kinds {
      let failure = Loading.failure(bytes: bytes, as: name)
      #expect(failure?.code == "io.not-text")
      #expect(failure?.message.contains(word) == true)
    }
    // Letters alone could begin a text.
    #expect(try Loading.load("PAR1,b\n1,2\n").names == ["PAR1", "b"])
  }
}
