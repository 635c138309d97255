import KhoiFormats
package import KhoiText

/// A form in which rows are shown or written.
package struct OutputMode: Sendable {
  package let name: String
  /// One line for `.help mode`.
  package let summary: String
  /// Endings of file names that choose this mode.
  package let fileExtensions: [String]
  /// Writes all rows, or for modes made for the eye those that fit.
  package let render:
    @Sendable (_ rows: ResultRows, _ settings: OutputSettings, _ sink: OutputSink)
      throws(Diagnostic) -> Void

  init(
    _ name: String, _ summary: String, fileExtensions: [String] = [],
    render:
      @escaping @Sendable (
        _ rows: ResultRows, _ settings: OutputSettings, _ sink: OutputSink
      ) throws(Diagnostic) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.fileExtensions = fileExtensions
    self.render = render
  }

  /// The mode of a name.
  package static func named(_ name: String) -> OutputMode? {
    all.first { $0.name == name.lowercased() }
  }

  /// The mode that the ending of a path asks for.
  package static func forPath(_ path: String) -> OutputMode? {
    let ending = FilePaths.ending(path)
    return all.first { $0.fileExtensions.contains(ending) }
  }
}

/// How rows are shown, as far as the person can choose.
package struct OutputSettings: Sendable {
  /// What stands for NULL where the mode has no form of its own for it; nil for the mode's choice.
  package var nullText: String?
  /// Rows that `box` shows at most; nil for all.
  package var maxRows: Int?
  /// Cells that `box` may use in a line; nil for as many as it takes.
  package var width: Int?
  package var palette: Palette
  /// Whether column names come first in csv, tsv and list.
  package var hasHeader: Bool
  /// Between the cells of `list`.
  package var separator: String
  /// What the footer of `box` says after the counts, such as the time.
  package var footerNote: String?
  /// Whether `box` says how many rows there are.
  package var hasFooter: Bool
  /// Whether `box` has a line with the types of the columns.
  package var showsTypes = true

  package init(
    nullText: String? = nil, maxRows: Int? = nil, width: Int? = nil, palette: Palette = .none,
    hasHeader: Bool = true, separator: String = "|", footerNote: String? = nil,
    hasFooter: Bool = true
  ) {
    self.nullText = nullText
    self.maxRows = maxRows
    self.width = width
    self.palette = palette
    self.hasHeader = hasHeader
    self.separator = separator
    self.footerNote = footerNote
    self.hasFooter = hasFooter
  }
}
