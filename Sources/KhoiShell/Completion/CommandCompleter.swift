import KhoiEngine
import KhoiPlan
import KhoiText

/// Completes the commands of the shell and their arguments.
@MainActor struct CommandCompleter {
  let shell: Shell

  func complete(_ text: String, cursor: Int) -> Completion? {
    let bytes = Array(text.utf8.prefix(cursor))
    guard let blank = bytes.firstIndex(of: 0x20) else {
      let typed = String(decoding: bytes, as: UTF8.self).drop { $0 == "." || $0.isWhitespace }
      let names = ShellCommand.all.map(\.name).filter { $0.hasPrefix(typed.lowercased()) }
      return Completion(
        lower: 0, upper: cursor, candidates: names.map { Completion.Candidate("." + $0) })
    }
    let name = String(decoding: bytes[..<blank], as: UTF8.self).drop { $0 == "." }.lowercased()
    guard let command = try? ShellCommand.find(name) else { return nil }
    var lower = bytes.count
    while lower > blank + 1, bytes[lower - 1] != 0x20 { lower -= 1 }
    let typed = String(decoding: bytes[lower...], as: UTF8.self)
    return candidates(command.argument, typed: typed, lower: lower, upper: cursor)
  }

  private func candidates(
    _ argument: ShellCommand.Argument, typed: String, lower: Int, upper: Int
  ) -> Completion? {
    switch argument {
    case .none: return nil
    case .path:
      let isQuoted = typed.first == "'"
      return PathCompleter().complete(
        typed: isQuoted ? String(typed.dropFirst()) : typed, lower: isQuoted ? lower + 1 : lower,
        upper: upper, quote: isQuoted ? "'" : "")
    case .table: return matching(shell.session.catalog.all.map(\.name), typed, lower, upper)
    case .topic: return matching(Manual().topics, typed, lower, upper)
    case .query:
      return matching(
        SavedQueries(folder: shell.settings.queryFolder).names, typed, lower, upper)
    case .words(let words): return matching(words, typed, lower, upper)
    }
  }

  private func matching(
    _ names: [String], _ typed: String, _ lower: Int, _ upper: Int
  ) -> Completion {
    let found = names.filter { $0.lowercased().hasPrefix(typed.lowercased()) }
    return Completion(
      lower: lower, upper: upper, candidates: found.map { Completion.Candidate($0) })
  }
}
