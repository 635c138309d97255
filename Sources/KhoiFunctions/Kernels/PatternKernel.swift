import KhoiData
import KhoiText

/// Matches texts with patterns; a constant pattern is prepared once per call.
enum PatternKernel {
  enum Kind {
    case like, ilike, glob
  }

  /// The first argument is the text, the second the pattern, a third the escape character.
  static func matches(
    _ arguments: [Vector], count: Int, kind: Kind
  ) throws(Diagnostic) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let texts = arguments[0].textViews
    let patterns = arguments[1].textViews
    let isConstant = arguments[1...].allSatisfy(\.isConstant)
    var prepared: TextPattern?
    var scratch: [UInt8] = []
    let output = OutputBuffer<UInt8>(count: count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        output[row] = 0
        continue
      }
      let pattern: TextPattern
      if isConstant, let known = prepared {
        pattern = known
      } else {
        pattern = try prepare(patterns[row], arguments, row, kind)
        prepared = pattern
      }
      output[row] = texts[row].withBytes { pattern.matches($0, scratch: &scratch) } ? 1 : 0
    }
    return Vector(.boolean, .boolean(output.finished), count: count)
  }

  private static func prepare(
    _ pattern: TextView, _ arguments: [Vector], _ row: Int, _ kind: Kind
  ) throws(Diagnostic) -> TextPattern {
    var escape: UInt32?
    if arguments.count > 2 {
      let spelled = arguments[2].textViews[row].string
      guard spelled.unicodeScalars.count <= 1 else {
        throw .badArgument("LIKE", "ESCAPE takes one character, not '\(spelled)'")
      }
      escape = spelled.unicodeScalars.first?.value
    }
    return try pattern.withBytes { (bytes) throws(Diagnostic) in
      switch kind {
      case .like: try TextPattern(like: bytes, escape: escape)
      case .ilike: try TextPattern(like: bytes, escape: escape, ignoresCase: true)
      case .glob: TextPattern(glob: bytes)
      }
    }
  }
}
