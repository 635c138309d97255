/// Just enough of Swift's lexis to tell code from comments and string literals.
struct SwiftCode {
  private let bytes: [UInt8]
  private var output: [UInt8]
  private var index = 0

  private init(_ text: String) {
    bytes = Array(text.utf8)
    output = bytes
  }

  /// The text with comments and the insides of string literals as blanks; line breaks stay.
  static func blankingCommentsAndStrings(_ text: String) -> String {
    var scanner = SwiftCode(text)
    scanner.scanCode(until: nil)
    return String(decoding: scanner.output, as: UTF8.self)
  }

  private func isAt(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    return text.withUTF8Buffer { bytes[index..<index + count].elementsEqual($0) }
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where index < bytes.count {
      if bytes[index] != UInt8(ascii: "\n") { output[index] = UInt8(ascii: " ") }
      index += 1
    }
  }

  /// Scans code to its end, or to the parenthesis that closes an interpolation.
  private mutating func scanCode(until closing: UInt8?) {
    var depth = 0
    while index < bytes.count {
      if isAt("//") {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { blank() }
      } else if isAt("/*") {
        scanBlockComment()
      } else if bytes[index] == UInt8(ascii: "\"") || isRawString {
        scanString()
      } else {
        if bytes[index] == UInt8(ascii: "(") { depth += 1 }
        if bytes[index] == UInt8(ascii: ")") {
          if closing != nil, depth == 0 { return }
          depth -= 1
        }
        if closing != nil { blank() } else { index += 1 }
      }
    }
  }

  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      if isAt("/*") {
        depth += 1
        blank(2)
      } else if isAt("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && index < bytes.count
  }

  /// Whether the text here is `#"`, `##"` and so on.
  private var isRawString: Bool {
    var probe = index
    while probe < bytes.count, bytes[probe] == UInt8(ascii: "#") { probe += 1 }
    return probe > index && probe < bytes.count && bytes[probe] == UInt8(ascii: "\"")
  }

  private mutating func scanString() {
    var pounds = 0
    while bytes[index] == UInt8(ascii: "#") {
      pounds += 1
      index += 1
    }
    let isMultiline = isAt("\"\"\"")
    let quotes = isMultiline ? 3 : 1
    index += quotes
    while index < bytes.count {
      if isAt("\\"), isPounds(pounds, from: index + 1) {
        blank(1 + pounds)
        if isAt("(") {
          blank()
          scanCode(until: UInt8(ascii: ")"))
        }
        blank()
      } else if isAt(isMultiline ? "\"\"\"" : "\""), isPounds(pounds, from: index + quotes) {
        index += quotes + pounds
        return
      } else if !isMultiline, bytes[index] == UInt8(ascii: "\n") {
        return
      } else {
        blank()
      }
    }
  }

  private func isPounds(_ count: Int, from start: Int) -> Bool {
    guard start + count <= bytes.count else { return false }
    return bytes[start..<start + count].allSatisfy { $0 == UInt8(ascii: "#") }
  }
}
