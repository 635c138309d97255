import KhoiSyntax
package import KhoiText

/// Brings a script into the one layout: its statements; the lines that are commands stay.
package enum ScriptFormatter {
  package static func format(_ text: String) throws(Diagnostic) -> String {
    var pieces: [String] = []
    var pending = ""
    var pendingOffset = 0
    var offset = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let lineOffset = offset
      offset += line.utf8.count + 1
      // As when a script runs: a command stands where no statement has begun.
      if CommandText.isCommand(String(line)), hasNoStatement(pending) {
        if !pending.allSatisfy(\.isWhitespace) {
          pieces.append(try formatted(pending, offset: pendingOffset, isFirst: pieces.isEmpty))
        }
        let isSetOff = pending.hasSuffix("\n\n") || pending == "\n"
        pieces.append((isSetOff && !pieces.isEmpty ? "\n" : "") + trimmed(line))
        pending = ""
        continue
      }
      if pending.isEmpty { pendingOffset = lineOffset }
      pending += line + "\n"
      if line.contains(";"), StatementSplitter(pending).isComplete {
        pieces.append(try formatted(pending, offset: pendingOffset, isFirst: pieces.isEmpty))
        pending = ""
      }
    }
    if !pending.allSatisfy(\.isWhitespace) {
      pieces.append(try formatted(pending, offset: pendingOffset, isFirst: pieces.isEmpty))
    }
    return pieces.isEmpty ? "" : pieces.joined(separator: "\n") + "\n"
  }

  /// Whether a text holds only white space and comments.
  static func hasNoStatement(_ text: String) -> Bool {
    let splitter = StatementSplitter(text)
    return splitter.statements.isEmpty && splitter.isComplete
  }

  /// Statements without the line end behind them; one blank line before them stays.
  private static func formatted(
    _ text: String, offset: Int, isFirst: Bool
  ) throws(Diagnostic) -> String {
    let isSetOff = !isFirst && text.drop { $0 == " " || $0 == "\t" || $0 == "\r" }.first == "\n"
    do throws(Diagnostic) {
      let layout = try QueryFormatter.format(text)
      return (isSetOff ? "\n" : "") + trimmed(layout[...])
    } catch {
      var moved = error
      if let range = error.range {
        moved.range = SourceRange(range.lower + offset, range.upper + offset)
      }
      throw moved
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
