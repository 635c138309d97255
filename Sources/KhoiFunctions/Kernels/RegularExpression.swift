import CRegularExpression
package import KhoiText

/// A compiled regular expression.
///
/// RE2 matches in time linear in the text, whatever the pattern. A compiled one never changes, so
/// all workers share it.
@safe package final class RegularExpression: Sendable {
  /// How a pattern is read.
  package struct Options: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let ignoresCase = Options(rawValue: 1)
    /// The pattern stands for itself.
    package static let isLiteral = Options(rawValue: 2)
    /// `.` also takes a line feed.
    package static let dotTakesNewline = Options(rawValue: 4)
    /// `^` and `$` also match at line feeds.
    package static let isMultiline = Options(rawValue: 8)
    /// `*` takes as little as it can and `*?` as much.
    package static let isUngreedy = Options(rawValue: 16)
  }

  /// The bytes of one group in a text; `start` is -1 where it took no part in the match.
  typealias Span = khoi_regular_expression_span

  private let compiled: RegularExpressionHandle
  /// The number of groups in parentheses.
  package let groupCount: Int

  /// Compiles a pattern; the error names what RE2 has against it.
  package convenience init(pattern: String, options: Options = []) throws(Diagnostic) {
    try self.init(bytes: Array(pattern.utf8), options: options)
  }

  init(bytes: [UInt8], options: Options) throws(Diagnostic) {
    var source = bytes
    if !options.contains(.isLiteral) {
      var flags = options.contains(.isMultiline) ? "m" : ""
      if options.contains(.isUngreedy) { flags += "U" }
      if !flags.isEmpty { source = Array("(?\(flags))".utf8) + source }
    }
    let flags = Int32(options.rawValue & 7)
    let made = unsafe source.withUnsafeBytes { raw in
      unsafe khoi_regular_expression_create(
        raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count, flags)
    }
    guard let made = unsafe made else { throw .patternTooLarge() }
    compiled = unsafe RegularExpressionHandle(made)
    groupCount = unsafe Int(khoi_regular_expression_group_count(made))
    if let reason = unsafe khoi_regular_expression_error(made) {
      let part = unsafe khoi_regular_expression_error_part(made).map { unsafe String(cString: $0) }
      throw unsafe .badPattern(
        String(decoding: bytes, as: UTF8.self), reason: String(cString: reason), part: part ?? "")
    }
  }

  /// Whether the pattern fits somewhere in the text.
  package func matches(_ text: String) -> Bool { matches(text, isWhole: false) }

  /// Whether the pattern fits the whole text.
  package func matchesWhole(_ text: String) -> Bool { matches(text, isWhole: true) }

  private func matches(_ text: String, isWhole: Bool) -> Bool {
    var text = text
    return text.withUTF8 { unsafe matches($0, isWhole: isWhole) }
  }

  /// The names of the groups in parentheses, in order; nil for one without a name.
  package var groupNames: [String?] {
    (0..<groupCount).map { index in
      unsafe khoi_regular_expression_group_name(compiled.pointer, Int32(index + 1)).map {
        unsafe String(cString: $0)
      }
    }
  }

  /// Whether the pattern fits the text.
  func matches(_ text: TextBytes, isWhole: Bool) -> Bool {
    unsafe run(text, from: 0, isWhole: isWhole, nil, 0)
  }

  /// Finds the first match at or after `start` and writes the places of the match and of its first
  /// groups into `spans`.
  func match(
    _ text: TextBytes, from start: Int = 0, isWhole: Bool = false, into spans: inout [Span]
  ) -> Bool {
    let count = spans.count
    return unsafe spans.withUnsafeMutableBufferPointer {
      unsafe run(text, from: start, isWhole: isWhole, $0.baseAddress, count)
    }
  }

  /// Room for the places of the match and `count - 1` groups.
  static func emptySpans(_ count: Int) -> [Span] {
    [Span](repeating: Span(start: -1, end: -1), count: count)
  }

  private func run(
    _ text: TextBytes, from start: Int, isWhole: Bool, _ spans: UnsafeMutablePointer<Span>?,
    _ count: Int
  ) -> Bool {
    let characters = unsafe UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(
      to: CChar.self)
    return unsafe khoi_regular_expression_match(
      compiled.pointer, characters, text.count, start, isWhole ? 1 : 0, spans, Int32(count)) != 0
  }

  /// Calls `body` with the places of every match from left to right, until it says no.
  ///
  /// An empty match is looked for after every match, also right after it, unless
  /// `skipsEmptyAfterMatch`.
  func forEachMatch(
    in text: TextBytes, from first: Int = 0, groups: Int, skipsEmptyAfterMatch: Bool = false,
    _ body: (_ spans: [Span]) -> Bool
  ) {
    var spans = Self.emptySpans(groups + 1)
    var place = first
    var lastEnd = -1
    while place <= text.count, unsafe match(text, from: place, into: &spans) {
      let (start, end) = (Int(spans[0].start), Int(spans[0].end))
      let isEmpty = start == end
      if !(isEmpty && skipsEmptyAfterMatch && start == lastEnd) {
        if !body(spans) { return }
        lastEnd = end
      }
      // After an empty match the search goes on behind the next character.
      place = isEmpty ? (unsafe end < text.count ? UTF8Text.end(of: end, in: text) : end + 1) : end
    }
  }
}

extension [RegularExpression.Span] {
  /// The bytes of a group, nil where it took no part in the match.
  func range(_ group: Int) -> Range<Int>? {
    let span = self[group]
    return span.start < 0 ? nil : Int(span.start)..<Int(span.end)
  }
}

/// What owns the memory of a compiled pattern.
///
/// RE2 promises that its constant methods may be called from several threads.
@safe private final class RegularExpressionHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

  deinit { unsafe khoi_regular_expression_destroy(pointer) }
}
