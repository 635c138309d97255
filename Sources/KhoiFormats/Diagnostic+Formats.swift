import KhoiText

/// The wording of everything that can go wrong between bytes and tables.
extension Diagnostic {
  // MARK: Files

  static func cannotOpen(_ path: String, errorNumber: Int32) -> Diagnostic {
    switch errorNumber {
    case ErrorNumber.missing: fileNotFound(path)
    case ErrorNumber.refused:
      Diagnostic(
        .io, "permission-denied", "\(quoted(path)) may not be read by this user",
        location: FileLocation(path: path, line: 1))
    default:
      Diagnostic(
        .io, "cannot-open", "\(quoted(path)) cannot be opened: \(ErrorNumber.text(errorNumber))")
    }
  }

  static func fileNotFound(_ path: String) -> Diagnostic {
    let near = FilePaths.similar(to: path)
    return Diagnostic(
      .io, "file-not-found", "no file \(quoted(path))",
      label: near.first.map { "did you mean \(quoted($0))?" },
      notes: near.isEmpty ? [] : ["files with such a name: " + near.joined(separator: ", ")])
  }

  static func noFileMatches(_ pattern: String) -> Diagnostic {
    Diagnostic(
      .io, "file-not-found", "no file matches \(quoted(pattern))",
      notes: ["`*` stands for any characters but `/`, `**` for folders, `{a,b}` for a or b"])
  }

  static func isDirectory(_ path: String) -> Diagnostic {
    let folder = path.hasSuffix("/") ? path : path + "/"
    return Diagnostic(
      .io, "is-directory", "\(quoted(path)) is a folder, not a file",
      notes: ["\(quoted(folder + "*.csv")) reads all CSV files in it as one table"])
  }

  static func cannotRead(_ path: String, errorNumber: Int32) -> Diagnostic {
    Diagnostic(
      .io, "cannot-read", "\(quoted(path)) cannot be read: \(ErrorNumber.text(errorNumber))")
  }

  static func cannotWrite(_ path: String, errorNumber: Int32) -> Diagnostic {
    Diagnostic(
      .io, "cannot-write", "\(quoted(path)) cannot be written: \(ErrorNumber.text(errorNumber))")
  }

  static func fileChanged(_ path: String) -> Diagnostic {
    Diagnostic(
      .io, "file-changed", "\(quoted(path)) changed while it was being read",
      notes: ["nothing was loaded; load it again when the program that writes it has finished"])
  }

  static var loadCancelled: Diagnostic { Diagnostic(.runtime, "cancelled", "cancelled") }

  // MARK: Options

  static func unknownOption(
    _ name: String, among names: [String], at range: SourceRange?
  ) -> Diagnostic {
    let near = Suggestion.nearest(to: name, among: names, limit: 1).first
    return Diagnostic(
      .bind, "unknown-option", "no option \"\(name)\"", at: range,
      label: near.map { "did you mean \"\($0)\"?" },
      notes: ["options: " + names.joined(separator: ", ")])
  }

  static func wrongOptionValue(
    _ name: String, _ wanted: String, at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(.bind, "option-value", "option \"\(name)\" must be \(wanted)", at: range)
  }

  static func unknownFormat(_ path: String, known: [String]) -> Diagnostic {
    Diagnostic(
      .io, "unknown-format", "the name of \(quoted(path)) does not tell its format",
      notes: ["known endings: " + known.map { "." + $0 }.joined(separator: ", ")])
  }

  // MARK: Text

  static func nulByte(_ location: FileLocation) -> Diagnostic {
    Diagnostic(
      .io, "nul-byte", "a NUL byte, which text files do not have",
      notes: ["the file is damaged, or is no text file (a spreadsheet or an archive, perhaps)"],
      location: location)
  }

  static func invalidText(_ location: FileLocation, byte: UInt8) -> Diagnostic {
    Diagnostic(
      .io, "invalid-utf-8", "the byte 0x\(hexadecimal(byte)) is not UTF-8",
      notes: [
        "the file has another encoding, or is damaged",
        "encoding => 'auto' finds it out; encoding => 'windows-1252' says it",
      ], location: location)
  }

  static func otherEncoding(_ path: String, _ encoding: String) -> Diagnostic {
    Diagnostic(
      .io, "encoding", "\(quoted(path)) is \(encoding), not UTF-8",
      notes: ["encoding => '\(encoding.lowercased())' reads it"],
      location: FileLocation(path: path, line: 1))
  }

  // MARK: CSV

