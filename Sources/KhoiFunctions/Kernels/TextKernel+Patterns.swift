import KhoiData
import KhoiText

/// Loops over rows of text and the regular expression of each.
extension TextKernel {
  /// Whether the expression fits each row's text.
  static func matches(
    _ arguments: [Vector], count: Int, isWhole: Bool, _ source: PatternSource
  ) throws(Diagnostic) -> Vector {
    var source = source
    let validity = rowsWithoutNull(arguments)
    let texts = arguments[0].textViews
    let output = OutputBuffer<UInt8>(count: count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        output[row] = 0
        continue
      }
      let expression = try source.entry(row).expression
      output[row] = unsafe texts.withBytes(row) {
        unsafe expression.matches($0, isWhole: isWhole) ? 1 : 0
      }
    }
    return Vector(.boolean, .boolean(output.finished), count: count)
  }

  /// A part of the first argument's text per row, which shares its bytes; nil for NULL.
  static func parts(
    _ arguments: [Vector], count: Int,
    _ body: (_ row: Int, _ bytes: TextBytes) throws(Diagnostic) -> Range<Int>?
  ) throws(Diagnostic) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let source = arguments[0].textViews
    let views = OutputBuffer<TextView>(count: count)
    var missing: [Int] = []
    for row in 0..<count {
      views[row] = TextView()
      if let validity, !validity.isValid(row) { continue }
      let view = unsafe try source.withBytes(row) { (bytes) throws(Diagnostic) -> TextView? in
        guard let range = unsafe try body(row, bytes)?.clamped(to: 0..<bytes.count) else {
          return nil
        }
        if range.count == bytes.count { return source[row] }
        guard let start = bytes.baseAddress else { return TextView() }
        return unsafe TextView(start + range.lowerBound, count: range.count)
      }
      if let view { views[row] = view } else { missing.append(row) }
    }
    var known: Validity?
    if !missing.isEmpty {
      var isMissing = [Bool](repeating: false, count: count)
      for row in missing { isMissing[row] = true }
      known = Validity(count: count) { !isMissing[$0] }
    }
    return Vector(
      .varchar, .text(TextValues(views: views.finished, heaps: arguments[0].textHeaps)),
      validity: known, count: count)
  }
}
