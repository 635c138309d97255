import KhoiText

/// The statements entered so far, whole, in memory and in a file.
///
/// In the file a line `#1700000000` with the time stands before each statement; that keeps
/// statements of several lines apart. Every statement is appended at once, so a crash loses none.
package struct History: Sendable {
  package private(set) var entries: [String] = []
  /// Where the file is; nil keeps the history in memory only.
  package let path: String?
  private let limit: Int

  /// Loads the history of `path`; the last of several equal statements stays.
  package init(path: String?, limit: Int = 10_000) {
    self.path = path
    self.limit = limit
    guard let path, let content = try? FileAccess.readText(path) else { return }
    let stored = History.parse(content)
    entries = History.withoutRepeats(stored, limit: limit)
    // A file that is mostly repeats or far too long is written anew.
    if stored.count > entries.count * 2 + 100 { rewrite() }
  }

  /// Where an entry stood that a new one replaces.
  package struct Replaced {
    package var index: Int?
  }

  /// Adds a statement, taking an equal older one out; nil if it must not be remembered.
  ///
  /// Text that begins with a blank is not stored.
  package mutating func add(_ text: String, now: Int = Clock.secondsSinceEpoch) -> Replaced? {
    guard !text.isEmpty, text.first != " ", text.contains(where: { !$0.isWhitespace }) else {
      return nil
    }
    let index = entries.firstIndex(of: text)
    if let index { entries.remove(at: index) }
    entries.append(text)
    if let path {
      try? FileAccess.makeParentFolder(of: path)
      try? FileAccess.append("#\(now)\n\(History.escaped(text))\n", to: path, mode: 0o600)
    }
    return Replaced(index: index)
  }

  /// Empties the history and its file.
  package mutating func clear() {
    entries = []
    if path != nil { rewrite() }
  }

  private func rewrite() {
    guard let path else { return }
    let content = entries.map { "#0\n\(History.escaped($0))\n" }.joined()
    try? FileAccess.writeText(content, to: path, mode: 0o600)
  }

  /// A line of a statement that looks like a time gets a blank before it.
  private static func escaped(_ text: String) -> String {
    guard text.contains("#") else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { isTime($0) ? " " + $0 : String($0) }.joined(separator: "\n")
  }

  private static func isTime(_ line: Substring) -> Bool {
    line.first == "#" && line.count > 1 && line.dropFirst().allSatisfy { $0 >= "0" && $0 <= "9" }
  }

  private static func parse(_ content: String) -> [String] {
    var entries: [String] = []
    var current: [Substring] = []
    var isInside = false
    func close() {
      let text = current.joined(separator: "\n")
      if !text.isEmpty { entries.append(text) }
      current = []
    }
    var lines = content.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      if isTime(line) {
        close()
        isInside = true
      } else if isInside {
        current.append(line)
      } else {
        // A file without times has one statement a line.
        current.append(line)
        close()
      }
    }
    close()
    return entries
  }

  private static func withoutRepeats(_ stored: [String], limit: Int) -> [String] {
    var seen = Set<String>()
    var kept: [String] = []
    for entry in stored.reversed() where seen.insert(entry).inserted {
      kept.append(entry)
      if kept.count == limit { break }
    }
    return kept.reversed()
  }

  /// Where the history is kept: `KHOI_HISTORY` (a path, or `off`), else the nearest `.khoi` folder
  /// upwards, else the person's state folder.
  package static func defaultPath(
    environment: (String) -> String?, workingFolder: String, isFolder: (String) -> Bool
  ) -> String? {
    if let value = environment("KHOI_HISTORY"), !value.isEmpty {
      return value == "off" ? nil : value
    }
    var folder = workingFolder
    while !folder.isEmpty {
      if isFolder(folder + "/.khoi") { return folder + "/.khoi/history" }
      guard let slash = folder.lastIndex(of: "/") else { break }
      folder = String(folder[..<slash])
    }
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return state + "/khoi/history"
    }
    guard let home = environment("HOME"), !home.isEmpty else { return nil }
    return home + "/.local/state/khoi/history"
  }
}
