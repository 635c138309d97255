package import KhoiData
package import KhoiText

/// Looks at the texts of a table for damage that older programs did to them, and undoes it.
///
/// Each column is judged by itself, from its distinct texts; the names of all columns together.
/// What was found is only told unless a repair was asked for.
package struct TableRepair: Sendable {
  /// What was asked for.
  package enum Request: Sendable {
    /// Whatever is found.
    case detected
    /// These repairs, where they make the texts better.
    case named([TextRepair])

    /// Of the option `fix`: `auto`, or names joined by `+`; nil for an unknown name.
    package init?(_ text: String) {
      if text.lowercased() == "auto" {
        self = .detected
      } else if let repairs = TextDamage.repairs(named: text) {
        self = .named(repairs)
      } else {
        return nil
      }
    }

    package static let names = ["auto"] + TextRepair.allCases.map(\.name)
  }

  /// What was found in a column, or in the names of columns.
  package struct Finding: Sendable {
    /// Nil for the names.
    package var column: Int?
    package var damage: TextDamage
  }

  /// What was changed in a column.
  package struct Change: Sendable {
    /// The column; empty for the names.
    package var name: String
    package var repairs: String
    package var changedRows: Int
    package var example: (before: String, after: String)?
  }

  package let table: Table
  /// Damage that is there, in the order of columns, the names last.
  package private(set) var findings: [Finding] = []
  private var lost: [(column: Int, example: String)] = []
  private var falseStrokes = 0
  private var invisible = 0
  private var isWhole = true

  /// Looks at some columns, or at all of them and their names.
  ///
  /// - Parameter isForced: whether named repairs are applied even if nothing speaks for them.
  package init(
    _ table: Table, columns: [Int]? = nil, request: Request = .detected, isForced: Bool = false
  ) {
    self.table = table
    for column in columns ?? Array(0..<table.schema.count)
    where table.schema[column].type == .varchar {
      let sample = TextSample(table, column: column)
      if let damage = Self.damage(sample.texts, request, isForced: isForced) {
        findings.append(Finding(column: column, damage: damage))
        // Its soft hyphens and eths are letters of the damaged text.
        continue
      }
      if let example = LostLetters.example(in: sample.texts) {
        lost.append((column, String(decoding: example, as: UTF8.self)))
      }
      falseStrokes += sample.falseStrokes
      invisible += sample.invisible
      isWhole = isWhole && sample.isWhole
    }
    if columns == nil {
      let names = table.schema.fields.map { Array($0.name.utf8) }
      if let damage = Self.damage(names, request) {
        findings.append(Finding(column: nil, damage: damage))
      }
    }
  }

  private static func damage(
    _ texts: [[UInt8]], _ request: Request, isForced: Bool = false
  ) -> TextDamage? {
    switch request {
    case .detected: TextDamage.find(in: texts)
    case .named(let repairs): TextDamage.find(in: texts, applying: repairs, isForced: isForced)
    }
  }

  /// The table with everything that was found repaired.
  package func repaired() -> (table: Table, changes: [Change]) {
    var changes: [Change] = []
    var fields = table.schema.fields
    var columns = table.segments.map(\.columns)
    // The names first, so that what is said of columns names them as they are called now.
    for finding in findings.sorted(by: { $0.column == nil && $1.column != nil }) {
      guard let place = finding.column else {
        let made = ColumnNames.made(
          from: fields.map { field in
            finding.damage.repaired(Array(field.name.utf8))
              .map { String(decoding: $0, as: UTF8.self) } ?? field.name
          })
        let count = zip(fields, made.names).filter { $0.name != $1 }.count
        changes.append(
          Change(
            name: "", repairs: finding.damage.name, changedRows: count,
            example: finding.damage.exampleTexts))
        fields = zip(fields, made.names).map { Field($1, $0.type) }
        continue
      }
      let column = RepairedColumn(table, column: place) { finding.damage.repaired($0) }
      for (segment, part) in column.parts.enumerated() { columns[segment][place] = part }
      changes.append(
        Change(
          name: fields[place].name, repairs: finding.damage.name, changedRows: column.changedRows,
          example: column.example))
    }
    let segments = zip(table.segments, columns).map {
      Segment(columns: $1, rowCount: $0.rowCount)
    }
    return (Table(schema: Schema(fields), segments: segments), changes)
  }

  // MARK: What is said

  /// What was found, with the remedy of each.
  package var notices: [Diagnostic] {
    var notices: [Diagnostic] = []
    var names: [String] = []
    for finding in findings where !names.contains(finding.damage.name) {
      names.append(finding.damage.name)
    }
    for name in names {
      let alike = findings.filter { $0.damage.name == name }
      guard let first = alike.max(by: { $0.damage.exampleLength < $1.damage.exampleLength }) else {
        continue
      }
      notices.append(
        .damagedText(
          first.damage, columns: alike.compactMap { $0.column.map { table.schema[$0].name } },
          inNames: alike.contains { $0.column == nil },
          lacksLetters: alike.contains { $0.damage.hasLostLetters }))
    }
    for (column, example) in lost {
      notices.append(.lostLetters(table.schema[column].name, example: example))
    }
    if falseStrokes > 0 { notices.append(.falseStrokes(falseStrokes, isWhole: isWhole)) }
    if invisible > 0 { notices.append(.invisibleCharacters(invisible, isWhole: isWhole)) }
    return notices
  }
}

extension TableRepair.Change {
  /// What was changed, in words.
  package var sentence: String {
    let what =
      name.isEmpty
      ? Diagnostic.counted(changedRows, "column name")
      : "\(Diagnostic.counted(changedRows, "value")) of column \"\(name)\""
    let such = example.map {
      ": \(Diagnostic.quoted(Diagnostic.shortened($0.before))) is now "
        + Diagnostic.quoted(Diagnostic.shortened($0.after))
    }
    return "\(what) repaired as \(repairs)\(such ?? "")"
  }
}

extension TextDamage {
  /// The example as texts.
  var exampleTexts: (before: String, after: String) {
    (
      String(decoding: example.before, as: UTF8.self),
      String(decoding: example.after, as: UTF8.self)
    )
  }

  /// How telling the example is: long, but not too long for a line.
  var exampleLength: Int {
    let length = example.before.count
    return length > 60 ? 0 : length
  }
}
