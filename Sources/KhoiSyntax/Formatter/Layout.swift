import KhoiText

/// A text with places where a line may end.
///
/// A group stands on one line if it fits; otherwise all of its own line places become lines.
indirect enum Layout {
  case text(String)
  /// A line end if the group is broken, otherwise the text: a space or nothing.
  case line(String)
  /// A line end in any case.
  case hardLine
  case comment(LayoutComment)
  case sequence([Layout])
  case indented(Int, Layout)
  case group(Layout)
  /// Contents and line places in turn: as much on a line as fits.
  case fill([Layout])
}

/// A comment and where it stands.
struct LayoutComment {
  /// Beside the tokens of its line.
  enum Place {
    /// On a line of its own.
    case line
    /// Behind the last token of a line.
    case end
    /// Between two tokens.
    case between
  }

  var text: String
  var place: Place
}

/// Turns a layout into lines that are no longer than the limit where that is possible.
struct LayoutRenderer {
  private struct Entry {
    var indentation: Int
    var isFlat: Bool
    var layout: Layout
  }

  static let lineLimit = 100

  private(set) var text = ""
  private var column = 0
  /// A line end is due before the next text, at this indentation if it is known.
  private var pendingLine = false
  private var pendingIndentation: Int?
  private var stack: [Entry] = []

  static func render(_ layout: Layout) -> String {
    var renderer = LayoutRenderer()
    renderer.run(layout)
    return renderer.text
  }

  private mutating func run(_ layout: Layout) {
    stack = [Entry(indentation: 0, isFlat: false, layout: layout)]
    while let entry = stack.popLast() {
      switch entry.layout {
      case .text(let string): write(string, indentation: entry.indentation)
      case .line(let flat):
        if entry.isFlat {
          if !pendingLine { append(flat) }
        } else {
          endLine(at: entry.indentation)
        }
      case .hardLine: endLine(at: entry.indentation)
      case .comment(let comment): write(comment, indentation: entry.indentation)
      case .sequence(let parts):
        for part in parts.reversed() {
          stack.append(
            Entry(indentation: entry.indentation, isFlat: entry.isFlat, layout: part))
        }
      case .indented(let amount, let content):
        stack.append(
          Entry(
            indentation: entry.indentation + amount, isFlat: entry.isFlat, layout: content))
      case .group(let content):
        var group = Entry(indentation: entry.indentation, isFlat: true, layout: content)
        if !entry.isFlat { group.isFlat = fits(group) }
        stack.append(group)
      case .fill(let parts): fill(parts, entry)
      }
    }
  }

  private mutating func fill(_ parts: [Layout], _ entry: Entry) {
    guard let first = parts.first else { return }
    if entry.isFlat {
      stack.append(
        Entry(indentation: entry.indentation, isFlat: true, layout: .sequence(parts)))
      return
    }
    if parts.count > 2 {
      stack.append(
        Entry(
          indentation: entry.indentation, isFlat: false, layout: .fill(Array(parts.dropFirst(2)))))
      // The next content stays on the line if it fits there.
      let next = Entry(
        indentation: entry.indentation, isFlat: true,
        layout: .sequence([first, parts[1], parts[2]]))
      let isFlat = fits(next)
      stack.append(Entry(indentation: entry.indentation, isFlat: isFlat, layout: parts[1]))
    }
    stack.append(Entry(indentation: entry.indentation, isFlat: true, layout: first))
  }

  // MARK: Writing

  private mutating func endLine(at indentation: Int) {
    pendingLine = true
    pendingIndentation = indentation
  }

  private mutating func append(_ string: String) {
    text += string
    column += string.utf8.count
  }

  private mutating func write(_ string: String, indentation: Int) {
    // No line starts with a space.
    if pendingLine, string == " " { return }
    startLine(at: indentation)
    text += string
    if let newline = string.lastIndex(of: "\n") {
      column = DisplayWidth.of(string[string.index(after: newline)...])
    } else {
      column += DisplayWidth.of(string)
    }
  }

  private mutating func startLine(at indentation: Int) {
    guard pendingLine else { return }
    pendingLine = false
    let width = pendingIndentation ?? indentation
    pendingIndentation = nil
    if text.isEmpty { return }
    while text.last == " " { text.removeLast() }
    text += "\n" + String(repeating: " ", count: width)
    column = width
  }

  private mutating func write(_ comment: LayoutComment, indentation: Int) {
    switch comment.place {
    case .line:
      if !pendingLine {
        pendingLine = !text.isEmpty
        pendingIndentation = nil
      }
      let next = pendingIndentation ?? indentation
      write(comment.text, indentation: indentation)
      endLine(at: next)
    case .end:
      let next = pendingIndentation
      if !text.isEmpty, text.last != " ", text.last != "\n" { append(" ") }
      let hadLine = pendingLine
      pendingLine = false
      write(comment.text, indentation: indentation)
      pendingLine = true
      pendingIndentation = hadLine ? next : nil
    case .between:
      write(comment.text, indentation: indentation)
    }
  }

  // MARK: Measuring

  /// Whether an entry, and what stands on its line behind it, fits on the rest of the line.
  private func fits(_ entry: Entry) -> Bool {
    if pendingLine, case .some = Self.firstComment(entry.layout) { return false }
    var room = Self.lineLimit - (pendingLine ? pendingIndentation ?? entry.indentation : column)
    var measured = [entry]
    var next = stack.count
    while room >= 0 {
      guard let entry = measured.popLast() else {
        guard next > 0 else { return true }
        next -= 1
        measured.append(stack[next])
        continue
      }
      switch entry.layout {
      case .text(let string):
        if let newline = string.firstIndex(of: "\n") {
          return room >= DisplayWidth.of(string[..<newline])
        }
        room -= DisplayWidth.of(string)
      case .line(let flat):
        if !entry.isFlat { return true }
        room -= flat.utf8.count
      case .hardLine: return !entry.isFlat
      case .comment(let comment):
        if comment.place != .between { return !entry.isFlat }
        room -= DisplayWidth.of(comment.text)
      case .sequence(let parts), .fill(let parts):
        for part in parts.reversed() {
          measured.append(
            Entry(indentation: entry.indentation, isFlat: entry.isFlat, layout: part))
        }
      case .indented(_, let content), .group(let content):
        measured.append(
          Entry(indentation: entry.indentation, isFlat: entry.isFlat, layout: content))
      }
    }
    return false
  }

  private static func firstComment(_ layout: Layout) -> LayoutComment? {
    switch layout {
    case .comment(let comment): comment.place == .line ? comment : nil
    case .sequence(let parts): parts.first.flatMap(firstComment)
    case .indented(_, let content), .group(let content): firstComment(content)
    default: nil
    }
  }
}
