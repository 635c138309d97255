import KhoiText

extension CommandLineProgram {
  /// `khoi`: the shell, at a prompt or over scripts.
  static let shell = CommandLineProgram(
    name: "khoi",
    abstract: "Asks CSV and JSON files questions in pipe SQL.",
    usage: [
      "khoi [options] [FILE…]      each file is a table named after it, or NAME=FILE",
      "khoi -c 'FROM t |> …' FILE  answer and leave",
      "khoi run NAME               answer a saved query (khoi run --help)",
      "khoi fmt FILE…              queries in their one layout (khoi fmt --help)",
    ],
    discussion: """
      Into a file or a pipe khoi writes CSV: all rows, no colour. Exit status: 0, 1 for an error \
      in a statement or its data, 2 for wrong usage, 124 after a time-out, 130 after Ctrl-C.
      """,
    options: scripts + CommandLineOption.session + surroundings,
    operand: "FILE",
    operandHelp: "CSV or JSON files, or files of statements that end in .sql.",
    take: { request, word in
      // A file of statements is run, every other file is a table.
      if word.hasSuffix(".sql") {
        request.statementFiles.append(word)
      } else {
        request.launch.files.append(word)
      }
    },
    start: { request in
      if request.speaksJSON { return Launch.stdio(request.launch.files) }
      var options = request.launch
      options.scripts += request.statementFiles.map { .file($0) }
      return Launch.shell(options)
    })

  private static let scripts: [CommandLineOption] = [
    .valued("-c", value: "TEXT", "Run statements and commands; repeatable.") {
      $0.launch.scripts.append(.text($1))
    },
    .valued("-f", value: "FILE", "Run a file, - for standard input; repeatable.") {
      $0.launch.scripts.append(.file($1))
    },
    .toggle("-i", help: "Stay at the prompt after -c and -f.") {
      $0.launch.staysInteractive = true
    },
    .toggle("--continue", help: "Go on after an error in a script.") {
      $0.launch.continuesAfterErrors = true
    },
    .toggle("--echo", help: "Show the statements of scripts.") { $0.launch.echoes = true },
  ]

  private static let surroundings: [CommandLineOption] = [
    .toggle("--no-init", help: "Do not run ~/.khoirc.") { $0.launch.skipsStartFile = true },
    .toggle("--stdio", help: "Speak JSON lines with a program (docs/stdio.md).") {
      $0.speaksJSON = true
    },
    .valued(
      "--read", value: "OPTIONS",
      "How the files are written, as in read_csv: \"delim ';', header false\"."
    ) { $0.launch.readOptions = $1 },
  ]
}
