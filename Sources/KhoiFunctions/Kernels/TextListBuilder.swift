import KhoiData
import KhoiText

/// Puts lists of texts together, row by row; the texts are parts of a source and share its bytes.
struct TextListBuilder {
  private var views: [TextView] = []
  private var isMissing: [Bool] = []
  private var hasMissing = false
  private var counts: [Int] = []
  private var nullRows: [Bool] = []
  private var rowStart = 0

  /// Adds a part of the bytes to the row that is being made; nil for NULL.
  mutating func append(_ range: Range<Int>?, of bytes: TextBytes) {
    var view = TextView()
    if let range, !range.isEmpty, let base = bytes.baseAddress {
      view = unsafe TextView(base + range.lowerBound, count: range.count)
    }
    views.append(view)
    isMissing.append(range == nil)
    if range == nil { hasMissing = true }
  }

  /// Ends the row.
  mutating func endRow(isNull: Bool = false) {
    counts.append(views.count - rowStart)
    nullRows.append(isNull)
    rowStart = views.count
  }

  /// The lists of all rows; `heaps` hold the bytes of the source.
  func finished(_ heaps: [TextHeap]) -> Vector {
    let known = hasMissing ? Validity(count: views.count) { !isMissing[$0] } : nil
    let elements = Vector(
      .varchar, .text(TextValues(views: Buffer(views), heaps: heaps)), validity: known,
      count: views.count)
    let validity = nullRows.contains(true) ? Validity(count: nullRows.count) { !nullRows[$0] } : nil
    return Vector(
      .list(.varchar), .list(ListValues(counts: counts, elements: elements)), validity: validity,
      count: counts.count)
  }

  /// The lists that `body` makes of the rows of the first argument in which no argument is null.
  static func lists(
    _ arguments: [Vector], count: Int,
    _ body: (_ row: Int, _ bytes: TextBytes, _ output: inout TextListBuilder) throws(Diagnostic) ->
      Bool
  ) throws(Diagnostic) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let source = arguments[0].textViews
    var builder = TextListBuilder()
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        builder.endRow(isNull: true)
        continue
      }
      let isKnown = unsafe try source.withBytes(row) { (bytes) throws(Diagnostic) in
        unsafe try body(row, bytes, &builder)
      }
      builder.endRow(isNull: !isKnown)
    }
    return builder.finished(arguments[0].textHeaps)
  }
}
