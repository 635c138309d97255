/// How text is quoted and escaped in each encoding.
extension CellEncoding {
  /// Appends a text (UTF-8) as a cell.
  package func append(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    switch self {
    case .plain: bytes.append(contentsOf: text)
    case .csv(let quoting): quoting.append(text, into: &bytes)
    case .tsv: Self.appendTSV(text, into: &bytes)
    case .json: Self.appendJSON(text, into: &bytes)
    case .markdown: Self.appendMarkdown(text, into: &bytes)
    case .html: Self.appendHTML(text, into: &bytes)
    case .literal: Self.appendLiteral(text, into: &bytes)
    }
  }

  private static func appendTSV(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    for byte in text {
      switch byte {
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      default: bytes.append(byte)
      }
    }
  }

  /// Appends a text as a JSON string.
  package static func appendJSON(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    bytes.append(0x22)
    for byte in text {
      switch byte {
      case 0x22: bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hexDigit(byte >> 4))
        bytes.append(hexDigit(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 48 + value : 87 + value
  }

  private static func appendMarkdown(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    var previous: UInt8 = 0
    for byte in text {
      switch byte {
      case UInt8(ascii: "|"): bytes.append(contentsOf: "\\|".utf8)
      case 0x0A: if previous != 0x0D { bytes.append(contentsOf: "<br>".utf8) }
      case 0x0D: bytes.append(contentsOf: "<br>".utf8)
      default: bytes.append(byte)
      }
      previous = byte
    }
  }

  private static func appendHTML(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case 0x22: bytes.append(contentsOf: "&quot;".utf8)
      default: bytes.append(byte)
      }
    }
  }

  private static func appendLiteral(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "'"))
    for byte in text {
      if byte == UInt8(ascii: "'") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "'"))
  }
}

extension CSVQuoting {
  /// Appends a text, in quotes if it holds anything that needs them, is empty, or reads like NULL.
  func append(_ text: some Collection<UInt8>, into bytes: inout [UInt8]) {
    guard self.hasQuotes else {
      bytes.append(contentsOf: text)
      return
    }
    var needsQuotes = text.isEmpty || forcesQuotes
    var hasQuotes = false
    var last: UInt8 = 0
    for byte in text {
      if byte == quote || (byte == escape && escape != quote) {
        hasQuotes = true
      } else if byte == delimiter || byte == 0x0A || byte == 0x0D {
        needsQuotes = true
      }
      last = byte
    }
    // Readers that trim would lose blanks at the ends.
    if text.first == 0x20 || text.first == 9 || last == 0x20 || last == 9 { needsQuotes = true }
    if !null.isEmpty, text.elementsEqual(null) { needsQuotes = true }
    guard needsQuotes || hasQuotes else {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(quote)
    if hasQuotes {
      for byte in text {
        if byte == quote || byte == escape { bytes.append(escape) }
        bytes.append(byte)
      }
    } else {
      bytes.append(contentsOf: text)
    }
    bytes.append(quote)
  }
}
