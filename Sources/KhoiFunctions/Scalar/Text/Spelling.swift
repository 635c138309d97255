import KhoiData
import KhoiText

/// Numbers and bytes spelled in other digits.
extension ScalarFunction {
  static let hexadecimal = inDigits(
    "hex", ["to_hex"], "An integer or the bytes of a text in hexadecimal digits.",
    [FunctionExample("hex(255)", "FF"), FunctionExample("hex('đ')", "C491")], base: 16
  ) { byte, output in Digits.append(byte, Digits.upper, to: &output) }

  static let binary = inDigits(
    "bin", ["to_binary"], "An integer or the bytes of a text in binary digits.",
    [FunctionExample("bin(10)", "1010"), FunctionExample("bin('a')", "01100001")], base: 2
  ) { byte, output in Digits.append(byte, base: 2, leastCount: 8, to: &output) }

  private static func inDigits(
    _ name: String, _ aliases: [String], _ summary: String, _ examples: [FunctionExample],
    base: UInt64, _ append: @escaping @Sendable (UInt8, inout [UInt8]) -> Void
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, aliases: aliases, .text, summary, examples: examples),
      overloads: [LogicalType.varchar, .blob].map { type in
        .texts([type], name) { arguments, _ in
          let source = arguments[0].textViews
          return { row, output in
            unsafe source.withBytes(row) { bytes in
              for index in 0..<bytes.count { unsafe append(bytes[index], &output) }
            }
          }
        }
      } + [
        .texts([.bigint], name) { arguments, _ in
          let source = arguments[0].integers
          return { row, output in
            Digits.append(UInt64(bitPattern: source[row]), base: base, to: &output)
          }
        },
        .texts([.hugeint], name) { arguments, _ in
          let source = arguments[0].canonical().int128s
          return { row, output in
            let number = source[row]
            if number < 0 {
              Digits.append(UInt128(bitPattern: number), base: UInt128(base), to: &output)
            } else {
              Digits.append(number.magnitude, base: UInt128(base), to: &output)
            }
          }
        },
      ])
  }

  static let toBase = ScalarFunction(
    FunctionDocumentation(
      "to_base", .text,
      "A number that is not negative in the digits of a base from 2 to 36, with at least so many.",
      examples: [
        FunctionExample("to_base(42, 36)", "16"), FunctionExample("to_base(5, 2, 8)", "00000101"),
      ]),
    overloads: [inBase([.bigint, .bigint]), inBase([.bigint, .bigint, .bigint])])

  private static func inBase(_ parameters: [LogicalType]) -> ScalarOverload {
    .texts(parameters, "to_base", canFail: true) { arguments, _ in
      let numbers = arguments[0].integers
      let bases = arguments[1].integers
      let lengths = arguments.count > 2 ? arguments[2].integers : nil
      return { (row, output) throws(Diagnostic) in
        guard let number = UInt64(exactly: numbers[row]) else {
          throw .badArgument(
            "to_base", "number must be greater than or equal to 0, not \(numbers[row])")
        }
        guard (2...36).contains(bases[row]) else {
          throw .badArgument("to_base", "radix must be between 2 and 36, not \(bases[row])")
        }
        let length = lengths?[row] ?? 0
        guard (0...64).contains(length) else {
          throw .badArgument("to_base", "min_length must be between 0 and 64, not \(length)")
        }
        Digits.append(
          number, base: UInt64(bases[row]), leastCount: Int(length), to: &output)
      }
    }
  }

  static let urlEncode = ScalarFunction(
    FunctionDocumentation(
      "url_encode", .text,
      "The text with everything but letters, digits and -_.~ as % and hexadecimal digits.",
      examples: [FunctionExample("url_encode('thi đua')", "thi%20%C4%91ua")]),
    overloads: [
      .texts(1, "url_encode") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          unsafe source.withBytes(row) { bytes in
            for index in 0..<bytes.count {
              let byte = unsafe bytes[index]
              if isUnreserved(byte) {
                output.append(byte)
              } else {
                output.append(0x25)
                Digits.append(byte, Digits.upper, to: &output)
              }
            }
          }
        }
      }
    ])

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  static let urlDecode = ScalarFunction(
    FunctionDocumentation(
      "url_decode", .text, "The text with % and two hexadecimal digits as the byte they stand for.",
      examples: [FunctionExample("url_decode('thi%20%C4%91ua')", "thi đua")]),
    overloads: [
      .texts(1, "url_decode") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          var decoded: [UInt8] = []
          unsafe source.withBytes(row) { bytes in
            var place = 0
            while place < bytes.count {
              if unsafe bytes[place] == 0x25, place + 2 < bytes.count,
                let high = unsafe Digits.value(bytes[place + 1]),
                let low = unsafe Digits.value(bytes[place + 2])
              {
                decoded.append(high << 4 | low)
                place += 3
              } else {
                unsafe decoded.append(bytes[place])
                place += 1
              }
            }
          }
          // Bytes that are no text become the sign for that.
          output.append(contentsOf: String(decoding: decoded, as: UTF8.self).utf8)
        }
      }
    ])

  static let readableSize = readable(
    "format_bytes", ["formatreadablesize", "pg_size_pretty"],
    "A number of bytes in KiB, MiB and so on.", "format_bytes(1536)", "1.5 KiB",
    1024, ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
  static let readableDecimalSize = readable(
    "formatreadabledecimalsize", [], "A number of bytes in kB, MB and so on.",
    "formatReadableDecimalSize(1500)", "1.5 kB", 1000, ["kB", "MB", "GB", "TB", "PB", "EB"])

  private static func readable(
    _ name: String, _ aliases: [String], _ summary: String, _ example: String, _ answer: String,
    _ step: UInt64, _ units: [String]
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        .texts([.bigint], name) { arguments, _ in
          let numbers = arguments[0].integers
          return { row, output in
            if numbers[row] < 0 { output.append(0x2D) }
            var rest = numbers[row].magnitude
            var below: UInt64 = 0
            var unit = -1
            while rest >= step && unit + 1 < units.count {
              below = rest % step
              rest /= step
              unit += 1
            }
            var text = "\(rest)"
            if unit < 0 {
              text += numbers[row].magnitude == 1 ? " byte" : " bytes"
            } else {
              text += ".\(below * 10 / step) \(units[unit])"
            }
            output.append(contentsOf: text.utf8)
          }
        }
      ])
  }

  static let bar = ScalarFunction(
    FunctionDocumentation(
      "bar", .text,
      "A bar whose length says where a number lies between two others, in up to 80 characters.",
      examples: [FunctionExample("bar(5, 0, 10, 10)", "█████     ")]),
    overloads: [
      bar([.double, .double, .double]), bar([.double, .double, .double, .double]),
    ])

  private static func bar(_ parameters: [LogicalType]) -> ScalarOverload {
    .texts(parameters, "bar", canFail: true) { arguments, _ in
      let columns = arguments.map(\.doubles)
      return { (row, output) throws(Diagnostic) in
        let (value, least, most) = (columns[0][row], columns[1][row], columns[2][row])
        let greatest = columns.count > 3 ? columns[3][row] : 80
        guard greatest >= 1, greatest <= 1000 else {
          throw .badArgument(
            "bar", "the width must be between 1 and 1000, not \(Value.double(greatest).text)")
        }
        var width = greatest * (value - least) / (most - least)
        if value.isNaN || least.isNaN || most.isNaN || value <= least {
          width = 0
        } else if value >= most {
          width = greatest
        }
        guard width.isFinite else {
          throw .badArgument("bar", "the limits leave no finite length")
        }
        let eighths = Int(width * 8)
        for _ in 0..<max(0, eighths / 8) { output.append(contentsOf: "█".utf8) }
        var used = max(0, eighths / 8)
        if eighths % 8 > 0 {
          UTF8Scan.append(0x2590 - UInt32(eighths % 8), to: &output)
          used += 1
        }
        let padding = Int(greatest) - used
        if padding > 0 { output.append(contentsOf: repeatElement(0x20, count: padding)) }
      }
    }
  }
}
