import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How one value of a template is spelled.
struct TemplatePlace {
  /// One character that fills up the width; a space where none is given.
  var fill: [UInt8] = [0x20]
  /// `<`, `>`, `^` or `=`.
  var alignment: UInt8?
  /// `+` or a space before numbers that are not negative.
  var sign: UInt8?
  var isAlternate = false
  var isZeroPadded = false
  var width = 0
  /// What stands between thousands.
  var separator: UInt8?
  var precision: Int?
  /// The letter of the kind of number; nil where the value decides.
  var type: UInt8?
  /// Whether the place is printf's, which takes numbers of the other kind, too.
  var isPercent = false

  /// Appends a value.
  func append(
    _ item: TextTemplate.Item, _ function: String, to output: inout [UInt8]
  ) throws(Diagnostic) {
    let letter = type.map { Character(Unicode.Scalar($0)) }
    switch item {
    case .flag(let flag):
      if let letter, letter != "s", letter != "t", letter != "T" {
        try append(.integer(flag ? 1 : 0), function, to: &output)
      } else {
        try append(Array((flag ? "true" : "false").utf8), to: &output)
      }
    case .integer(let number):
      guard let letter, "eEfFgGaA%".contains(letter) else {
        try append(integer: number, letter ?? "d", function, to: &output)
        return
      }
      try append(double: Double(number), letter, function, to: &output)
    case .double(let number):
      if isPercent, let letter, "diouxXbBc".contains(letter) {
        guard let whole = Int128(exactly: number.rounded(.towardZero)) else {
          throw .badArgument(
            function, "\(Value.double(number).text) is not an integer for %\(letter)")
        }
        try append(integer: whole, letter, function, to: &output)
      } else {
        try append(double: number, letter, function, to: &output)
      }
    case .text(let view):
      if let letter, !"stT".contains(letter) {
        throw .badArgument(function, "'\(letter)' formats numbers, and '\(view.string)' is a text")
      }
      if letter == "T" {
        let quoted = "\"" + view.string + "\""
        try append(Array(quoted.utf8), to: &output)
      } else {
        try append(text: view, to: &output)
      }
    }
  }

  // MARK: Text

  private func append(text: TextView, to output: inout [UInt8]) throws(Diagnostic) {
    let bytes = unsafe text.withBytes { bytes -> [UInt8] in
      guard let precision else { return unsafe Array(bytes) }
      return unsafe Array(bytes[..<UTF8Text.offset(ofScalar: precision, in: bytes)])
    }
    try append(bytes, isNumber: false, to: &output)
  }

  /// Appends bytes with what fills up the width.
  private func append(
    _ bytes: [UInt8], isNumber: Bool = false, to output: inout [UInt8]
  ) throws(Diagnostic) {
    let missing = width - bytes.count { $0 & 0xC0 != 0x80 }
    if missing <= 0 {
      output.append(contentsOf: bytes)
      return
    }
    let isRight = isNumber || (isPercent && alignment == nil)
    switch alignment ?? (isRight ? 0x3E : 0x3C) {
    case 0x3E, 0x3D:
      pad(missing, &output)
      output.append(contentsOf: bytes)
    case 0x5E:
      pad(missing / 2, &output)
      output.append(contentsOf: bytes)
      pad(missing - missing / 2, &output)
    default:
      output.append(contentsOf: bytes)
      pad(missing, &output)
    }
  }

  private func pad(_ count: Int, _ output: inout [UInt8]) {
    for _ in 0..<count { output.append(contentsOf: fill) }
  }

  // MARK: Numbers

