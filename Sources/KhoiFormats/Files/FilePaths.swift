package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Names of files: patterns, folders, and names much like one that does not exist.
package enum FilePaths {
  /// The files a path or pattern names, sorted; one that is no pattern names itself.
  ///
  /// `*` and `?` stand for characters of one name, `[…]` for one of several, `{a,b}` for either
  /// text and `**` for any number of folders. A file that really has such characters in its name
  /// wins.
  package static func expand(_ pattern: String) throws(Diagnostic) -> [String] {
    let pattern = withHome(pattern)
    if pattern == "-" || !isPattern(pattern) || exists(pattern) { return [pattern] }
    var found: Set<String> = []
    for alternative in alternatives(pattern) {
      for path in matches(alternative) where !isFolder(path) { found.insert(path) }
    }
    if found.isEmpty { throw Diagnostic.noFileMatches(pattern) }
    return found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// The files in a folder whose names have one of the endings, sorted; not the hidden ones.
  static func files(in folder: String, endings: [String]) -> [String] {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return FolderListing.names(in: folder).filter { name in
      !name.hasPrefix(".") && endings.contains(ending(name)) && !isFolder(prefix + name)
    }.map { prefix + $0 }
  }

  /// The files a path or pattern names; none where there is none.
  package static func matching(_ pattern: String) -> [String] {
    let paths = (try? expand(pattern)) ?? []
    let existing = paths.filter { exists($0) }
    if existing.isEmpty && pattern.contains("\\") {
      return matching(String(pattern.map { $0 == "\\" ? "/" : $0 }))
    }
    return existing
  }

  /// Whether the text holds characters of a pattern.
  package static func isPattern(_ path: String) -> Bool {
    path.utf8.contains { [0x2A, 0x3F, 0x5B, 0x7B].contains($0) }
  }

  /// Whether there is a file or folder of that path.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether the path is a folder.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether the path names a file on disk, not a device or a pipe.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Makes a folder and those it lies in.
  static func makeFolders(_ path: String) throws(Diagnostic) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if unsafe !isFolder(made) && mkdir(made, 0o777) != 0 {
        throw Diagnostic.cannotWrite(made, errorNumber: errno)
      }
    }
  }

  /// Files in the same folder whose names are much like the one that is missing.
  package static func similar(to path: String) -> [String] {
    let (folder, name) = split(path)
    return Suggestion.nearest(to: name, among: FolderListing.names(in: folder), limit: 3).map {
      folder.isEmpty ? $0 : folder + $0
    }
  }

  /// The folder with its slash, and the name.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }

  /// The last ending in small letters but for that of a compressed file, `csv` for `a/b.CSV.gz`.
  package static func ending(_ path: String) -> String {
    let name = split(withoutCompression(path)).name
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// The path without the ending of a compressed file.
  private static func withoutCompression(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), dot != path.startIndex,
      Compression(ending: path[path.index(after: dot)...].lowercased()) != nil
    else { return path }
    return String(path[..<dot])
  }

  /// The compression that the name of a file tells.
  static func compression(_ path: String) -> Compression? {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    return Compression(ending: path[path.index(after: dot)...].lowercased())
  }

  /// The name without folder and endings: what a file's table is called.
  package static func stem(_ path: String) -> String {
    let name = split(withoutCompression(path)).name
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  private static func withHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = unsafe getenv("HOME") else { return path }
    return unsafe String(cString: home) + path.dropFirst()
  }

  /// `a{b,c}d` as `abd` and `acd`; braces may nest.
  static func alternatives(_ pattern: String) -> [String] {
    let characters = Array(pattern)
    guard let open = characters.firstIndex(of: "{") else { return [pattern] }
    var depth = 0
    var parts: [[Character]] = [[]]
    for place in open..<characters.count {
      let character = characters[place]
      if character == "{" {
        depth += 1
        if depth == 1 { continue }
      }
      if character == "}" {
        depth -= 1
        if depth == 0 {
          let before = String(characters[..<open])
          let after = String(characters[(place + 1)...])
          if parts.count > 64 { return [pattern] }
          return parts.flatMap { alternatives(before + String($0) + after) }
        }
      }
      if character == "," && depth == 1 {
        parts.append([])
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return [pattern]
  }

  private static func matches(_ pattern: String) -> [String] {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let deep = parts.firstIndex(of: "**") else { return FolderListing.matches(of: pattern) }
    let before = parts[..<deep].joined(separator: "/")
    let after = parts[(deep + 1)...].joined(separator: "/")
    let starts =
      before.isEmpty ? [pattern.hasPrefix("/") ? "/" : ""] : FolderListing.matches(of: before)
    var found: [String] = []
    for start in starts {
      for folder in foldersBelow(start, depth: 0) {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        found.append(contentsOf: matches(prefix + (after.isEmpty ? "*" : after)))
      }
    }
    return found
  }

  /// The folder and all folders below it; links are not followed, so there is no circle.
  private static func foldersBelow(_ folder: String, depth: Int) -> [String] {
    var result = [folder]
    guard depth < 32 else { return result }
    for name in FolderListing.names(in: folder) where !name.hasPrefix(".") {
      let path = folder.isEmpty || folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var status = stat()
      if unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
        result.append(contentsOf: foldersBelow(path, depth: depth + 1))
      }
    }
    return result
  }
}
