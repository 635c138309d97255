import KhoiText

/// Draws a laid-out box line by line.
struct BoxDrawing {
  private let table: BoxTable
  private let layout: BoxLayout
  private let settings: OutputSettings

  init(_ table: BoxTable, settings: OutputSettings) {
    self.table = table
    self.settings = settings
    layout = BoxLayout(table, width: settings.width, maxRows: settings.maxRows)
  }

  /// The whole drawing with its footer.
  var text: String {
    var output = rule("┌", "┬", "┐")
    output += row { column in
      guard let column else { return ("…", .frame) }
      let name = DisplayWidth.shortened(table.columns[column].name, to: layout.width(column))
      return (centred(name, layout.width(column)), .heading)
    }
    if settings.showsTypes {
      output += row { column in
        guard let column else { return (" ", .frame) }
        let name = DisplayWidth.shortened(table.columns[column].typeName, to: layout.width(column))
        return (centred(name, layout.width(column)), .typeName)
      }
    }
    output += rule("├", "┼", "┤")
    for number in 0..<table.shownCount {
      if number == table.headCount, table.shownCount < table.rowCount { output += gap }
      if layout.wrapsCells {
        if number > 0 { output += rule("├", "┼", "┤") }
        output += wrappedRow(number)
      } else {
        output += row { column in
          guard let column else { return ("…", .frame) }
          return cell(table.columns[column].cells[number], column)
        }
      }
    }
    return output + rule("└", "┴", "┘") + footer
  }

  private func frame(_ text: String) -> String { settings.palette.paint(text, .frame) }

  private func rule(_ left: String, _ middle: String, _ right: String) -> String {
    let pieces = layout.shown.map { String(repeating: "─", count: layout.width($0) + 2) }
    return frame(left + pieces.joined(separator: middle) + right) + "\n"
  }

  private func row(_ content: (Int?) -> (String, Meaning)) -> String {
    var output = frame("│")
    for column in layout.shown {
      let (text, meaning) = content(column)
      output += " " + settings.palette.paint(text, meaning) + " " + frame("│")
    }
    return output + "\n"
  }

  /// A cell cut and padded to the width of its column.
  private func cell(_ cell: BoxTable.Cell, _ column: Int) -> (String, Meaning) {
    let width = layout.width(column)
    let text = DisplayWidth.shortened(cell.text, to: width)
    return (
      DisplayWidth.padded(text, to: width, right: table.columns[column].isRightAligned),
      cell.meaning
    )
  }

  /// The three rows of dots between the first and the last rows.
  private var gap: String {
    let line = row { column in
      guard let column else { return ("…", .frame) }
      let width = layout.width(column)
      return (
        DisplayWidth.padded("·", to: width, right: table.columns[column].isRightAligned), .frame
      )
    }
    return line + line + line
  }

  /// A row whose long cells go on over several lines.
  private func wrappedRow(_ number: Int) -> String {
    let pieces = layout.shown.map { column -> [String] in
      guard let column else { return [] }
      return wrapped(table.columns[column].cells[number].text, layout.width(column))
    }
    var output = ""
    for line in 0..<(pieces.map(\.count).max() ?? 0) {
      var index = -1
      output += row { column in
        index += 1
        guard let column else { return ("…", .frame) }
        let text = line < pieces[index].count ? pieces[index][line] : ""
        return (
          DisplayWidth.padded(
            text, to: layout.width(column), right: table.columns[column].isRightAligned),
          table.columns[column].cells[number].meaning
        )
      }
    }
    return output
  }

  /// Breaks a text into pieces of at most `width` cells, at blanks where that wastes little.
  private func wrapped(_ text: String, _ width: Int) -> [String] {
    var pieces: [String] = []
    var rest = text[...]
    while DisplayWidth.of(rest) > width {
      var (piece, _) = DisplayWidth.prefix(of: rest, fitting: width)
      if piece.isEmpty { piece = rest.prefix(1) }
      if let blank = piece.lastIndex(of: " "),
        piece.distance(from: blank, to: piece.endIndex) <= width / 3
      {
        piece = piece[...blank]
      }
      rest = rest[piece.endIndex...]
      while piece.last == " " { piece = piece.dropLast() }
      pieces.append(String(piece))
    }
    pieces.append(String(rest))
    return pieces
  }

  private var footer: String {
    guard settings.hasFooter else { return "" }
    var parts = [Counting.text(table.rowCount, "row")]
    if table.shownCount < table.rowCount {
      parts[0] += " (\(Counting.grouped(table.shownCount)) shown)"
      parts.append(".last shows all")
    }
    if layout.droppedCount > 0 {
      let count = table.columns.count
      parts.append(
        Counting.text(count, "column") + " (\(count - layout.droppedCount) shown)")
    }
    if let note = settings.footerNote { parts.append(note) }
    return settings.palette.paint(parts.joined(separator: "      "), .muted) + "\n"
  }

  private func centred(_ text: String, _ width: Int) -> String {
    let missing = width - DisplayWidth.of(text)
    if missing <= 0 { return text }
    return String(repeating: " ", count: missing / 2) + text
      + String(repeating: " ", count: missing - missing / 2)
  }
}
