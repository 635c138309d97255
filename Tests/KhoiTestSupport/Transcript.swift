import Foundation
import KhoiData
package import KhoiEngine
import KhoiText

/// A recorded conversation: statements and the answers they gave, in a file that people read.
///
///     # a comment, kept
///     > FROM 'datasets/awards.csv'
///     > |> AGGREGATE COUNT(*) AS awards;
///     awards
///     7
///
/// Lines that begin with `> ` are one input; what follows up to the next input, or to a blank line
/// and a comment, is its answer. `KHOI_RECORD=1` writes the answers anew.
package struct Transcript: Sendable {
  /// One input and its recorded answer.
  package struct Exchange: Sendable {
    package var comments: [String]
    package var input: String
    package var answer: String
  }

  package let path: String
  package var exchanges: [Exchange]
  /// Comment lines after the last exchange.
  private var trailer: [String]

  /// The name of the case: its path below the folder of cases.
  package let name: String

  package init(path: String, below folder: String) throws {
    self.path = path
    name = String(path.dropFirst(folder.count + 1))
    exchanges = []
    trailer = []
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var comments: [String] = []
    var input: [String] = []
    var answer: [String] = []
    func finish(_ exchanges: inout [Exchange]) {
      guard !input.isEmpty else { return }
      while answer.last == "" { answer.removeLast() }
      exchanges.append(
        Exchange(
          comments: comments, input: input.joined(separator: "\n"),
          answer: answer.joined(separator: "\n")))
      (comments, input, answer) = ([], [], [])
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("> ") || line == ">" {
        if !answer.isEmpty { finish(&exchanges) }
        input.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("# ") {
        if !input.isEmpty { finish(&exchanges) }
        comments.append(line)
      } else if !input.isEmpty {
        answer.append(line)
      }
    }
    finish(&exchanges)
    trailer = comments
  }

  /// The file's text with other answers.
  package func text(answers: [String]) -> String {
    var lines: [String] = []
    for (exchange, answer) in zip(exchanges, answers) {
      lines += exchange.comments
      lines += exchange.input.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.isEmpty ? ">" : "> \($0)"
      }
      lines.append(answer)
      lines.append("")
    }
    lines += trailer
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The answers of a fresh session to all inputs, in order.
  package func answers(threads: Int, chunkCapacity: Int) -> [String] {
    var settings = SessionSettings(threads: threads, memoryLimit: 1 << 30)
    settings.chunkCapacity = chunkCapacity
    let session = Session(settings: settings)
    return exchanges.map { Answer.text(of: $0.input, in: session) }
  }

  /// Every case file below a folder, by name.
  package static func all(below folder: String) -> [Transcript] {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".kq") }.sorted().compactMap {
      try? Transcript(path: "\(folder)/\($0)", below: folder)
    }
  }

  /// Whether answers are to be recorded instead of compared.
  package static var isRecording: Bool {
    ProcessInfo.processInfo.environment["KHOI_RECORD"] == "1"
  }
}

/// The plain text of what a script gives: the only code of the tests that calls a session.
package enum Answer {
  /// Rows as `a | b` lines under their names, notices and errors as they are drawn.
  package static func text(of script: String, in session: Session) -> String {
    var lines: [String] = []
    let renderer = DiagnosticRenderer(source: script)
    func draw(_ diagnostic: Diagnostic) {
      let drawing = Palette.none.render(renderer.render(diagnostic))
      lines.append(drawing.trimmingCharacters(in: .newlines))
    }
    do throws(Diagnostic) {
      try session.execute(script) { (result: StatementResult) in
        for notice in result.notices { draw(notice) }
        if result.hasRows {
          lines.append(result.schema.names.joined(separator: " | "))
          for chunk in result.chunks {
            for row in 0..<chunk.count {
              lines.append(
                chunk.row(row).map(\.text).joined(separator: " | ")
                  .replacingOccurrences(of: "\n", with: "\\n"))
            }
          }
          if result.rowCount == 0 { lines.append("(no rows)") }
        } else {
          lines.append(result.affectedRows.map { "\($0) rows" } ?? "ok")
        }
      }
    } catch {
      draw(error)
    }
    return lines.joined(separator: "\n")
  }
}

/// Where the package's own files are.
package enum PackageFolder {
  /// The folder of Package.swift.
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Makes relative paths of queries start at the package, once.
  package static let isCurrent: Bool = FileManager.default.changeCurrentDirectoryPath(root)
}
