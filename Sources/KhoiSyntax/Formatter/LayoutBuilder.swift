/// Lays out the tokens of one statement by their roles and brackets.
struct LayoutBuilder {
  let tokens: [FormatterToken]
  /// For each opening bracket and `CASE` the place of its end.
  let ends: [Int]
  /// Comments that stand before or behind a group instead of inside of it.
  private var hoistedLeading: Set<Int> = []
  private var hoistedTrailing: Set<Int> = []

  init(_ tokens: [FormatterToken]) {
    self.tokens = tokens
    var ends = Array(repeating: -1, count: tokens.count)
    var open: [Int] = []
    for (index, token) in tokens.enumerated() {
      let isTypeStart = token.symbol == .less && token.roles.contains(.tight)
      let isTypeEnd = token.roles.contains(.suffix)
      if token.opens || isTypeStart || token.roles.contains(.caseStart) {
        open.append(index)
      } else if isTypeEnd, token.symbol == .greater, let start = open.popLast() {
        ends[start] = index
      } else if isTypeEnd, token.symbol == .shiftRight {
        for start in [open.popLast(), open.popLast()] {
          if let start { ends[start] = index }
        }
      } else if token.closes || token.roles.contains(.caseEnd), let start = open.popLast() {
        ends[start] = index
      }
    }
    self.ends = ends
  }

  /// The layout of all tokens.
  static func layout(_ tokens: [FormatterToken]) -> Layout {
    var builder = LayoutBuilder(tokens)
    return builder.lines(in: 0..<tokens.count, isStatement: true)
  }

  // MARK: Places

