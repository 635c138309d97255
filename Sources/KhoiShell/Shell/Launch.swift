import KhoiEngine
import KhoiFormats
package import KhoiText

/// What the command line asks for.
package struct LaunchOptions: Sendable {
  /// A text or a file to run, in the order of the command line.
  package enum Script: Sendable {
    case text(String)
    case file(String)
  }

  package var files: [String] = []
  /// How the files are written, as `read_csv` takes it: `delim ';', header false`.
  package var readOptions = ""
  package var scripts: [Script] = []
  package var outputPath: String?
  package var modeName: String?
  /// `name=value`
  package var parameters: [String] = []
  package var staysInteractive = false
  package var isQuiet = false
  package var color = ColorChoice.auto
  package var skipsStartFile = false
  package var continuesAfterErrors = false
  package var echoes = false
  package var hasTimer = false
  package var threads: Int?
  /// Seconds that a statement may run.
  package var timeout: Double?

  package init() {}
}

/// What `khoi run` asks for.
package struct RunOptions: Sendable {
  package var name: String?
  package var lists = false
  package var runsAll = false
  package var queryFolder = "queries"
  package var dataFolder = "datasets"
  /// Where `--all` writes a CSV for each answer.
  package var exportFolder: String?
  /// The one answer that is wanted of a query with several.
  package var answer: String?

  package init() {}
}

