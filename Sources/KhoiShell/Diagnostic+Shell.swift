import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The wording of everything the shell itself can complain about.
extension Diagnostic {
  static func cannotOpen(_ path: String, code: Int32) -> Diagnostic {
    Diagnostic(.io, "cannot-open", "cannot read '\(path)': \(reason(code))")
  }

  static func cannotWrite(_ path: String, code: Int32) -> Diagnostic {
    Diagnostic(.io, "cannot-write", "cannot write '\(path)': \(reason(code))")
  }

  private static func reason(_ code: Int32) -> String {
    let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension Diagnostic {
  /// The reader of the output has gone; says nothing to anyone.
  static func closedPipe() -> Diagnostic {
    Diagnostic(.io, "closed-pipe", "the reader of the output has gone")
  }

  var isClosedPipe: Bool { kind == .io && name == "closed-pipe" }
}

extension Diagnostic {
  static func unknownCommand(_ name: String, nearest: [String]) -> Diagnostic {
    let label =
      nearest.isEmpty
      ? [] : ["did you mean " + nearest.map { "." + $0 }.joined(separator: ", ") + "?"]
    return Diagnostic(
      .parse, "unknown-command", "there is no command .\(name)",
      notes: label + [".help shows all commands"])
  }

  static func badArgument(_ text: CommandText, _ expected: String) -> Diagnostic {
    let given = text.rest.isEmpty ? "" : ", not '\(text.rest)'"
    return Diagnostic(
      .parse, "bad-argument", ".\(text.name) takes \(expected)\(given)",
      notes: [".help \(text.name) tells more"])
  }

  static func unknownTable(_ name: String, among names: [String]) -> Diagnostic {
    let nearest = Suggestion.nearest(to: name, among: names)
    let notes: [String]
    if !nearest.isEmpty {
      notes = ["did you mean " + nearest.joined(separator: ", ") + "?"]
    } else {
      notes = names.isEmpty ? ["there are no tables yet; .load FILE makes one"] : []
    }
    return Diagnostic(.bind, "unknown-table", "there is no table \(name)", notes: notes)
  }

  static func unknownMode(_ name: String) -> Diagnostic {
    let names = OutputMode.all.map(\.name)
    let nearest = Suggestion.nearest(to: name, among: names)
    let first = nearest.isEmpty ? [] : ["did you mean \(nearest.joined(separator: ", "))?"]
    return Diagnostic(
      .parse, "unknown-mode", "there is no output mode \(name)",
      notes: first + ["modes: " + names.joined(separator: ", ")])
  }

  static func unknownTopic(_ topic: String, nearest: [String]) -> Diagnostic {
    let notes = nearest.isEmpty ? [] : ["did you mean \(nearest.joined(separator: ", "))?"]
    return Diagnostic(
      .parse, "unknown-topic", "there is no help about \(topic)",
      notes: notes + [".help shows where to begin"])
  }

  static func noLastAnswer() -> Diagnostic {
    Diagnostic(.runtime, "no-last-answer", "no statement has given rows yet")
  }

  static func noHistory() -> Diagnostic {
    Diagnostic(.runtime, "no-history", "there is no statement to edit yet")
  }

  static func notInteractive(_ what: String) -> Diagnostic {
    Diagnostic(.runtime, "not-interactive", "\(what) needs a terminal")
  }

  static func programFailed(_ command: String) -> Diagnostic {
    Diagnostic(.io, "cannot-start", "cannot start '\(command)'")
  }

  static func nestedTooDeep(_ path: String) -> Diagnostic {
    Diagnostic(
      .io, "nested-scripts", "scripts call each other too deeply at '\(path)'",
      notes: [".read inside a script may be nested 16 deep"])
  }

  // MARK: Saved queries and parameters

  static func noFolder(_ folder: String) -> Diagnostic {
    Diagnostic(.io, "no-folder", "there is no folder '\(folder)'")
  }

  static func unknownQuery(_ name: String, folder: String, among names: [String]) -> Diagnostic {
    let nearest = Suggestion.nearest(to: name, among: names)
    let notes = nearest.isEmpty ? [] : ["did you mean \(nearest.joined(separator: ", "))?"]
    return Diagnostic(
      .io, "unknown-query", "there is no saved query \(name) in '\(folder)'", notes: notes)
  }

  static func ambiguousQuery(_ name: String, _ names: [String]) -> Diagnostic {
    Diagnostic(
      .io, "ambiguous-query", "\(name) may be several saved queries",
      notes: Array(names.prefix(5)))
  }

  static func badParameter(_ text: String) -> Diagnostic {
    Diagnostic(
      .parse, "bad-parameter", "a parameter is written name=value, not '\(text)'")
  }

  static func badParameterValue(_ name: String, _ value: String, _ type: String) -> Diagnostic {
    Diagnostic(
      .parse, "bad-parameter-value", "the parameter $\(name) takes \(type), not '\(value)'")
  }

  static func missingParameter(_ parameter: SavedQuery.Parameter) -> Diagnostic {
    let about = parameter.summary.isEmpty ? "" : ": \(parameter.summary)"
    return Diagnostic(
      .parse, "missing-parameter",
      "missing parameter $\(parameter.name) (\(parameter.typeName))\(about)",
      notes: ["give it with --param \(parameter.name)=…"])
  }

  static func unknownParameter(_ name: String, query: SavedQuery) -> Diagnostic {
    let names = query.parameters.map(\.name)
    let nearest = Suggestion.nearest(to: name, among: names)
    let known = names.isEmpty ? "it has no parameters" : "it has " + names.joined(separator: ", ")
    return Diagnostic(
      .parse, "unknown-parameter", "\(query.name) has no parameter \(name)",
      notes: nearest.isEmpty ? [known] : ["did you mean \(nearest.joined(separator: ", "))?"])
  }
}

extension Diagnostic {
  /// Something failed and has been told already.
  static func reported() -> Diagnostic {
    Diagnostic(.runtime, "reported", "a statement failed")
  }

  var isReported: Bool { kind == .runtime && name == "reported" }

  /// Ctrl-C.
  var isCancelled: Bool { name == "cancelled" }

  /// Wrong usage rather than wrong data.
  var isUsage: Bool {
    [
      "missing-parameter", "unknown-parameter", "bad-parameter", "bad-parameter-value",
      "unknown-query", "ambiguous-query", "no-folder", "unknown-mode", "unknown-option",
      "missing-value", "needless-value", "bad-option", "needless-word", "excluded-option",
      "no-files",
    ].contains(name)
  }
}

extension Diagnostic {
  static func badRequest() -> Diagnostic {
    Diagnostic(
      .parse, "bad-request", "not a request: a line must be a JSON object with a member \"sql\"")
  }

  static func requestTooLong() -> Diagnostic {
    Diagnostic(.parse, "request-too-long", "not a request: a line may have at most 16 MiB")
  }
}

extension Diagnostic {
  static func unknownAnswer(_ name: String, query: SavedQuery) -> Diagnostic {
    let names = query.parts.map(\.name)
    return Diagnostic(
      .parse, "unknown-answer", "\(query.name) has no answer \(name)",
      notes: names.isEmpty ? [] : ["it has " + names.joined(separator: ", ")])
  }
}
