import KhoiData
import KhoiText

/// A template of `format` or `printf`, ready to take values.
struct TextTemplate {
  /// How places for values are written.
  enum Style {
    /// `{}`, `{0:>8}`.
    case braces
    /// `%d`, `%-8s`.
    case percent
  }

  /// A value for a place.
  enum Item {
    case flag(Bool)
    case integer(Int128)
    case double(Double)
    case text(TextView)
  }

  private enum Piece {
    case bytes([UInt8])
    case place(Int, TemplatePlace)
  }

  private var pieces: [Piece] = []
  private let function: String

  /// Reads a template; a malformed one is an error.
  init(_ bytes: [UInt8], _ style: Style, _ function: String) throws(Diagnostic) {
    self.function = function
    var reader = Reader(bytes: bytes, function: function)
    pieces = style == .braces ? try reader.readBraces() : try reader.readPercents()
  }

  /// Appends the template with the values in their places.
  func append(_ items: [Item], to output: inout [UInt8]) throws(Diagnostic) {
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): output.append(contentsOf: bytes)
      case .place(let index, let place):
        guard index < items.count else {
          throw .badArgument(
            function, "the template asks for value \(index + 1), but there are only \(items.count)")
        }
        try place.append(items[index], function, to: &output)
      }
    }
  }

  /// Goes through the bytes of a template.
  private struct Reader {
    let bytes: [UInt8]
    let function: String
    var place = 0
    var literal: [UInt8] = []
    var pieces: [Piece] = []
    var next = 0

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func accept(_ byte: UInt8) -> Bool {
      if current != byte { return false }
      place += 1
      return true
    }

    private mutating func number() -> Int? {
      var value: Int?
      while let byte = current, byte >= 0x30, byte <= 0x39 {
        value = min((value ?? 0) * 10 + Int(byte - 0x30), 100_000)
        place += 1
      }
      return value
    }

    private mutating func add(_ index: Int, _ spec: TemplatePlace) {
      if !literal.isEmpty { pieces.append(.bytes(literal)) }
      literal = []
      pieces.append(.place(index, spec))
    }

    private mutating func finish() -> [Piece] {
      if !literal.isEmpty { pieces.append(.bytes(literal)) }
      return pieces
    }

    private func malformed(_ what: String) -> Diagnostic { .badArgument(function, what) }

    mutating func readBraces() throws(Diagnostic) -> [Piece] {
      while let byte = current {
        place += 1
        if byte == 0x7D {
          guard accept(0x7D) else { throw malformed("a } in the template has no {") }
          literal.append(byte)
        } else if byte != 0x7B || accept(0x7B) {
          literal.append(byte)
        } else {
          let index: Int
          if let given = number() {
            index = given
          } else {
            index = next
            next += 1
          }
          var spec = TemplatePlace()
          if accept(0x3A) { try readSpec(&spec) }
          guard accept(0x7D) else { throw malformed("a { in the template is not closed") }
          add(index, spec)
        }
      }
      return finish()
    }

    /// `[[fill]align][sign][#][0][width][,][.precision][type]`
    private mutating func readSpec(_ spec: inout TemplatePlace) throws(Diagnostic) {
      let alignments: [UInt8] = [0x3C, 0x3E, 0x5E, 0x3D]
      var end = place + 1
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      if end < bytes.count, alignments.contains(bytes[end]) {
        spec.fill = Array(bytes[place..<end])
        spec.alignment = bytes[end]
        place = end + 1
      } else if let byte = current, alignments.contains(byte) {
        spec.alignment = byte
        place += 1
      }
      if let byte = current, byte == 0x2B || byte == 0x20 || byte == 0x2D {
        spec.sign = byte
        place += 1
      }
      if accept(0x23) { spec.isAlternate = true }
      if accept(0x30) { spec.isZeroPadded = true }
      spec.width = number() ?? 0
      if let byte = current, byte == 0x2C || byte == 0x5F || byte == 0x27 {
        spec.separator = byte
        place += 1
      } else if current == 0x74, place + 1 < bytes.count, bytes[place + 1] != 0x7D {
        // `{:t.}`: any character between thousands.
        spec.separator = bytes[place + 1]
        place += 2
      }
      if accept(0x2E) {
        guard let precision = number() else { throw malformed("a precision needs digits") }
        spec.precision = precision
      }
      if let byte = current, byte != 0x7D {
        spec.type = byte
        place += 1
      }
    }

    mutating func readPercents() throws(Diagnostic) -> [Piece] {
      while let byte = current {
        place += 1
        guard byte == 0x25 else {
          literal.append(byte)
          continue
        }
        if accept(0x25) {
          literal.append(0x25)
          continue
        }
        var spec = TemplatePlace()
        spec.isPercent = true
        var index: Int?
        let start = place
        if let given = number(), accept(0x24) { index = given - 1 } else { place = start }
        while let flag = current, readFlag(flag, &spec) { place += 1 }
        spec.width = number() ?? 0
        if accept(0x2E) { spec.precision = number() ?? 0 }
        while let byte = current, [0x68, 0x6C, 0x7A, 0x71, 0x6A].contains(byte) { place += 1 }
        guard let type = current else { throw malformed("the template ends after %") }
        guard Array("diouxXeEfFgGaAsctTpbB".utf8).contains(type) else {
          throw malformed("the template has no meaning for %\(Character(Unicode.Scalar(type)))")
        }
        place += 1
        spec.type = type
        if let index, index < 0 { throw malformed("values are counted from 1") }
        add(index ?? next, spec)
        next += 1
      }
      return finish()
    }

    private func readFlag(_ byte: UInt8, _ spec: inout TemplatePlace) -> Bool {
      switch byte {
      case 0x2D: spec.alignment = 0x3C
      case 0x2B, 0x20: spec.sign = byte
      case 0x23: spec.isAlternate = true
      case 0x30: spec.isZeroPadded = true
      case 0x2C, 0x27, 0x5F: spec.separator = byte
      default: return false
      }
      return true
    }
  }
}
