import KhoiText

/// The wording of what is wrong with CSV files and their options.
extension Diagnostic {
  static func damagedRecord(
    _ problem: CSVRecord.Problem, _ location: FileLocation, text: [UInt8]
  ) -> Diagnostic {
    let lenient = "strict_mode => false reads such rows as well as possible"
    let ignoring = "ignore_errors => true leaves them out"
    let shown = "the row begins: " + shortened(String(decoding: text.prefix(240), as: UTF8.self))
    switch problem {
    case .unclosedQuote:
      return unclosedQuote(location)
    case .textBehindQuote:
      return Diagnostic(
        .io, "csv-quote", "a closing quote is not followed by a delimiter",
        notes: [shown, lenient, ignoring], location: location)
    case .needlessEscape:
      return Diagnostic(
        .io, "csv-escape", "an escape stands before a sign that needs none",
        notes: [shown, lenient, ignoring], location: location)
    case .otherLineEnd:
      return Diagnostic(
        .io, "csv-line-end", "a line ends with another sign than new_line says",
        notes: [shown, lenient], location: location)
    }
  }

  static func lineTooLong(_ location: FileLocation, limit: Int) -> Diagnostic {
    Diagnostic(
      .io, "csv-line-too-long", "the row has more than \(limit) bytes",
      notes: ["max_line_size => n allows longer rows", "ignore_errors => true leaves them out"],
      location: location)
  }

  static func noDialect(_ path: String, columnCount: Int, best: String) -> Diagnostic {
    Diagnostic(
      .io, "csv-dialect",
      "rows of \(counted(columnCount, "column")) were not found in "
        + quoted(path),
      notes: [
        "the best guess was the delimiter \(best)",
        "say what is known: delim => ';', header => true, skip => 1, ignore_errors => true",
      ], location: FileLocation(path: path, line: 1))
  }

  static func repeatedOption(_ name: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(.bind, "repeated-option", "option \"\(name)\" is given twice", at: range)
  }

  static func repeatedColumn(
    _ column: String, option: String, at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .bind, "repeated-column", "option \"\(option)\" names the column \"\(column)\" twice",
      at: range)
  }

  static func unreadableOptions(_ rest: String) -> Diagnostic {
    Diagnostic(
      .parse, "options",
      rest.isEmpty ? "the options end too early" : "the options go wrong at: " + shortened(rest),
      notes: ["they are written so: (delim ';', header false, null ['-', 'NA'])"])
  }
}
