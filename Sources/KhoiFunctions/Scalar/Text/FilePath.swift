import KhoiData
import KhoiText

/// Parts of file paths.
extension ScalarFunction {
  static let fileName = ScalarFunction(
    FunctionDocumentation(
      "parse_filename", .text,
      "The last part of a path, without its ending if the second argument is true.",
      examples: [
        FunctionExample("parse_filename('/data/awards.csv')", "awards.csv"),
        FunctionExample("parse_filename('/data/awards.csv', true)", "awards"),
      ]),
    overloads: [
      unsafe path([.varchar]) { bytes, separators, _, _ in unsafe FilePath.name(bytes, separators)
      },
      unsafe path([.varchar, .boolean]) { bytes, separators, row, arguments in
        unsafe FilePath.name(bytes, separators, isTrimmed: arguments[1].flags[row] != 0)
      },
      unsafe path([.varchar, .varchar]) { bytes, separators, _, _ in
        unsafe FilePath.name(bytes, separators)
      },
      unsafe path([.varchar, .boolean, .varchar]) { bytes, separators, row, arguments in
        unsafe FilePath.name(bytes, separators, isTrimmed: arguments[1].flags[row] != 0)
      },
    ])

  static let firstDirectory = ScalarFunction(
    FunctionDocumentation(
      "parse_dirname", .text, "The first part of a path: its top directory.",
      examples: [FunctionExample("parse_dirname('data/2024/awards.csv')", "data")]),
    overloads: [[.varchar], [.varchar, .varchar]].map { types in
      unsafe path(types) { bytes, separators, _, _ in unsafe FilePath.first(bytes, separators) }
    })

  static let directoryPath = ScalarFunction(
    FunctionDocumentation(
      "parse_dirpath", .text, "A path without its last part.",
      examples: [FunctionExample("parse_dirpath('data/2024/awards.csv')", "data/2024")]),
    overloads: [[.varchar], [.varchar, .varchar]].map { types in
      unsafe path(types) { bytes, separators, _, _ in unsafe FilePath.directory(bytes, separators) }
    })

  private static func path(
    _ parameters: [LogicalType],
    _ body:
      @escaping @Sendable (
        _ bytes: TextBytes, _ separators: [UInt8], _ row: Int, _ arguments: [Vector]
      ) -> Range<Int>
  ) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.varchar), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let names = parameters.count > 1 && parameters.last == .varchar ? arguments.last : nil
      return unsafe try TextKernel.parts(arguments, count: count) {
        (row, bytes) throws(Diagnostic) in
        let separators = try FilePath.separators(names?.textViews[row].string ?? "both_slash")
        return unsafe body(bytes, separators, row, arguments)
      }
    }
  }
}

/// Where the parts of a path lie.
enum FilePath {
  /// The bytes that separate parts, by the name of a convention.
  static func separators(_ name: String) throws(Diagnostic) -> [UInt8] {
    switch name {
    case "system", "forward_slash": return [0x2F]
    case "backslash": return [0x5C]
    case "both_slash": return [0x2F, 0x5C]
    default:
      throw .badArgument(
        "the separator of a path",
        "'\(name)' is none of 'system', 'forward_slash', 'backslash', 'both_slash'")
    }
  }

  static func name(
    _ bytes: TextBytes, _ separators: [UInt8], isTrimmed: Bool = false
  ) -> Range<Int> {
    let start = unsafe (bytes.lastIndex { separators.contains($0) }).map { $0 + 1 } ?? 0
    guard isTrimmed, let dot = unsafe bytes[start...].lastIndex(of: 0x2E), dot > start else {
      return start..<bytes.count
    }
    return start..<dot
  }

  static func first(_ bytes: TextBytes, _ separators: [UInt8]) -> Range<Int> {
    guard let end = unsafe bytes.firstIndex(where: { separators.contains($0) }) else {
      return 0..<0
    }
    return end == 0 ? 0..<1 : 0..<end
  }

  static func directory(_ bytes: TextBytes, _ separators: [UInt8]) -> Range<Int> {
    guard let end = unsafe bytes.lastIndex(where: { separators.contains($0) }) else {
      return 0..<0
    }
    return end == 0 ? 0..<1 : 0..<end
  }

  /// Calls `body` with each part; a separator at the start is a part of its own.
  static func forEachPart(
    _ bytes: TextBytes, _ separators: [UInt8], _ body: (Range<Int>) -> Void
  ) {
    var place = 0
    if let first = unsafe bytes.first, separators.contains(first) { body(0..<1) }
    while place < bytes.count {
      let end = unsafe bytes[place...].firstIndex { separators.contains($0) } ?? bytes.count
      if end > place { body(place..<end) }
      place = end + 1
    }
  }
}
