import KhoiChart
import KhoiData
import KhoiEngine
import KhoiSyntax
package import KhoiText

/// Scripts: texts in which statements and commands stand one after the other.
extension Shell {
  /// Runs a text; false once something failed and the rest was left out.
  @discardableResult
  package func runScript(_ text: String, sourceName: String?) -> Bool {
    // Without commands the session takes the whole text at once.
    if !Shell.hasCommands(text) {
      return runStatements(text, sourceName: sourceName, lineOffset: 0)
    }
    var pending = ""
    var pendingLine = 0
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      defer { number += 1 }
      let isBlank = pending.allSatisfy(\.isWhitespace)
      if CommandText.isCommand(String(line)), isBlank || ScriptFormatter.hasNoStatement(pending) {
        pending = ""
        if !runCommand(String(line)), !settings.continuesAfterErrors { return false }
        if requestedExit != nil { return true }
        continue
      }
      if isBlank {
        pending = ""
        pendingLine = number
      }
      pending += line + "\n"
      if StatementSplitter(pending).isComplete, line.contains(";") {
        let done = pending
        pending = ""
        if !runStatements(done, sourceName: sourceName, lineOffset: pendingLine) { return false }
      }
    }
    return runStatements(pending, sourceName: sourceName, lineOffset: pendingLine)
  }

  /// Whether a line of the text begins like a command.
  private static func hasCommands(_ text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      line.drop { $0 == " " || $0 == "\t" }.first.map { ".!?ehqEHQ".contains($0) } ?? false
        && CommandText.isCommand(String(line))
    }
  }

  private func runStatements(_ text: String, sourceName: String?, lineOffset: Int) -> Bool {
    if text.allSatisfy(\.isWhitespace) { return true }
    if !settings.echoes, !settings.continuesAfterErrors {
      return execute(text, sourceName: sourceName, lineOffset: lineOffset)
    }
    // One by one, so that each can be shown first or fail alone.
    let splitter = StatementSplitter(text)
    let bytes = Array(text.utf8)
    for range in splitter.statements + (splitter.rest.map { [$0] } ?? []) {
      let statement = String(decoding: bytes[range.lower..<range.upper], as: UTF8.self)
      let linesBefore = bytes[..<range.lower].reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
      if settings.echoes { try? write(statement + ";\n") }
      let isDone = execute(
        statement, sourceName: sourceName, lineOffset: lineOffset + linesBefore)
      if !isDone, !settings.continuesAfterErrors { return false }
      if status == ExitStatus.interrupted || status == ExitStatus.closedPipe { return false }
    }
    return true
  }

  /// Runs the statements and commands of a file; false if one failed.
  @discardableResult
  package func runFile(_ path: String) -> Bool {
    do throws(Diagnostic) {
      let text = try FileAccess.readText(path)
      try takeDefaults(of: SavedQuery(path: path, text: text))
      return runScript(text, sourceName: path == "-" ? "stdin" : path)
    } catch {
      report(error)
      status = ExitStatus.usage
      return false
    }
  }

  /// Gives the parameters that a script declares their defaults, unless they have a value.
  private func takeDefaults(of query: SavedQuery) throws(Diagnostic) {
    for parameter in query.parameters where parameters[parameter.name] == nil {
      guard let text = parameter.defaultText else { throw .missingParameter(parameter) }
      parameters[parameter.name] = try ParameterValue.value(
        text, type: parameter.typeName, name: parameter.name)
    }
  }

  /// `.read`: a script within a script or at the prompt.
  func readScript(_ path: String) throws(Diagnostic) {
    if scriptDepth >= 16 { throw .nestedTooDeep(path) }
    scriptDepth += 1
    defer { scriptDepth -= 1 }
    let text = try FileAccess.readText(path)
    try takeDefaults(of: SavedQuery(path: path, text: text))
    if !runScript(text, sourceName: path) { throw .reported() }
  }

  /// Runs a command; false if it failed.
  @discardableResult
  func runCommand(_ line: String) -> Bool {
    guard let text = CommandText(line) else { return true }
    if settings.echoes, !isInteractive { try? write(line + "\n") }
    do throws(Diagnostic) {
      try ShellCommand.find(text.name).run(self, text)
      if isInteractive { try target.sink.flush() }
      return true
    } catch {
      if error.isReported { return false }
      if error.isCancelled {
        say("cancelled")
        return false
      }
      report(error)
      fail(error)
      return false
    }
  }

  // MARK: Saved queries

  /// Answers a saved query on the screen.
  func run(_ query: SavedQuery, given: [String: String]) throws(Diagnostic) {
    let values = try query.values(given: given)
    var previous: String?
    let isDone = execute(
      query.text, sourceName: query.path, parameters: values
    ) { (result) throws(Diagnostic) in
      let part = query.partName(at: result.range.lower)
      if self.isInteractive, result.hasRows, part != previous, query.parts.count > 1 {
        try self.write(self.palette.paint(part, .strong) + "\n")
      }
      previous = part
      try self.show(result)
    }
    if !isDone { throw .reported() }
  }

  /// Lists the names and titles of saved queries.
  package func listQueries(_ queries: SavedQueries) throws(Diagnostic) {
    let all = try queries.all()
    let width = all.map { DisplayWidth.of($0.name) }.max() ?? 0
    for query in all {
      try write(DisplayWidth.padded(query.name, to: width + 2) + query.title + "\n")
      for parameter in query.parameters {
        let value = parameter.defaultText.map { " = \($0)" } ?? ""
        let about = "$\(parameter.name) \(parameter.typeName)\(value)  \(parameter.summary)"
        try write(
          String(repeating: " ", count: width + 4) + palette.paint(about, .muted) + "\n")
      }
    }
  }
}
