import KhoiText

/// An option of the command line: its names, its line in the help and what it sets.
struct CommandLineOption: Sendable {
  /// As they are typed: `-m`, `--mode`.
  let names: [String]
  /// What its value is called in the help; none for a switch.
  let value: String?
  // Made when they are asked for, which a program that only runs never does.
  private let makeHelp: @Sendable () -> String
  private let makeChoices: @Sendable () -> [String]
  /// Sets what the option asks for, from its value.
  let apply: @Sendable (inout CommandLineRequest, String) throws(Diagnostic) -> Void

  var help: String { makeHelp() }
  /// The values it may have, where they are few.
  var choices: [String] { makeChoices() }

  /// An option with a value.
  static func valued(
    _ names: String..., value: String, _ help: @escaping @autoclosure @Sendable () -> String,
    choices: @escaping @autoclosure @Sendable () -> [String] = [],
    apply: @escaping @Sendable (inout CommandLineRequest, String) throws(Diagnostic) -> Void
  ) -> CommandLineOption {
    CommandLineOption(
      names: names, value: value, makeHelp: help, makeChoices: choices, apply: apply)
  }

  /// An option without a value.
  static func toggle(
    _ names: String..., help: String,
    apply: @escaping @Sendable (inout CommandLineRequest) -> Void
  ) -> CommandLineOption {
    CommandLineOption(
      names: names, value: nil, makeHelp: { help }, makeChoices: { [] },
      apply: { request, _ in apply(&request) })
  }
}

extension CommandLineOption {
  /// What every program of khoi can tell of itself.
  static let information: [CommandLineOption] = [
    .valued(
      "--completions", value: "SHELL", "Print the completion of these options for a shell.",
      choices: CompletionScript.allCases.map(\.rawValue)
    ) { request, text throws(Diagnostic) in
      guard let script = CompletionScript(rawValue: text) else {
        throw .badOption(
          "--completions", text, expected: CompletionScript.allCases.map(\.rawValue))
      }
      request.wanted = .completions(script)
    },
    .toggle("--version", help: "Show the version.") { $0.wanted = .version },
    .toggle("-h", "--help", help: "Show this help.") { $0.wanted = .help },
  ]

  static let color = CommandLineOption.valued(
    "--color", value: "WHEN", "Colour: auto, always, never.",
    choices: ColorChoice.allCases.map(\.rawValue)
  ) { request, text throws(Diagnostic) in
    guard let choice = ColorChoice(rawValue: text) else {
      throw .badOption("--color", text, expected: ColorChoice.allCases.map(\.rawValue))
    }
    request.launch.color = choice
    request.layout.color = choice
  }

  /// What the shell and `khoi run` share.
  static let session: [CommandLineOption] = [
    .valued("-o", value: "FILE", "Write answers to a file.") { $0.launch.outputPath = $1 },
    .valued(
      "-m", "--mode", value: "MODE",
      "Output mode: \(OutputMode.all.map(\.name).joined(separator: " ")).",
      choices: OutputMode.all.map(\.name)
    ) { $0.launch.modeName = $1 },
    .valued("-P", "--param", value: "NAME=VALUE", "The value of $NAME; repeatable.") {
      $0.launch.parameters.append($1)
    },
    .toggle("-q", "--quiet", help: "Say nothing but answers and errors.") {
      $0.launch.isQuiet = true
    },
    color,
    .toggle("--timer", help: "Tell the time of each statement.") { $0.launch.hasTimer = true },
    .valued("--threads", value: "COUNT", "How many threads a statement may use.") {
      request, text throws(Diagnostic) in
      guard let count = Int(text) else {
        throw .badOption("--threads", text, expected: ["a number"])
      }
      request.launch.threads = count
    },
    .valued("--timeout", value: "SECONDS", "Cancel statements that run longer.") {
      request, text throws(Diagnostic) in
      guard let seconds = Double(text), seconds.isFinite else {
        throw .badOption("--timeout", text, expected: ["a number of seconds"])
      }
      request.launch.timeout = seconds
    },
  ]
}
