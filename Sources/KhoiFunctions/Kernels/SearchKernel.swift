import KhoiData
import KhoiText

/// Loops over texts that are searched and over the spellings of texts; what is searched for is
/// prepared once where it is constant.
enum SearchKernel {
  /// The searches of the rows of a call: `(text, query)` or `(text, query, level)`.
  private struct Queries {
    private let function: String
    private let queries: Operand<TextView>
    private let levels: Operand<TextView>?
    private let isConstant: Bool
    private var last: (text: TextView, level: TextView, query: SearchQuery)?

    init(_ arguments: [Vector], function: String) {
      self.function = function
      queries = arguments[1].textViews
      levels = arguments.count > 2 ? arguments[2].textViews : nil
      isConstant = arguments[1...].allSatisfy(\.isConstant)
    }

    /// The search of a row in which no argument is null.
    mutating func query(_ row: Int) throws(Diagnostic) -> SearchQuery {
      let (text, level) = (queries[row], levels?[row] ?? TextView())
      if let last, isConstant || (last.text == text && last.level == level) { return last.query }
      var chosen = SearchLevel.smart
      if levels != nil {
        guard let known = SearchLevel(word: level.string) else {
          throw .unknownSearchLevel(function, level.string)
        }
        chosen = known
      }
      let query = SearchQuery(Array(text.string.utf8), level: chosen)
      last = (text, level, query)
      return query
    }
  }

  /// Whether each row's text has what is searched for.
  static func flags(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let output = OutputBuffer<UInt8>(count: count)
    try forEachRow(arguments, count: count, function: "search") { row, query, form in
      output[row] = if let form { query.firstMatch(in: form) == nil ? 0 : 1 } else { 0 }
    }
    return Vector(.boolean, .boolean(output.finished), count: count)
  }

  /// How near the best of the matches is, from 0; NULL where there is none.
  static func ranks(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let output = OutputBuffer<Int64>(count: count)
    var isMissing = [Bool](repeating: false, count: count)
    var (exact, folded) = (SpellingForm(), SpellingForm())
    let texts = arguments[0].textViews
    let queries = arguments[1].textViews
    try forEachRow(arguments, count: count, function: "search_rank") { row, query, form in
      output[row] = 0
      guard let form, let match = query.firstMatch(in: form) else {
        isMissing[row] = form != nil
        return
      }
      let typed = Array(queries[row].string.utf8)
      var rank = Int64(3)
      unsafe texts.withBytes(row) { bytes in
        let span = unsafe Span(_unsafeElements: bytes)
        for level in [SearchLevel.exact, .case, .spelling] {
          let nearer = SearchQuery(typed, level: level)
          nearer.read(span, into: &exact)
          if nearer.firstMatch(in: exact) != nil {
            rank = level == .exact ? 0 : level == .case ? 1 : 2
            break
          }
        }
        folded.read(span)
      }
      let free = min(query.freeAccents(in: form, match), 999)
      let longer = min(max(form.count - match.count, 0), 999)
      output[row] = rank * 1_000_000 + Int64(free) * 1000 + Int64(longer)
    }
    let validity = isMissing.contains(true) ? Validity(count: count) { !isMissing[$0] } : nil
    return Vector(.bigint, .int64(output.finished), validity: validity, count: count)
  }

  /// Each row with its search and its text as that sees it; with no form where something is null.
  private static func forEachRow(
    _ arguments: [Vector], count: Int, function: String,
    _ body: (_ row: Int, _ query: SearchQuery, _ form: SpellingForm?) -> Void
  ) throws(Diagnostic) {
    let validity = rowsWithoutNull(arguments)
    let texts = arguments[0].textViews
    var queries = Queries(arguments, function: function)
    var form = SpellingForm()
    let none = SearchQuery([], level: .smart)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        body(row, none, nil)
        continue
      }
      let query = try queries.query(row)
      unsafe texts.withBytes(row) { bytes in
        unsafe query.read(Span(_unsafeElements: bytes), into: &form)
      }
      body(row, query, form)
    }
  }

  /// Whether both texts of each row have one spelling.
  static func sameSpellings(_ arguments: [Vector], count: Int) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let (left, right) = (arguments[0].textViews, arguments[1].textViews)
    let output = OutputBuffer<UInt8>(count: count)
    var (first, second) = (SpellingForm(), SpellingForm())
    let isConstant = right.isConstant
    var isSecondRead = false
    for row in 0..<count {
      output[row] = 0
      if let validity, !validity.isValid(row) { continue }
      unsafe left.withBytes(row) { unsafe first.read(Span(_unsafeElements: $0)) }
      if !isConstant || !isSecondRead {
        unsafe right.withBytes(row) { unsafe second.read(Span(_unsafeElements: $0)) }
        isSecondRead = true
      }
      output[row] = first.isSameSpelling(as: second) ? 1 : 0
    }
    return Vector(.boolean, .boolean(output.finished), count: count)
  }

  /// A text made of the spelling of each row's text.
  static func keys(
    _ arguments: [Vector], count: Int, function: String,
    _ body: @Sendable (_ form: SpellingForm, _ output: inout [UInt8]) -> Void
  ) throws(Diagnostic) -> Vector {
    let source = arguments[0].textViews
    var form = SpellingForm()
    return try TextKernel.texts(arguments, count: count, function: function) {
      (row, output) throws(Diagnostic) in
      unsafe source.withBytes(row) { unsafe form.read(Span(_unsafeElements: $0)) }
      body(form, &output)
    }
  }
}
