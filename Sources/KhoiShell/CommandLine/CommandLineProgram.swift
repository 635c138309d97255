import KhoiText

/// One of the programs that `khoi` is, chosen by its first word: its options, its help and its
/// start.
struct CommandLineProgram: Sendable {
  /// As it is called: `khoi`, `khoi run`.
  let name: String
  let abstract: String
  /// Ways to call it.
  let usage: [String]
  /// Further sentences of the help.
  let discussion: String
  let options: [CommandLineOption]
  /// What the words without a dash are, and what the help says of them.
  let operand: String
  let operandHelp: String
  /// Takes a word without a dash.
  let take: @Sendable (inout CommandLineRequest, String) throws(Diagnostic) -> Void
  /// Refuses what does not go together.
  var check: @Sendable (CommandLineRequest) throws(Diagnostic) -> Void = { _ in }
  /// Does what was asked for; gives the exit status.
  let start: @MainActor @Sendable (CommandLineRequest) -> Int32

  /// The programs with a first word of their own; each is made when it is asked for.
  static let named: [(word: String, program: @Sendable () -> CommandLineProgram)] = [
    ("run", { .run }),
    ("fmt", { .format }),
  ]

  /// Options, one's own first.
  var allOptions: [CommandLineOption] { options + CommandLineOption.information }
}

extension Launch {
  /// Does what the words behind `khoi` ask for; gives the exit status.
  package static func start(_ words: [String]) -> Int32 {
    let named = CommandLineProgram.named.first { $0.word == words.first }
    let program = named?.program() ?? .shell
    do throws(Diagnostic) {
      let request = try program.request(named == nil ? words[...] : words.dropFirst())
      guard let wanted = request.wanted else { return program.start(request) }
      let sink = OutputSink(descriptor: 1)
      try sink.write(program.told(wanted))
      try sink.flush()
      return ExitStatus.success
    } catch {
      return refuse(error, .auto)
    }
  }
}

extension CommandLineProgram {
  /// Reads words as the GNU conventions have them: `--mode csv`, `--mode=csv`, `-m csv`, `-mcsv`,
  /// `-qi` for two switches, `--` before words that begin with a dash.
  func request(_ words: ArraySlice<String>) throws(Diagnostic) -> CommandLineRequest {
    var request = CommandLineRequest()
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        for operand in rest { try take(&request, operand) }
        break
      }
      if word.hasPrefix("--") {
        try readLong(word, &rest, &request)
      } else if word.hasPrefix("-"), word != "-" {
        try readShort(word, &rest, &request)
      } else {
        try take(&request, word)
      }
      if request.wanted != nil { return request }
    }
    try check(request)
    return request
  }

  private func readLong(
    _ word: String, _ rest: inout ArraySlice<String>, _ request: inout CommandLineRequest
  ) throws(Diagnostic) {
    let sign = word.firstIndex(of: "=")
    let name = sign.map { String(word[..<$0]) } ?? word
    let option = try option(name)
    let attached = sign.map { String(word[word.index(after: $0)...]) }
    if option.value == nil {
      if let attached { throw .needlessValue(name, attached) }
      try option.apply(&request, "")
    } else {
      try option.apply(&request, try value(of: option, name, attached, &rest))
    }
  }

  /// One letter with a value, or switches of one letter each.
  private func readShort(
    _ word: String, _ rest: inout ArraySlice<String>, _ request: inout CommandLineRequest
  ) throws(Diagnostic) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let option = try option("-\(letter)", in: word)
      guard option.value != nil else {
        try option.apply(&request, "")
        continue
      }
      if letters.first == "=" { letters.removeFirst() }
      let attached = letters.isEmpty ? nil : String(letters)
      try option.apply(&request, try value(of: option, "-\(letter)", attached, &rest))
      return
    }
  }

  /// The value of an option: what is attached to its name, or the next word.
  private func value(
    of option: CommandLineOption, _ name: String, _ attached: String?,
    _ rest: inout ArraySlice<String>
  ) throws(Diagnostic) -> String {
    if let attached { return attached }
    guard let value = rest.popFirst() else {
      throw .missingValue(name, option.value ?? "")
    }
    return value
  }

  private func option(_ name: String, in word: String? = nil) throws(Diagnostic)
    -> CommandLineOption
  {
    for option in allOptions where option.names.contains(name) { return option }
    throw .unknownOption(word ?? name, of: self.name, among: allOptions.flatMap(\.names))
  }
}