  /// The places at this level of brackets where a test holds.
  func places(in range: Range<Int>, where test: (Int) -> Bool) -> [Int] {
    var found: [Int] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if test(index) { found.append(index) }
      index = ends[index] > index ? ends[index] : index + 1
    }
    return found
  }

  /// The parts that begin at the given places.
  func parts(of range: Range<Int>, at places: [Int]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    for place in places where place > start {
      parts.append(start..<place)
      start = place
    }
    if start < range.upperBound { parts.append(start..<range.upperBound) }
    return parts
  }

  private func isPipe(_ index: Int) -> Bool { tokens[index].token.kind == .pipe }

  /// Whether a token directly follows `|>`, perhaps with `RECURSIVE` between.
  private func followsPipe(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    if isPipe(index - 1) { return true }
    return tokens[index - 1].isWord(.recursive) && index > 1 && isPipe(index - 2)
  }

  /// The places where a clause, a step or a set operation starts.
  private func clauseStarts(in range: Range<Int>) -> [Int] {
    places(in: range) { index in
      if isPipe(index) { return true }
      let roles = tokens[index].roles
      guard roles.contains(.clause) || roles.contains(.setOperator) else { return false }
      return !followsPipe(index)
    }
  }

  /// Whether the tokens are a query.
  private func isQuery(_ range: Range<Int>) -> Bool {
    guard let first = range.first else { return false }
    return tokens[first].roles.contains(.queryStart) || isPipe(first)
  }

  // MARK: Clauses

  /// The clauses of a query or another statement, each on a line.
  mutating func lines(in range: Range<Int>, isStatement: Bool) -> Layout {
    let starts = clauseStarts(in: range)
    let clauses = parts(of: range, at: starts)
    let pipes = starts.filter { isPipe($0) }.count
    let isHard = isStatement ? isQuery(range) || pipes > 0 : pipes > 1
    var layouts: [Layout] = []
    for (number, clause) in clauses.enumerated() {
      if number > 0 {
        layouts.append(isHard ? .hardLine : .line(space(before: clause.lowerBound)))
      }
      layouts.append(contentsOf: hoistLeading(clause.lowerBound))
      let trailing = hoistTrailing(clause.upperBound - 1)
      layouts.append(self.clause(clause))
      layouts.append(contentsOf: trailing)
    }
    // Within brackets the lines end where the brackets' own do.
    return isHard || !isStatement ? .sequence(layouts) : .group(.sequence(layouts))
  }

  private mutating func hoistLeading(_ index: Int) -> [Layout] {
    hoistedLeading.insert(index)
    return leading(index)
  }

  private mutating func hoistTrailing(_ index: Int) -> [Layout] {
    hoistedTrailing.insert(index)
    return trailing(index)
  }

  private mutating func clause(_ range: Range<Int>) -> Layout {
    guard isPipe(range.lowerBound) else { return .group(clauseParts(range)) }
    let sign = token(range.lowerBound)
    let rest = (range.lowerBound + 1)..<range.upperBound
    if rest.isEmpty { return sign }
    return .sequence([sign, .text(" "), .indented(3, .group(clauseParts(rest)))])
  }

  /// A clause with its joins and subclauses.
  private mutating func clauseParts(_ range: Range<Int>) -> Layout {
    let joins = places(in: range) {
      tokens[$0].roles.contains(.join) && !followsPipe($0) && $0 > range.lowerBound
    }
    let blocks = parts(of: range, at: joins)
    var layouts: [Layout] = []
    for (number, block) in blocks.enumerated() {
      let content = subclauses(block, indentation: number > 0 ? 2 : 0)
      if number == 0 {
        layouts.append(content)
      } else {
        layouts.append(
          .indented(2, .sequence([.line(space(before: block.lowerBound)), .group(content)])))
      }
    }
    return .sequence(layouts)
  }

  /// What stands between two joins: a head and the subclauses behind it.
  mutating func subclauses(_ range: Range<Int>, indentation: Int) -> Layout {
    let starts = places(in: range) {
      tokens[$0].roles.contains(.subclause) && $0 > range.lowerBound
    }
    let pieces = parts(of: range, at: starts)
    if pieces.count == 1 { return list(range) }
    var layouts: [Layout] = []
    for (number, piece) in pieces.enumerated() {
      let content = Layout.group(list(piece))
      if number == 0 {
        layouts.append(content)
      } else {
        let line = Layout.indented(
          indentation, .sequence([.line(space(before: piece.lowerBound)), content]))
        // The condition of a join stays behind the table if it fits there.
        let first = tokens[piece.lowerBound]
        layouts.append(first.isWord(.on) || first.isWord(.using) ? .group(line) : line)
      }
    }
    return .sequence(layouts)
  }

  // MARK: Lists

  /// Words and the list behind them.
  private mutating func list(_ range: Range<Int>) -> Layout {
    let commas = places(in: range) { tokens[$0].roles.contains(.comma) }
    guard let firstComma = commas.first else {
      // In brackets of their own conditions stand below each other.
      let isBracketed = range.lowerBound > 0 && tokens[range.lowerBound - 1].opens
      return expression(range, indentation: isBracketed ? 0 : 2)
    }
    let isWith = tokens[range.lowerBound].isWord(.with)
    var start = places(in: range) { tokens[$0].roles.contains(.items) }.first ?? range.lowerBound
    if start > firstComma { start = range.lowerBound }
    if isWith { return commonTables(range, commas: commas) }
    let items = itemLayouts(start..<range.upperBound, commas: commas)
    if start == range.lowerBound { return .sequence(separated(items)) }
    return .sequence([
      run(range.lowerBound..<start),
      .indented(2, .sequence([.line(space(before: start)), .sequence(separated(items))])),
    ])
  }

  /// `WITH a AS (…),` with each query on lines of its own.
  private mutating func commonTables(_ range: Range<Int>, commas: [Int]) -> Layout {
    var layouts: [Layout] = []
    for item in itemLayouts(range, commas: commas) {
      if !layouts.isEmpty { layouts.append(.hardLine) }
      layouts.append(item.layout)
    }
    return .sequence(layouts)
  }

  private struct Item {
    var layout: Layout
    var start: Int
  }

  /// Each item with its comma.
  private mutating func itemLayouts(_ range: Range<Int>, commas: [Int]) -> [Item] {
    var items: [Item] = []
    var start = range.lowerBound
    for end in commas.map({ $0 + 1 }) + [range.upperBound] where end > start {
      items.append(Item(layout: .group(expression(start..<end)), start: start))
      start = end
    }
    return items
  }

  private func separated(_ items: [Item]) -> [Layout] {
    var layouts: [Layout] = []
    for item in items {
      if !layouts.isEmpty { layouts.append(.line(space(before: item.start))) }
      layouts.append(item.layout)
    }
    return layouts
  }

  // MARK: Expressions

  /// An expression that may break before `OR` and `AND`.
  mutating func expression(_ range: Range<Int>, indentation: Int = 2) -> Layout {
    for role in [TokenRoles.or, .and] {
      let places = places(in: range) {
        $0 > range.lowerBound && tokens[$0].roles.contains(role)
      }
      if places.isEmpty { continue }
      var layouts: [Layout] = []
      for (number, part) in parts(of: range, at: places).enumerated() {
        let content = Layout.group(role == .or ? expression(part) : run(part))
        if number == 0 {
          layouts.append(content)
        } else {
          layouts.append(
            .indented(
              indentation, .sequence([.line(space(before: part.lowerBound)), content])))
        }
      }
      return .sequence(layouts)
    }
    return run(range)
  }

  /// Tokens one after the other, brackets and `CASE` laid out by themselves.
  mutating func run(_ range: Range<Int>) -> Layout {
    var layouts: [Layout] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if index > range.lowerBound, FormatterToken.needsSpace(tokens[index - 1], tokens[index]) {
        layouts.append(.text(" "))
      }
      let end = ends[index]
      let isNested = tokens[index].opens || tokens[index].roles.contains(.caseStart)
      if isNested, end > index, end < range.upperBound {
        layouts.append(
          tokens[index].opens ? bracket(index, end) : caseExpression(index, end))
        index = end + 1
      } else {
        layouts.append(token(index))
        index += 1
      }
    }
    return .sequence(layouts)
  }

  /// One token with its comments.
  func token(_ index: Int) -> Layout {
    let token = tokens[index]
    if token.leading.isEmpty, token.trailing.isEmpty { return .text(token.text) }
    var layouts: [Layout] = []
    if !hoistedLeading.contains(index) {
      layouts.append(.sequence(leading(index)))
    }
    layouts.append(.text(token.text))
    if !hoistedTrailing.contains(index) {
      layouts.append(.sequence(trailing(index)))
    }
    return .sequence(layouts)
  }

  private func leading(_ index: Int) -> [Layout] {
    tokens[index].leading.map { comment in
      comment.place == .between
        ? .sequence([.comment(comment), .text(" ")]) : .comment(comment)
    }
  }

  private func trailing(_ index: Int) -> [Layout] {
    tokens[index].trailing.map { comment in
      comment.place == .between
        ? .sequence([.text(" "), .comment(comment)]) : .comment(comment)
    }
  }

  /// What stands before a token on the same line: a space or nothing.
  func space(before index: Int) -> String {
    guard index > 0 else { return "" }
    return FormatterToken.needsSpace(tokens[index - 1], tokens[index]) ? " " : ""
  }

  // MARK: Brackets and CASE

  private mutating func bracket(_ start: Int, _ end: Int) -> Layout {
    let inner = (start + 1)..<end
    if inner.isEmpty { return .sequence([token(start), token(end)]) }
    let content: Layout
    var line = Layout.line("")
    if isQuery(inner) {
      let isBroken =
        tokens[start].roles.contains(.broken)
        || clauseStarts(in: inner).filter({ isPipe($0) }).count > 1
      if isBroken { line = .hardLine }
      content =
        isBroken ? lines(in: inner, isStatement: true) : lines(in: inner, isStatement: false)
    } else if let filled = filled(inner) {
      content = filled
    } else {
      content = subclauses(inner, indentation: 0)
    }
    return .group(
      .sequence([
        token(start), .indented(2, .sequence([line, content])), line, token(end),
      ]))
  }

  /// A list of plain constants and names, as many on a line as fit.
  private mutating func filled(_ range: Range<Int>) -> Layout? {
    let commas = places(in: range) { tokens[$0].roles.contains(.comma) }
    guard commas.count > 7 else { return nil }
    var parts: [Layout] = []
    for item in itemLayouts(range, commas: commas) {
      if !parts.isEmpty { parts.append(.line(" ")) }
      parts.append(item.layout)
    }
    let places = [range.lowerBound] + commas.map { $0 + 1 }
    let isPlain = zip(places, commas + [range.upperBound]).allSatisfy { $1 - $0 <= 2 }
    let hasComments = range.contains {
      !tokens[$0].leading.isEmpty || !tokens[$0].trailing.isEmpty
    }
    return isPlain && !hasComments ? .fill(parts) : nil
  }

  private mutating func caseExpression(_ start: Int, _ end: Int) -> Layout {
    let inner = start..<end
    let branches = places(in: (start + 1)..<end) {
      tokens[$0].roles.contains(.caseBranch)
    }
    let pieces = parts(of: inner, at: branches)
    var layouts: [Layout] = []
    for (number, piece) in pieces.enumerated() {
      if number == 0 {
        layouts.append(token(start))
        if piece.count > 1 {
          layouts.append(.text(" "))
          layouts.append(run((start + 1)..<piece.upperBound))
        }
      } else {
        layouts.append(
          .indented(2, .sequence([.line(" "), .group(expression(piece))])))
      }
    }
    layouts.append(.line(" "))
    layouts.append(token(end))
    return .group(.sequence(layouts))
  }
}
