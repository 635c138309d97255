import KhoiText

/// Completes names of files and folders; files that khoi reads come first.
struct PathCompleter {
  private static let readable = [
    ".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".csv.gz", ".json.gz", ".csv.zst", ".sql",
  ]

  /// The candidates for a path typed so far; `quote` is put behind a whole file name.
  func complete(typed: String, lower: Int, upper: Int, quote: String = "") -> Completion {
    let slash = typed.lastIndex(of: "/")
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let prefix = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
    let place = folder.isEmpty ? "." : FileAccess.expandingHome(folder)
    let names = FileAccess.names(in: place).filter { name in
      name.hasPrefix(prefix) && (prefix.hasPrefix(".") || !name.hasPrefix("."))
    }
    var folders: [Completion.Candidate] = []
    var files: [Completion.Candidate] = []
    var others: [Completion.Candidate] = []
    for name in names {
      if FileAccess.isFolder(place + "/" + name) {
        folders.append(Completion.Candidate(folder + name + "/", shown: name + "/", suffix: ""))
      } else {
        let suffix = quote.isEmpty ? " " : quote
        let candidate = Completion.Candidate(folder + name, shown: name, suffix: suffix)
        let isReadable = Self.readable.contains { name.lowercased().hasSuffix($0) }
        if isReadable { files.append(candidate) } else { others.append(candidate) }
      }
    }
    let candidates = files + folders
    return Completion(
      lower: lower, upper: upper, candidates: candidates.isEmpty ? others : candidates)
  }
}
