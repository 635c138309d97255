#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The rows of a file of test vectors beside this one: CSV with a header.
enum VectorFile {
  static func rows(_ name: String) -> [[String]] {
    Array(cells(text(name)).dropFirst())
  }

  static func header(_ name: String) -> [String] { cells(text(name)).first ?? [] }

  private static func text(_ name: String, file: String = #filePath) -> String {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = folder.joined(separator: "/") + "/Vectors/" + name
    guard let stream = fopen(path, "r") else { return "" }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&part, 1, part.count, stream)
      if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += part[..<count]
    }
  }

  /// By code points: a mark behind a comma is no part of it.
  private static func cells(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        cell.append(scalar)
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted, "\n" where !isQuoted:
        row.append(String(cell))
        cell = String.UnicodeScalarView()
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      case "\r" where !isQuoted: continue
      default: cell.append(scalar)
      }
    }
    return rows
  }
}