  static func raggedRow(
    _ location: FileLocation, fieldCount: Int, columnCount: Int, text: String
  ) -> Diagnostic {
    Diagnostic(
      .io, "csv-ragged-row",
      "the row has \(counted(fieldCount, "field")), but there \(columnCount == 1 ? "is" : "are") "
        + counted(columnCount, "column"),
      notes: [
        "the row: \(shortened(text))",
        fieldCount < columnCount
          ? "ragged => 'pad' fills missing fields with NULL; 'reject' leaves such rows out"
          : "ragged => 'truncate' drops what is too much; ragged => 'reject' leaves such rows out",
        "if the columns are wrong, say the delimiter: delim => ';'",
      ], location: location)
  }

  static func unclosedQuote(_ location: FileLocation) -> Diagnostic {
    Diagnostic(
      .io, "csv-unclosed-quote", "the file ends inside the quotes that open here",
      notes: [
        "a quote inside a quoted field is written twice: \"\"", "quote => '' reads without quotes",
      ],
      location: location)
  }

  static func valueOfOtherType(
    _ location: FileLocation, column: String, text: String, type: String
  ) -> Diagnostic {
    Diagnostic(
      .io, "csv-value", "column \"\(column)\": \(quoted(shortened(text))) is no \(type)",
      notes: ["without a type for the column, khoi takes one that fits all its values"],
      location: location)
  }

  static func recordTooLong(_ location: FileLocation) -> Diagnostic {
    Diagnostic(
      .io, "csv-record-too-long", "a record of more than 2 GB starts here",
      notes: ["a quote that nothing closes, perhaps"], location: location)
  }

  static func columnsDiffer(_ path: String, _ other: String, _ what: String) -> Diagnostic {
    Diagnostic(
      .io, "columns-differ", "\(quoted(path)) has other columns than \(quoted(other)): \(what)",
      notes: ["union_by_name => true takes all columns of all files"])
  }

  static func unknownColumnOption(_ column: String, among names: [String]) -> Diagnostic {
    let near = Suggestion.nearest(to: column, among: names, limit: 1).first
    return Diagnostic(
      .bind, "unknown-column", "no column \"\(column)\" in the file",
      label: near.map { "did you mean \"\($0)\"?" },
      notes: ["columns: " + names.joined(separator: ", ")])
  }

  static func unknownTypeName(_ name: String) -> Diagnostic {
    Diagnostic(
      .bind, "unknown-type", "no type \"\(name)\" that a file's column can have",
      notes: ["types: BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP, VARCHAR"])
  }

  // MARK: JSON

  static func jsonSyntax(_ location: FileLocation, _ message: String, text: String) -> Diagnostic {
    let shown = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return Diagnostic(
      .io, "json-syntax", "this is not JSON: \(message)",
      notes: shown.isEmpty ? [] : ["here: \(shortened(shown))"], location: location)
  }

  static func jsonNoObjects(_ path: String, columnCount: Int) -> Diagnostic {
    Diagnostic(
      .io, "json-no-objects",
      "\(quoted(path)) has values that are no objects, but \(counted(columnCount, "column"))",
      notes: ["ignore_errors => true makes them rows of NULL"])
  }

  static func jsonNoPath(
    _ path: String, _ keys: String, missing: String, proposal: String?
  ) -> Diagnostic {
    Diagnostic(
      .io, "json-no-path",
      "nothing in \(quoted(path)) is at \(keys): no object has the key "
        + "\"\(missing)\" there",
      notes: proposal.map { ["an array of objects is at \($0)"] } ?? [])
  }

  static func jsonPieces(_ path: String) -> Diagnostic {
    Diagnostic(
      .io, "json-syntax", "\(quoted(path)) is not JSON: its brackets or quotes do not match")
  }

  static func jsonProposal(_ path: String, _ keys: String, count: Int) -> Diagnostic {
    notice(
      "nested-rows", "the file is one object; it holds an array of objects at \(keys)",
      notes: [
        "\(count) rows instead: FROM read_json('\(path)', explode => '\(keys)', flatten => true)"
      ])
  }

  static func jsonTooLarge(_ path: String) -> Diagnostic {
    Diagnostic(
      .io, "json-too-large", "\(quoted(path)) is more than 4 GB of JSON in one piece",
      notes: ["one object a line (NDJSON) may be of any size"])
  }

  // MARK: Notices

  static func notice(_ name: String, _ message: String, notes: [String] = []) -> Diagnostic {
    Diagnostic(.io, name, message, notes: notes, severity: .notice)
  }

  // MARK: Words

  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  static func quoted(_ text: String) -> String { "'\(text)'" }

  static func shortened(_ text: String) -> String {
    text.count > 60 ? String(text.prefix(57)) + "…" : text
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count < 2 ? "0" + digits : digits
  }
}
