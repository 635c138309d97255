/// Draws a diagnostic: what is wrong, where, the line with carets under it, and what to do.
///
/// ```
/// error[bind.unknown-column]: no column `asociation` in this step
///   --> query:2:32
///  2 | |> AGGREGATE COUNT(*) GROUP BY asociation
///    |                                ^^^^^^^^^^ did you mean `association`?
///    = columns here: kind, association, year
/// ```
package struct DiagnosticRenderer: Sendable {
  /// The text the ranges point into.
  private let source: SourceLines?
  private let sourceName: String
  /// How many lines stand before the text in its file.
  private let lineOffset: Int
  /// A line longer than this many cells is shown as a window around the carets.
  private let lineLimit: Int

  package init(
    source: String?, sourceName: String? = nil, lineOffset: Int = 0, lineLimit: Int = 160
  ) {
    self.source = source.map(SourceLines.init)
    self.sourceName = sourceName ?? "query"
    self.lineOffset = lineOffset
    self.lineLimit = max(lineLimit, 20)
  }

  /// The whole drawing, ending in a line feed.
  package func render(_ diagnostic: Diagnostic) -> StyledText {
    var text = StyledText()
    appendHeadline(of: diagnostic, to: &text)
    var gutter = 1
    if let location = diagnostic.location {
      text.append("  --> ", .muted)
      text.append("\(location.path):\(location.line)")
      if let column = location.column { text.append(":\(column)") }
      text.append("\n")
    }
    if let range = diagnostic.range, let source, source.lineCount > 0 {
      gutter = appendExcerpt(of: range, label: diagnostic.label, source: source, to: &text)
    } else if let label = diagnostic.label {
      appendNote(label, gutter: gutter, to: &text)
    }
    for note in diagnostic.notes { appendNote(note, gutter: gutter, to: &text) }
    return text
  }

  private func appendHeadline(of diagnostic: Diagnostic, to text: inout StyledText) {
    let meaning: Meaning
    switch diagnostic.severity {
    case .error: meaning = .error
    case .warning: meaning = .warning
    case .notice: meaning = .notice
    }
    text.append("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", meaning)
    text.append(": ")
    text.append(visible(diagnostic.message), .strong)
    text.append("\n")
  }

  private func appendNote(_ note: String, gutter: Int, to text: inout StyledText) {
    let blanks = String(repeating: " ", count: gutter + 2)
    for (index, line) in note.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      text.append(blanks + (index == 0 ? "= " : "  "), .muted)
      text.append(visible(String(line)) + "\n")
    }
  }

  /// Draws the lines of `range` with carets; returns the width of the line numbers.
  private func appendExcerpt(
    of range: SourceRange, label: String?, source: SourceLines, to text: inout StyledText
  ) -> Int {
    let first = source.position(of: range.lower)
    let last = source.position(of: max(range.lower, range.upper - 1))
    let lastShown = min(last.line, first.line + 3)
    let gutter = String(lastShown + lineOffset).count
    text.append("  --> ", .muted)
    text.append("\(sourceName):\(first.line + lineOffset):\(first.column)\n")
    for number in first.line...max(first.line, lastShown) {
      guard let bounds = source.bounds(ofLine: number) else { break }
      let isLast = number == lastShown
      appendLine(
        number, bounds: bounds, range: range, label: isLast ? label : nil, gutter: gutter,
        source: source, to: &text)
    }
    if last.line > lastShown {
      text.append(String(repeating: " ", count: gutter + 2) + "| …\n", .muted)
    }
    return gutter
  }

  private func appendLine(
    _ number: Int, bounds: SourceRange, range: SourceRange, label: String?, gutter: Int,
    source: SourceLines, to text: inout StyledText
  ) {
    let lower = min(max(range.lower, bounds.lower), bounds.upper)
    let upper = min(max(range.upper, lower), bounds.upper)
    var before = expanded(source.text(bounds.lower, lower))
    var marked = expanded(source.text(lower, upper))
    var after = expanded(source.text(upper, bounds.upper))
    clip(&before, &marked, &after)
    let name = String(number + lineOffset)
    text.append(" " + String(repeating: " ", count: gutter - name.count) + name + " | ", .muted)
    text.append(before + marked + after + "\n")
    text.append(" " + String(repeating: " ", count: gutter) + " | ", .muted)
    text.append(String(repeating: " ", count: DisplayWidth.of(before)))
    text.append(String(repeating: "^", count: max(1, DisplayWidth.of(marked))), .caret)
    if let label { text.append(" " + visible(label), .label) }
    text.append("\n")
  }

  /// Cuts a very long line down to a window around the marked part.
  private func clip(_ before: inout String, _ marked: inout String, _ after: inout String) {
    let total = DisplayWidth.of(before) + DisplayWidth.of(marked) + DisplayWidth.of(after)
    if total <= lineLimit { return }
    marked = DisplayWidth.shortened(marked, to: lineLimit / 2)
    let room = max(8, (lineLimit - DisplayWidth.of(marked)) / 2)
    if DisplayWidth.of(before) > room {
      let reversed = String(before.reversed())
      before = "…" + String(DisplayWidth.prefix(of: reversed[...], fitting: room).0.reversed())
    }
    after = DisplayWidth.shortened(after, to: room)
  }

  /// The text with tabs as four blanks and other control characters made visible.
  private func expanded(_ text: String) -> String {
    var result = ""
    for cluster in text {
      if cluster == "\t" { result += "    " } else { result += visible(String(cluster)) }
    }
    return result
  }

  private func visible(_ text: String) -> String { VisibleText.escaped(text) }
}
