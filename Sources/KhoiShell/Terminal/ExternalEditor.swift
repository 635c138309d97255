#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The person's own editor, for a statement that has outgrown the prompt.
enum ExternalEditor {
  /// Opens `text` in `$KHOI_EDITOR`, `$VISUAL`, `$EDITOR` or `vi`; nil if that failed.
  static func edit(_ text: String) -> String? {
    let folder = Environment.value("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let path = "\(folder)/khoi-\(getpid())-\(Clock.secondsSinceEpoch).sql"
    guard (try? FileAccess.writeText(text, to: path, mode: 0o600)) != nil else { return nil }
    defer { FileAccess.remove(path) }
    let names = ["KHOI_EDITOR", "VISUAL", "EDITOR"]
    let program = names.lazy.compactMap(Environment.value).first { !$0.isEmpty } ?? "vi"
    guard ChildProcess.run(program + " " + ChildProcess.quoted(path)) == 0,
      var edited = try? FileAccess.readText(path)
    else { return nil }
    while edited.last?.isNewline == true { edited.removeLast() }
    return edited
  }
}
