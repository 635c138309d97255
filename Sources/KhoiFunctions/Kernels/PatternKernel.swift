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
    if isConstant, !arguments[1...].contains(where: { $0.isNull(0) }) {
      let pattern = try prepare(patterns[0], arguments, 0, kind)
      if let literal = pattern.literal { return matches(texts, literal, validity, count: count) }
      prepared = pattern
    }
    var scratch: [UInt8] = []
    let output = OutputBuffer<UInt8>(count: count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        output[row] = 0
        continue
      }
      let pattern =
        if let prepared { prepared } else { try prepare(patterns[row], arguments, row, kind) }
      output[row] =
        unsafe texts.withBytes(row) { unsafe pattern.matches($0, scratch: &scratch) } ? 1 : 0
    }
    return Vector(.boolean, .boolean(output.finished), count: count)
  }

  private static func matches(
    _ texts: Operand<TextView>, _ pattern: LiteralPattern, _ validity: Validity?, count: Int
  ) -> Vector {
    let flags = unsafe Buffer<UInt8>(count: count) { out in
      if validity != nil { unsafe out.initialize(repeating: 0, count: count) }
      forEachValid(validity, count: count) { row in
        unsafe out[row] = unsafe texts.withBytes(row) { unsafe pattern.matches($0) ? 1 : 0 }
      }
    }
    return Vector(.boolean, .boolean(flags), count: count)
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
    return unsafe try pattern.withBytes { (bytes) throws(Diagnostic) in
      switch kind {
      case .like: unsafe try TextPattern(like: bytes, escape: escape)
      case .ilike: unsafe try TextPattern(like: bytes, escape: escape, ignoresCase: true)
      case .glob: unsafe TextPattern(glob: bytes)
      }
    }
  }
}
