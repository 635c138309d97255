import Foundation
import KhoiData
import KhoiFormats
import KhoiText

/// Loads texts through real files, and shows tables as rows of values.
struct Loading {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "khoi-formats-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  static func options(_ given: [String: FormatOption.Value]) -> FormatOptions {
    FormatOptions(given.map { FormatOptions.Given($0.key, $0.value) })
  }

  /// Loads a text as a file of that name.
  static func load(
    _ text: String, as name: String = "t.csv", options: [String: FormatOption.Value] = [:],
    threads: Int = 1
  ) throws -> Loaded {
    try load(bytes: Array(text.utf8), as: name, options: options, threads: threads)
  }

  static func load(
    bytes: [UInt8], as name: String = "t.csv", options: [String: FormatOption.Value] = [:],
    threads: Int = 1
  ) throws -> Loaded {
    let loading = try Loading()
    defer { loading.remove() }
    let path = try loading.file(name, bytes)
    let (table, report) = try FileFormat.of(path: path).read(
      path: path, options: self.options(options), threads: threads)
    return Loaded(table: table, report: report)
  }

  /// The error of a load that must fail.
  static func failure(
    _ text: String, as name: String = "t.csv", options: [String: FormatOption.Value] = [:],
    threads: Int = 1
  ) -> Diagnostic? {
    failure(bytes: Array(text.utf8), as: name, options: options, threads: threads)
  }

  static func failure(
    bytes: [UInt8], as name: String = "t.csv", options: [String: FormatOption.Value] = [:],
    threads: Int = 1
  ) -> Diagnostic? {
    do {
      _ = try load(bytes: bytes, as: name, options: options, threads: threads)
      return nil
    } catch {
      return error as? Diagnostic
    }
  }
}

struct Loaded {
  var table: Table
  var report: LoadReport

  var names: [String] { table.schema.names }
  var types: [LogicalType] { table.schema.types }

  var rows: [[Value]] {
    table.segments.flatMap { segment in
      (0..<segment.rowCount).map { row in segment.columns.map { $0.slice(row, 1)[0] } }
    }
  }

  func column(_ place: Int) -> [Value] { rows.map { $0[place] } }
  var noticeNames: [String] { report.notices.map(\.name) }
}

/// Numbers that look random and are the same every time (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