/// The ways to start khoi; each gives the exit status.
@MainActor package enum Launch {
  /// What the process works with up to its end: giving tables back to the system one by one takes
  /// longer than leaving them to it.
  private static var running: Shell?

  /// A shell, for a person or for scripts.
  package static func shell(_ options: LaunchOptions) -> Int32 {
    do throws(Diagnostic) {
      let shell = try makeShell(options)
      running = shell
      let talks =
        Terminal.inputIsTerminal && (options.staysInteractive || options.scripts.isEmpty)
      Interrupts.install(isInteractive: talks)
      if let status = load(options.files, options.readOptions, into: shell) { return status }
      if talks, Terminal.outputIsTerminal { return converse(shell, options) }
      runScripts(options, shell)
      return finish(shell)
    } catch {
      return refuse(error, options.color)
    }
  }

  /// `khoi run`: saved queries.
  package static func run(_ run: RunOptions, _ options: LaunchOptions) -> Int32 {
    do throws(Diagnostic) {
      let shell = try makeShell(options)
      running = shell
      shell.settings.queryFolder = run.queryFolder
      Interrupts.install(isInteractive: false)
      let queries = SavedQueries(folder: run.queryFolder)
      if run.lists {
        try shell.listQueries(queries)
        return finish(shell)
      }
      let runner = QueryRunner(shell: shell, options: run)
      if FileAccess.isFolder(run.dataFolder) { try runner.loadFolder(run.dataFolder) }
      if let status = load(options.files, options.readOptions, into: shell) { return status }
      if run.runsAll {
        try runner.runAll(try queries.all(), given: given(options.parameters))
      } else if let name = run.name {
        try runner.run(try queries.find(name), given: given(options.parameters))
      } else {
        try shell.listQueries(queries)
      }
      return finish(shell)
    } catch {
      return refuse(error, options.color)
    }
  }

  /// `khoi --stdio`: a session for programs.
  package static func stdio(_ files: [String]) -> Int32 {
    let session = Session()
    let shell = Shell(
      session: session, settings: ShellSettings(mode: .csv), palette: .none, errorPalette: .none)
    shell.settings.isQuiet = true
    if let status = load(files, "", into: shell) { return status }
    var server = StdioServer(session: session)
    return server.run()
  }

  /// Writes a text to standard error.
  nonisolated package static func complain(_ text: String) {
    _ = FileAccess.writeAll(Array(text.utf8), to: 2)
  }

  // MARK: Steps

  private static func makeShell(_ options: LaunchOptions) throws(Diagnostic) -> Shell {
    let toScreen = Terminal.outputIsTerminal && options.outputPath == nil
    var settings = ShellSettings(mode: toScreen ? .box : .csv)
    if let name = options.modeName {
      guard let mode = OutputMode.named(name) else { throw .unknownMode(name) }
      settings.mode = mode
      settings.modeIsChosen = true
    }
    settings.isQuiet = options.isQuiet
    settings.continuesAfterErrors = options.continuesAfterErrors
    settings.echoes = options.echoes
    settings.hasTimer = options.hasTimer
    let shell = Shell(
      session: Session(), settings: settings,
      palette: Palette(
        isEnabled: options.color.isEnabled(
          isTerminal: Terminal.outputIsTerminal, environment: Environment.value)),
      errorPalette: errorPalette(options.color))
    Interrupts.setTimeLimit(options.timeout ?? 0)
    if let threads = options.threads { try shell.runStatement("SET threads = \(threads)") }
    for text in options.parameters {
      let (name, value) = try ParameterValue.split(text)
      shell.parameters[name] = try ParameterValue.value(value, type: nil, name: name)
    }
    if let path = options.outputPath { try shell.sendOutput(toFile: path) }
    return shell
  }

  private static func given(_ parameters: [String]) throws(Diagnostic) -> [String: String] {
    var given: [String: String] = [:]
    for text in parameters {
      let (name, value) = try ParameterValue.split(text)
      given[name] = value
    }
    return given
  }

  /// Loads the files of the command line, `path` or `table=path`; a status if one failed.
  private static func load(
    _ files: [String], _ readOptions: String, into shell: Shell
  ) -> Int32? {
    let options: FormatOptions
    do throws(Diagnostic) {
      options = try FormatOptions(parsing: readOptions)
    } catch {
      shell.report(error)
      return ExitStatus.usage
    }
    for file in files {
      var path = file
      var name: String?
      if let sign = file.firstIndex(of: "="), !FileAccess.exists(file) {
        name = String(file[..<sign])
        path = String(file[file.index(after: sign)...])
      }
      do throws(Diagnostic) {
        try shell.load(path, name: name, options: options)
      } catch {
        shell.report(error)
        return FileAccess.exists(path) ? ExitStatus.failure : ExitStatus.usage
      }
    }
    return nil
  }

  private static func runScripts(_ options: LaunchOptions, _ shell: Shell) {
    let scripts = options.scripts.isEmpty ? [.file("-")] : options.scripts
    for script in scripts {
      let isDone: Bool
      switch script {
      case .text(let text): isDone = shell.runScript(text, sourceName: nil)
      case .file(let path): isDone = shell.runFile(path)
      }
      if shell.requestedExit != nil || (!isDone && !options.continuesAfterErrors) { return }
    }
  }

  private static func converse(_ shell: Shell, _ options: LaunchOptions) -> Int32 {
    if !options.scripts.isEmpty { runScripts(options, shell) }
    if shell.requestedExit == nil {
      if !options.skipsStartFile, let home = Environment.value("HOME"),
        FileAccess.exists(home + "/.khoirc")
      {
        shell.runFile(home + "/.khoirc")
      }
      if !options.isQuiet { shell.greet() }
      shell.runInteractive()
    }
    return finish(shell)
  }

  /// Writes what is pending; the status of the whole run.
  private static func finish(_ shell: Shell) -> Int32 {
    do throws(Diagnostic) {
      try shell.closeOutput()
    } catch {
      if error.isClosedPipe { return ExitStatus.closedPipe }
      shell.report(error)
      return ExitStatus.failure
    }
    return shell.requestedExit ?? shell.status
  }

  /// Shows a diagnostic; the exit status that it means.
  static func refuse(_ diagnostic: Diagnostic, _ color: ColorChoice) -> Int32 {
    if diagnostic.isClosedPipe { return ExitStatus.closedPipe }
    if !diagnostic.isReported {
      let palette = errorPalette(color)
      let sink = OutputSink(descriptor: 2)
      try? sink.write(palette.render(DiagnosticRenderer(source: nil).render(diagnostic)))
      try? sink.flush()
    }
    return diagnostic.isUsage ? ExitStatus.usage : ExitStatus.failure
  }

  /// The colours of standard error.
  static func errorPalette(_ color: ColorChoice) -> Palette {
    Palette(
      isEnabled: color.isEnabled(
        isTerminal: Terminal.errorIsTerminal, environment: Environment.value))
  }
}
