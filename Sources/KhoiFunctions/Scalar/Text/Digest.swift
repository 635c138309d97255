import KhoiData
import KhoiText

extension ScalarFunction {
  static let md5 = unsafe digest(
    "md5", "The MD5 digest of a text or bytes, as 32 hexadecimal digits.",
    "md5('hello')", "5d41402abc4b2a76b9719d911017c592"
  ) { unsafe MessageDigest.md5($0) }

  static let sha1 = unsafe digest(
    "sha1", "The SHA-1 digest of a text or bytes, as 40 hexadecimal digits.",
    "sha1('hello')", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
  ) { unsafe MessageDigest.sha1($0) }

  static let sha256 = unsafe digest(
    "sha256", "The SHA-256 digest of a text or bytes, as 64 hexadecimal digits.",
    "left(sha256('hello'), 16)", "2cf24dba5fb0a30e"
  ) { unsafe MessageDigest.sha256($0) }

  private static func digest(
    _ name: String, _ summary: String, _ example: String, _ answer: String,
    _ body: @escaping @Sendable (TextBytes) -> [UInt8]
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .text, summary, examples: [FunctionExample(example, answer)]),
      overloads: [LogicalType.varchar, .blob].map { type in
        .texts([type], name) { arguments, _ in
          let source = arguments[0].textViews
          return { row, output in
            unsafe source.withBytes(row) { bytes in
              for byte in unsafe body(bytes) { Digits.append(byte, Digits.lower, to: &output) }
            }
          }
        }
      })
  }

  static let md5Upper = half("md5_number_upper", "first", 0, "8514701317032132957")
  static let md5Lower = half("md5_number_lower", "last", 8, "10575884659879408057")

  private static func half(
    _ name: String, _ which: String, _ start: Int, _ answer: String
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .text, "The \(which) eight bytes of the MD5 digest as a number.",
        examples: [FunctionExample("\(name)('hello')", answer)]),
      overloads: [LogicalType.varchar, .blob].map { type in
        ScalarOverload([.type(type)], returns: .type(.ubigint), takesAnyForm: true) {
          arguments, count, _ in
          let source = arguments[0].textViews
          let validity = rowsWithoutNull(arguments)
          var values = [Int128](repeating: 0, count: count)
          for row in 0..<count where validity?.isValid(row) ?? true {
            let digest = unsafe source.withBytes(row) { unsafe MessageDigest.md5($0) }
            let bytes = digest[start..<start + 8]
            values[row] = Int128(bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
          }
          return Vector(.ubigint, .int128(Buffer(values)))
        }
      })
  }
}

/// Digits of numbers in any base.
enum Digits {
  static let lower = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
  static let upper = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

  /// Two hexadecimal digits.
  static func append(_ byte: UInt8, _ digits: [UInt8], to output: inout [UInt8]) {
    output.append(digits[Int(byte >> 4)])
    output.append(digits[Int(byte & 15)])
  }

  /// A number in a base from 2 to 36, filled up with zeros.
  static func append<Number: FixedWidthInteger & UnsignedInteger>(
    _ number: Number, base: Number, leastCount: Int = 1, _ digits: [UInt8] = upper,
    to output: inout [UInt8]
  ) {
    var rest = number
    let start = output.count
    repeat {
      output.append(digits[Int(rest % base)])
      rest /= base
    } while rest > 0
    while output.count - start < leastCount { output.append(0x30) }
    output[start...].reverse()
  }

  /// The bytes that hexadecimal digits spell; an odd number of them begins with half a byte. Nil
  /// for other letters.
  static func bytes(_ text: TextBytes) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8? = text.count % 2 == 1 ? 0 : nil
    for index in 0..<text.count {
      guard let digit = unsafe value(text[index]) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  /// The value of a hexadecimal digit.
  static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
