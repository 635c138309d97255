import KhoiData
import KhoiText

/// From text to bytes and back.
extension ScalarFunction {
  static let encode = ScalarFunction(
    FunctionDocumentation(
      "encode", .text,
      "The bytes of a text in UTF-8; with 'hex' or 'base64' bytes spelled that way.",
      examples: [
        FunctionExample("encode('đ')", "\\xC4\\x91"), FunctionExample("encode('đ', 'hex')", "c491"),
      ]),
    overloads: [
      ScalarOverload([.type(.varchar)], returns: .type(.blob), takesAnyForm: true) {
        arguments, _, _ in arguments[0].canonicalValues().retyped(.blob)
      },
      encoding([.blob, .varchar]), encoding([.varchar, .varchar]),
    ])

  /// Bytes or those of a text, in hexadecimal digits or Base64.
  private static func encoding(_ parameters: [LogicalType]) -> ScalarOverload {
    .texts(parameters, "encode", canFail: true) { arguments, _ in
      let (source, formats) = (arguments[0].textViews, arguments[1].textViews)
      return { (row, output) throws(Diagnostic) in
        let format = try ByteFormat(formats[row].string)
        unsafe source.withBytes(row) { bytes in
          switch format {
          case .base64: unsafe Base64.append(bytes, to: &output)
          case .hexadecimal:
            for index in 0..<bytes.count {
              unsafe Digits.append(bytes[index], Digits.lower, to: &output)
            }
          }
        }
      }
    }
  }

  static let decode = ScalarFunction(
    FunctionDocumentation(
      "decode", .text,
      "The text that bytes spell in UTF-8; with 'hex' or 'base64' the bytes that a text spells.",
      examples: [
        FunctionExample("decode(encode('đua'))", "đua"),
        FunctionExample("decode(decode('YQ==', 'base64'))", "a"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.blob)], returns: .type(.varchar), canFail: true, takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        let validity = rowsWithoutNull(arguments)
        for row in 0..<count where validity?.isValid(row) ?? true {
          let isText = unsafe source.withBytes(row) { bytes in
            unsafe UTF8Text.isASCII(bytes) || String(validating: bytes, as: UTF8.self) != nil
          }
          if !isText { throw .badArgument("decode", "the bytes are not text in UTF-8") }
          if arguments[0].isConstant { break }
        }
        return arguments[0].canonicalValues().retyped(.varchar)
      },
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.blob), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let (source, formats) = (arguments[0].textViews, arguments[1].textViews)
        return try TextKernel.texts(arguments, count: count, function: "decode") {
          (row, output) throws(Diagnostic) in
          let format = try ByteFormat(formats[row].string)
          let made = unsafe source.withBytes(row) { bytes in
            switch format {
            case .base64: unsafe Base64.decoded(bytes)
            case .hexadecimal: unsafe Digits.bytes(bytes)
            }
          }
          guard let made else {
            throw .badArgument("decode", "'\(source[row].string)' holds a letter that is no digit")
          }
          output.append(contentsOf: made)
        }.retyped(.blob)
      },
    ])

  static let base64 = ScalarFunction(
    FunctionDocumentation(
      "base64", aliases: ["to_base64"], .text,
      "Bytes, or those of a text, in the letters of Base64.",
      examples: [FunctionExample("base64('khối')", "a2jhu5Fp")]),
    overloads: [LogicalType.varchar, .blob].map { type in
      .texts([type], "base64") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { unsafe Base64.append($0, to: &output) }
        }
      }
    })

  static let fromBase64 = unsafe bytes(
    "from_base64", ["unbase64"], "The bytes that letters of Base64 spell.",
    [FunctionExample("decode(from_base64('a2jhu5Fp'))", "khối")]
  ) { unsafe Base64.decoded($0) }

  static let fromHexadecimal = unsafe bytes(
    "unhex", ["from_hex"], "The bytes that hexadecimal digits spell.",
    [FunctionExample("decode(unhex('C491'))", "đ")]
  ) { unsafe Digits.bytes($0) }

  static let fromBinary = unsafe bytes(
    "unbin", ["from_binary"], "The bytes that binary digits spell.",
    [FunctionExample("decode(unbin('01100001'))", "a")]
  ) { text in
    var bytes: [UInt8] = []
    var (current, used) = (UInt8(0), (8 - text.count % 8) % 8)
    for index in 0..<text.count {
      let byte = unsafe text[index]
      guard byte == 0x30 || byte == 0x31 else { return nil }
      current = current << 1 | (byte & 1)
      used += 1
      if used == 8 {
        bytes.append(current)
        (current, used) = (0, 0)
      }
    }
    return bytes
  }

  private static func bytes(
    _ name: String, _ aliases: [String], _ summary: String, _ examples: [FunctionExample],
    _ body: @escaping @Sendable (TextBytes) -> [UInt8]?
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, aliases: aliases, .text, summary, examples: examples),
      overloads: [
        ScalarOverload(
          [.type(.varchar)], returns: .type(.blob), canFail: true, takesAnyForm: true
        ) { arguments, count, _ throws(Diagnostic) in
          let source = arguments[0].textViews
          return try TextKernel.texts(arguments, count: count, function: name) {
            (row, output) throws(Diagnostic) in
            guard let made = unsafe source.withBytes(row, { unsafe body($0) }) else {
              throw .badArgument(name, "'\(source[row].string)' holds a letter that is no digit")
            }
            output.append(contentsOf: made)
          }.retyped(.blob)
        }
      ])
  }
}

/// How `encode` and `decode` spell bytes.
private enum ByteFormat {
  case hexadecimal, base64

  init(_ name: String) throws(Diagnostic) {
    switch name.lowercased() {
    case "hex": self = .hexadecimal
    case "base64", "base64pad", "base64url": self = .base64
    default: throw .badArgument("the format of bytes", "'\(name)' is neither 'hex' nor 'base64'")
    }
  }
}

/// RFC 4648.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func append(_ bytes: TextBytes, to output: inout [UInt8]) {
    var place = 0
    while place < bytes.count {
      var word: UInt32 = 0
      for index in 0..<3 {
        word = unsafe word << 8 | (place + index < bytes.count ? UInt32(bytes[place + index]) : 0)
      }
      let known = min(3, bytes.count - place)
      for index in 0..<4 {
        let letter = letters[Int(word >> UInt32(18 - 6 * index) & 63)]
        output.append(index <= known ? letter : 0x3D)
      }
      place += 3
    }
  }

  /// The bytes; nil for a text of another form. White space between letters is left out.
  static func decoded(_ text: TextBytes) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (word, count, isPadded) = (UInt32(0), 0, false)
    for index in 0..<text.count {
      let byte = unsafe text[index]
      if TextParsing.isSpace(byte) { continue }
      if byte == 0x3D {
        isPadded = true
        continue
      }
      guard !isPadded, let digit = value(byte) else { return nil }
      word = word << 6 | digit
      count += 1
      if count % 4 == 0 {
        for shift in [16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
        word = 0
      }
    }
    switch count % 4 {
    case 0: break
    case 2: bytes.append(UInt8(truncatingIfNeeded: word >> 4))
    case 3:
      bytes.append(UInt8(truncatingIfNeeded: word >> 10))
      bytes.append(UInt8(truncatingIfNeeded: word >> 2))
    default: return nil
    }
    return bytes
  }

  private static func value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: nil
    }
  }
}
