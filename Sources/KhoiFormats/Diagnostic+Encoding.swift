import KhoiText

/// The wording of what encodings and damaged texts come to.
extension Diagnostic {
  static func encodingFound(_ encoding: TextEncoding, sample: String) -> Diagnostic {
    .notice(
      "encoding",
      "encoding \(encoding.name)\(sampleRow(sample)); if wrong: encoding => '…'")
  }

  static func encodingUnsure(
    _ encoding: TextEncoding, sample: String, candidates: [EncodingDetector.Candidate]
  ) -> Diagnostic {
    let others = candidates.filter { $0.encoding != encoding }.map { candidate in
      "\(candidate.encoding.name) \(rounded(candidate.score))"
    }
    return .notice(
      "encoding-unsure",
      "encoding \(encoding.name) taken for want of a better one\(sampleRow(sample))",
      notes: [
        "how much the text looks like Vietnamese in others, 1 at most: "
          + others.joined(separator: ", "),
        "if wrong: encoding => '…'",
      ])
  }

  static func charactersReplaced(_ count: Int, first: FileLocation) -> Diagnostic {
    .notice(
      "characters-replaced",
      "\(counted(count, "damaged character")) replaced by \u{FFFD}, "
        + "the first in line \(first.line); if the file is not UTF-8: encoding => '…'")
  }

  static func unsupportedEncoding(_ name: String, at range: SourceRange?) -> Diagnostic {
    let names = TextEncoding.allCases.map(\.name)
    let near = Suggestion.nearest(to: name.lowercased(), among: names, limit: 1).first
    return Diagnostic(
      .unsupported, "encoding", "khoi does not read the encoding \(quoted(name))", at: range,
      label: near.map { "did you mean \(quoted($0))?" },
      notes: [
        "it reads auto, " + names.joined(separator: ", "),
        "convert others: iconv -f \(name) -t utf-8",
      ])
  }

  // MARK: Damaged texts

  static func damagedText(
    _ damage: TextDamage, columns: [String], inNames: Bool, lacksLetters: Bool
  ) -> Diagnostic {
    var notes: [String] = []
    if lacksLetters { notes.append(missingHornsText) }
    let example = damage.exampleTexts
    return .notice(
      "damaged-text",
      "\(listed(columns, inNames: inNames)): \(damage.explanation), "
        + "\(quoted(shortened(example.before))) for \(quoted(shortened(example.after))); "
        + "to repair: fix => '\(damage.name)'",
      notes: notes)
  }

  static func lostLetters(_ column: String, example: String) -> Diagnostic {
    .notice(
      "lost-letters",
      "column \"\(column)\": letters were lost before, \(quoted(shortened(example))), "
        + "and no repair brings them back; save the file anew as UTF-8")
  }

  static func falseStrokes(_ count: Int, isWhole: Bool) -> Diagnostic {
    .notice(
      "false-strokes",
      "\(isWhole ? "" : "at least ")\(counted(count, "distinct text")) with Ð or Ɖ, which only "
        + "look like Đ; to repair: fix => 'đ'")
  }

  static func invisibleCharacters(_ count: Int, isWhole: Bool) -> Diagnostic {
    .notice(
      "invisible-characters",
      "\(isWhole ? "" : "at least ")\(counted(count, "distinct text")) with invisible characters, "
        + "kept; to remove them: fix => 'invisible'")
  }

  static var nothingToFix: Diagnostic {
    .notice("nothing-to-fix", "nothing repaired: no column's texts would become better")
  }

  static var missingHorns: Diagnostic { .notice("missing-letters", missingHornsText) }

  private static let missingHornsText =
    "the ư is missing everywhere, as a program dropped the soft hyphens it was written with; "
    + "repaired text stays incomplete"

  static func textFixed(
    _ repair: String, columns: [String], names: Int, values: Int,
    example: (before: String, after: String)?
  ) -> Diagnostic {
    var parts: [String] = []
    if values > 0 {
      parts.append("\(counted(values, "value")) of \(listed(columns, inNames: false))")
    }
    if names > 0 { parts.append(counted(names, "column name")) }
    let such = example.map {
      ", such as \(quoted(shortened($0.before))) to \(quoted(shortened($0.after)))"
    }
    return .notice(
      "text-fixed",
      "repaired as \(repair): \(parts.joined(separator: " and "))\(such ?? "")")
  }

  /// Such as `columns "a" and "b" and the names`.
  private static func listed(_ columns: [String], inNames: Bool) -> String {
    var words = columns.prefix(6).map { "\"\($0)\"" }
    if columns.count > 6 { words.append("\(columns.count - 6) more") }
    let last = words.popLast() ?? ""
    let list = words.isEmpty ? last : words.joined(separator: ", ") + " and " + last
    if columns.isEmpty { return "the names of columns" }
    return (columns.count == 1 ? "column " : "columns ") + list
      + (inNames ? ", and the names of columns" : "")
  }

  private static func sampleRow(_ row: String) -> String {
    row.isEmpty ? "" : " (a sample row: \(row))"
  }

  /// With two decimals.
  private static func rounded(_ score: Double) -> String {
    let hundredths = Int((max(-9, min(9, score)) * 100).rounded())
    let digits = String(abs(hundredths) % 100)
    return (hundredths < 0 ? "-" : "") + "\(abs(hundredths) / 100)."
      + (digits.count < 2 ? "0" : "") + digits
  }
}
