import CReadline
import KhoiText

/// Tab: inserts what all possibilities share; pressed again, lists them.
extension LineEditor {
  func complete() -> Int32 {
    let text = text
    guard let completion = language.complete(text, cursor), !completion.candidates.isEmpty else {
      _ = rl_ding()
      return 0
    }
    let typed = String(
      decoding: Array(text.utf8)[completion.lower..<completion.upper], as: UTF8.self)
    if completion.candidates.count == 1, let only = completion.candidates.first {
      replace(completion, by: only.text + suffix(only.suffix, after: completion.upper, in: text))
      return 0
    }
    let prefix = completion.commonPrefix
    // The shared part may never take away letters that were typed (`hoi` → `H`).
    if prefix.count >= typed.count, prefix != typed {
      replace(completion, by: prefix)
      if prefix.count > typed.count { return 0 }
    }
    if khoi_readline_repeats(LineEditor.completeCommand) == 0 {
      _ = rl_ding()
      return 0
    }
    list(completion.candidates)
    return 0
  }

  /// The command as readline knows it, also to see whether the last key was the same.
  static let completeCommand: khoi_key_command = { _, _ in
    MainActor.assumeIsolated { LineEditor.active?.complete() ?? 0 }
  }

  private func replace(_ completion: Completion, by text: String) {
    unsafe khoi_readline_replace(Int32(completion.lower), Int32(completion.upper), text)
  }

  /// What follows a whole word, unless it stands there already.
  private func suffix(_ suffix: String, after offset: Int, in text: String) -> String {
    let rest = text.utf8.dropFirst(offset)
    return rest.starts(with: suffix.utf8) && !suffix.isEmpty ? "" : suffix
  }

  /// Writes the possibilities below the text in columns, then draws the text again.
  private func list(_ candidates: [Completion.Candidate]) {
    let position = khoi_readline_cursor()
    leaveText()
    khoi_readline_set_cursor(position)
    if candidates.count <= 100 || confirmsListing(candidates.count) {
      var rows: Int32 = 24
      var columns: Int32 = 80
      unsafe khoi_readline_screen_size(&rows, &columns)
      let lines = ColumnListing.lines(candidates.map(\.shown), width: Int(columns))
      send(Array(lines.map { $0 + "\r\n" }.joined().utf8))
    }
    redrawAfterOutput()
  }

  private func confirmsListing(_ count: Int) -> Bool {
    send(Array("Display all \(count) possibilities? (y or n) ".utf8))
    while true {
      let key = rl_read_key()
      let letter = key > 0 && key < 128 ? Character(Unicode.Scalar(UInt8(key))) : "n"
      switch letter {
      case "y", "Y", " ":
        send(Array("\r\n".utf8))
        return true
      case "n", "N", "\u{7F}", "\u{3}", "\u{7}", "\u{1B}", "q":
        send(Array("\r\n".utf8))
        return false
      default:
        if key < 0 { return false }
        _ = rl_ding()
      }
    }
  }
}

/// Names set in columns, read downwards, as `ls` does it.
enum ColumnListing {
  static func lines(_ names: [String], width: Int) -> [String] {
    let names = names.map(VisibleText.escaped)
    let widest = names.map { DisplayWidth.of($0) }.max() ?? 0
    let columnCount = max(1, (width + 2) / (widest + 2))
    let rowCount = (names.count + columnCount - 1) / columnCount
    return (0..<rowCount).map { row in
      var line = ""
      for column in 0..<columnCount {
        let index = column * rowCount + row
        guard index < names.count else { break }
        let isLast = index + rowCount >= names.count
        line += isLast ? names[index] : DisplayWidth.padded(names[index], to: widest + 2)
      }
      return line
    }
  }
}
