#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the system lists of folders.
enum FolderListing {
  /// The names in a folder, without `.` and `..`, sorted.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path.isEmpty ? "." : path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The paths that a pattern of the system names.
  static func matches(of pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    var paths: [String] = []
    for place in 0..<Int(result.gl_pathc) {
      if let path = result.gl_pathv[place] { paths.append(String(cString: path)) }
    }
    return paths
  }
}
