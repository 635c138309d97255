import KhoiText

extension CommandLineProgram {
  /// `khoi fmt`: the one layout of queries.
  static let format = CommandLineProgram(
    name: "khoi fmt",
    abstract: "Brings queries into the one layout.",
    usage: [
      "khoi fmt [FILE…]            print them; standard input without files",
      "khoi fmt --write FILE…      change the files",
      "khoi fmt --check FILE…      name the files that would change",
    ],
    discussion: """
      Words of the language in capitals, one step or clause a line, lists broken only where a \
      line would be longer than 100 columns. Names, texts, numbers and comments stay as they \
      are. A folder stands for the .sql files in it. Exit status: 0, 1 if a file would change \
      (--check) or cannot be read as statements, 2 for wrong usage.
      """,
    options: [
      .toggle("-w", "--write", help: "Change the files instead of printing them.") {
        $0.layout.writes = true
      },
      .toggle("-c", "--check", help: "Name the files that would change, with exit status 1.") {
        $0.layout.checks = true
      },
      CommandLineOption.color,
    ],
    operand: "FILE",
    operandHelp: "Files of statements, or folders.",
    take: { request, word in request.layout.paths.append(word) },
    check: { request throws(Diagnostic) in
      if request.layout.writes, request.layout.checks {
        throw .excludedOption("--check", by: "--write")
      }
      if request.layout.writes, request.layout.paths.isEmpty { throw .noFiles(for: "--write") }
    },
    start: { request in Launch.format(request.layout) })
}