  private func append(
    integer number: Int128, _ letter: Character, _ function: String, to output: inout [UInt8]
  ) throws(Diagnostic) {
    var digits: [UInt8] = []
    var prefix = ""
    switch letter {
    case "d", "i", "u", "n": Digits.append(number.magnitude, base: 10, to: &digits)
    case "x", "p":
      Digits.append(number.magnitude, base: 16, Digits.lower, to: &digits)
      prefix = isAlternate ? "0x" : ""
    case "X":
      Digits.append(number.magnitude, base: 16, to: &digits)
      prefix = isAlternate ? "0X" : ""
    case "o":
      Digits.append(number.magnitude, base: 8, to: &digits)
      prefix = isAlternate ? "0" : ""
    case "b", "B":
      Digits.append(number.magnitude, base: 2, to: &digits)
      prefix = isAlternate ? "0\(letter)" : ""
    case "c":
      guard let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) else {
        throw .badArgument(function, "\(number) is not the number of a character")
      }
      try append(Array(String(Character(scalar)).utf8), to: &output)
      return
    case "t", "T": Digits.append(number.magnitude, base: 10, to: &digits)
    case "s" where isPercent:
      Digits.append(number.magnitude, base: 10, to: &digits)
    default:
      throw .badArgument(function, "'\(letter)' does not format the integer \(number)")
    }
    if let precision, digits.count < precision {
      digits.insert(contentsOf: repeatElement(0x30, count: precision - digits.count), at: 0)
    }
    try appendNumber(isNegative: number < 0, Array(prefix.utf8), digits, to: &output)
  }

  private func append(
    double number: Double, _ letter: Character?, _ function: String, to output: inout [UInt8]
  ) throws(Diagnostic) {
    let magnitude = number.magnitude
    var digits: [UInt8] = []
    let isNegative = number.sign == .minus && !number.isNaN
    if !number.isFinite {
      let word = number.isNaN ? "nan" : "inf"
      digits = Array((letter?.isUppercase == true ? word.uppercased() : word).utf8)
      try append(Array((isNegative ? "-" : "").utf8) + digits, isNumber: true, to: &output)
      return
    }
    // printf's %s takes a number as it is.
    switch isPercent && letter == "s" ? "t" : letter {
    case nil, "t", "T":
      guard let precision else {
        ValueText.append(magnitude, into: &digits)
        break
      }
      digits = Self.printed(magnitude, "%#.*g", precision)
      if digits.last == 0x2E { digits.append(0x30) }
    case "f", "F", "e", "E", "g", "G":
      digits = Self.printed(magnitude, "%.*\(letter ?? "f")", precision ?? 6)
    case "a", "A":
      digits = Self.printed(magnitude, letter == "a" ? "%a" : "%A", nil)
    case "%":
      digits = Self.printed(magnitude * 100, "%.*f", precision ?? 6) + [0x25]
    case "n":
      ValueText.append(magnitude, into: &digits)
    default:
      let shown = letter.map { "'\($0)'" } ?? ""
      throw .badArgument(
        function, "\(shown) does not format the number \(Value.double(number).text)")
    }
    try appendNumber(isNegative: isNegative, [], digits, to: &output)
  }

  /// The C library's spelling of a number.
  private static func printed(_ number: Double, _ format: String, _ precision: Int?) -> [UInt8] {
    var arguments: [any CVarArg] = [number]
    if let precision { arguments.insert(Int32(clamping: min(precision, 1000)), at: 0) }
    var bytes = [CChar](repeating: 0, count: 1500)
    let capacity = bytes.count
    let count = unsafe withVaList(arguments) { list in
      unsafe vsnprintf(&bytes, capacity, format, list)
    }
    return bytes.prefix(max(0, min(Int(count), capacity - 1))).map { UInt8(bitPattern: $0) }
  }

  private func appendNumber(
    isNegative: Bool, _ prefix: [UInt8], _ digits: [UInt8], to output: inout [UInt8]
  ) throws(Diagnostic) {
    var head: [UInt8] = []
    if isNegative {
      head.append(0x2D)
    } else if let sign, sign != 0x2D {
      head.append(sign)
    }
    head += prefix
    var body = digits
    if let separator { body = Self.grouped(digits, separator) }
    let missing = width - head.count - body.count
    if missing > 0 && (isZeroPadded && alignment == nil || alignment == 0x3D) {
      let zero: UInt8 = isZeroPadded ? 0x30 : fill.first ?? 0x20
      body.insert(contentsOf: repeatElement(zero, count: missing), at: 0)
    }
    try append(head + body, isNumber: true, to: &output)
  }

  /// The digits before the point in groups of three.
  private static func grouped(_ digits: [UInt8], _ separator: UInt8) -> [UInt8] {
    let end = digits.firstIndex { $0 < 0x30 || $0 > 0x39 } ?? digits.count
    var result: [UInt8] = []
    for (index, digit) in digits[..<end].enumerated() {
      if index > 0 && (end - index) % 3 == 0 { result.append(separator) }
      result.append(digit)
    }
    return result + digits[end...]
  }
}
