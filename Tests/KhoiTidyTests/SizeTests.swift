import Foundation
import Testing

/// What fits on a screen can be read: limits of lines, functions and files.
@Suite struct SizeTests {
  private static let fileLimit = 400
  private static let functionLimit = 70
  private static let columnLimit = 100

  /// Files that may be longer, each with its reason; meant to stay empty.
  private static let longFiles: [String: String] = [:]

  /// Functions that may be longer, as `path: name`, each with its reason; meant to stay empty.
  private static let longFunctions: [String: String] = [:]

  @Test func `lines fit a hundred columns`() {
    for file in SourceFile.all {
      for (index, line) in file.lines.enumerated() {
        #expect(line.count <= Self.columnLimit, "\(file.path):\(index + 1)")
      }
    }
  }

  @Test func `files have at most 400 lines`() {
    for file in SourceFile.all where Self.longFiles[file.path] == nil {
      let count = file.lines.count - 1
      #expect(count <= Self.fileLimit, "\(file.path): \(count) lines")
    }
  }

  @Test func `functions have at most 70 lines`() {
    for file in SourceFile.all {
      for function in FunctionExtent.all(in: file) where function.lineCount > Self.functionLimit {
        let place = "\(file.path): \(function.name)"
        #expect(
          Self.longFunctions[place] != nil,
          "\(file.path):\(function.line): \(function.name) has \(function.lineCount) lines")
      }
    }
  }

  @Test func `lines end without blanks and files with one line break`() {
    for file in SourceFile.all {
      for (index, line) in file.codeLines.enumerated() where line == file.lines[index] {
        #expect(line.last != " " && line.last != "\t", "\(file.path):\(index + 1)")
      }
      #expect(file.lines.last == "" && file.lines.dropLast().last != "", "\(file.path): its end")
    }
  }
}

/// Where a function stands and how long its body is.
struct FunctionExtent {
  let name: String
  let line: Int
  let lineCount: Int

  /// The functions and initialisers of a file that have a body.
  static func all(in file: SourceFile) -> [FunctionExtent] {
    let bytes = Array(file.code.utf8)
    var extents: [FunctionExtent] = []
    var line = 1
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "\n") { line += 1 }
      guard let name = name(at: index, in: bytes), let body = body(from: index, in: bytes) else {
        continue
      }
      let count = bytes[body].count { $0 == UInt8(ascii: "\n") } + 1
      extents.append(FunctionExtent(name: name, line: line, lineCount: count))
    }
    return extents
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    return isLetter || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
  }

  /// The name of the function whose `func` or `init` begins at the index.
  private static func name(at index: Int, in bytes: [UInt8]) -> String? {
    guard index == 0 || (!isWord(bytes[index - 1]) && bytes[index - 1] != UInt8(ascii: ".")) else {
      return nil
    }
    let rest = bytes[index...].prefix(120)
    if rest.starts(with: Array("func ".utf8)) {
      let name = rest.dropFirst(5).prefix { isWord($0) || $0 == UInt8(ascii: "`") }
      return name.isEmpty ? "operator" : String(decoding: name, as: UTF8.self)
    }
    for start in ["init(", "init?(", "init<"] where rest.starts(with: Array(start.utf8)) {
      return "init"
    }
    return nil
  }

  /// The range of the body in braces that follows a declaration; nil where there is none.
  private static func body(from start: Int, in bytes: [UInt8]) -> Range<Int>? {
    var parentheses = 0
    var braces = 0
    var opening = start
    for index in start..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
      case UInt8(ascii: "{") where parentheses == 0 || braces > 0:
        if braces == 0 { opening = index }
        braces += 1
      case UInt8(ascii: "}") where parentheses == 0 || braces > 0:
        braces -= 1
        if braces < 0 { return nil }
        if braces == 0 { return opening..<index }
      case UInt8(ascii: "\n") where braces == 0 && parentheses == 0:
        if !isContinued(after: index, in: bytes) { return nil }
      default: break
      }
      if parentheses < 0, braces == 0 { return nil }
    }
    return nil
  }

  /// Whether a signature goes on in the line after a line break.
  private static func isContinued(after lineBreak: Int, in bytes: [UInt8]) -> Bool {
    let rest = bytes[(lineBreak + 1)...].drop { $0 == UInt8(ascii: " ") }.prefix(12)
    return ["{", "->", "where ", "throws", "async", "rethrows", "("].contains { word in
      rest.starts(with: Array(word.utf8))
    }
  }
}
