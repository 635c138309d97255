package import KhoiText

/// What `khoi fmt` is asked for.
package struct LayoutOptions: Sendable {
  /// Files and folders; standard input if there are none.
  package var paths: [String] = []
  /// Only name the files whose layout differs.
  package var checks = false
  /// Change the files instead of printing them.
  package var writes = false
  package var color = ColorChoice.auto

  package init() {}
}

extension Launch {
  /// `khoi fmt`: queries in their one layout; gives the exit status.
  package static func format(_ options: LayoutOptions) -> Int32 {
    var status = ExitStatus.success
    let sink = OutputSink(descriptor: 1)
    for path in options.paths.isEmpty ? ["-"] : files(in: options.paths) {
      do throws(Diagnostic) {
        let text = try FileAccess.readText(path)
        do throws(Diagnostic) {
          let layout = try ScriptFormatter.format(text)
          if options.checks {
            if layout == text { continue }
            status = ExitStatus.failure
            try sink.write((path == "-" ? "stdin" : path) + "\n")
          } else if options.writes, path != "-" {
            if layout != text { try FileAccess.writeText(layout, to: path) }
          } else {
            try sink.write(layout)
          }
        } catch {
          if error.isClosedPipe { throw error }
          report(error, in: text, of: path, options.color)
          status = ExitStatus.failure
        }
      } catch {
        if error.isClosedPipe { return ExitStatus.closedPipe }
        status = max(status, refuse(error, options.color))
      }
    }
    do throws(Diagnostic) {
      try sink.flush()
    } catch {
      return error.isClosedPipe ? ExitStatus.closedPipe : ExitStatus.failure
    }
    return status
  }

  /// The files, and the `.sql` files in and below the folders.
  private static func files(in paths: [String]) -> [String] {
    var files: [String] = []
    for path in paths {
      if FileAccess.isFolder(path) {
        let inner = FileAccess.names(in: path).filter { $0.first != "." }.map { "\(path)/\($0)" }
        files += Self.files(
          in: inner.filter { $0.hasSuffix(".sql") || FileAccess.isFolder($0) })
      } else {
        files.append(path)
      }
    }
    return files
  }

  private static func report(
    _ diagnostic: Diagnostic, in text: String, of path: String, _ color: ColorChoice
  ) {
    let renderer = DiagnosticRenderer(source: text, sourceName: path == "-" ? "stdin" : path)
    let sink = OutputSink(descriptor: 2)
    try? sink.write(errorPalette(color).render(renderer.render(diagnostic)))
    try? sink.flush()
  }
}
