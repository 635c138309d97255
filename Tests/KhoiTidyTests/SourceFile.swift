import Foundation

/// A Swift file of the project, as text and as code: the code is the text with comments and the
/// insides of string literals blanked out, line for line.
struct SourceFile: Sendable, CustomStringConvertible {
  /// The path from the top of the checkout, such as `Sources/KhoiData/Tables/Table.swift`.
  let path: String
  let lines: [String]
  let codeLines: [String]

  var description: String { path }

  var code: String { codeLines.joined(separator: "\n") }

  /// The folders of the path.
  var folders: [String] { path.split(separator: "/").dropLast().map(String.init) }

  /// The name without folders and ending.
  var name: String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".swift") ? String(last.dropLast(6)) : last
  }

  /// The target the file belongs to, such as `KhoiData`.
  var target: String { folders.dropFirst().first ?? "" }

  /// Whether unsafe pointers may be used here.
  var isUnsafeRoom: Bool { !Self.unsafeRooms.isDisjoint(with: folders) }

  /// The folders, by name, in which unsafe pointers are allowed.
  static let unsafeRooms: Set<String> = [
    "Storage", "Kernels", "HashTables", "ByteScanning", "LineEditor",
    "Terminal", "Threads",
  ]

  /// The top of the checkout.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let sources = swiftFiles(in: "Sources")
  static let tests = swiftFiles(in: "Tests")
  /// Those of the benchmarks with them.
  static let all = sources + tests + swiftFiles(in: "Benchmarks")

  init(path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
    codeLines = SwiftCode.blankingCommentsAndStrings(text).components(separatedBy: "\n")
  }

  /// Every Swift file below a folder, in order of path.
  private static func swiftFiles(in folder: String) -> [SourceFile] {
    paths(in: folder).filter { $0.hasSuffix(".swift") }.map { path in
      SourceFile(path: path, text: text(at: path))
    }
  }

  /// The paths of all files below a folder, from the top of the checkout.
  static func paths(in folder: String) -> [String] {
    let walk = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    var paths: [String] = []
    while let path = walk?.nextObject() as? String {
      paths.append("\(folder)/\(path)")
    }
    return paths.sorted()
  }

  /// The text of a file; empty if it cannot be read.
  static func text(at path: String) -> String {
    let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// The places, as `path:line: text`, whose code matches a regular expression.
  func places(matching pattern: String) -> [String] {
    zip(codeLines, lines).enumerated().compactMap { index, line in
      guard line.0.range(of: pattern, options: .regularExpression) != nil else { return nil }
      return "\(path):\(index + 1): \(line.1.trimmingCharacters(in: .whitespaces))"
    }
  }
}
