#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the system lists of folders.
enum FolderListing {
  /// The names in a folder, without `.` and `..`, sorted.
  static func names(in path: String) -> [String] {
    guard let folder = unsafe opendir(path.isEmpty ? "." : path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The paths that a pattern of the system names.
  static func matches(of pattern: String) -> [String] {
    var result = unsafe glob_t()
    defer { unsafe globfree(&result) }
    guard unsafe glob(pattern, 0, nil, &result) == 0 else { return [] }
    var paths: [String] = []
    for place in unsafe 0..<Int(result.gl_pathc) {
      if let path = unsafe result.gl_pathv[place] { unsafe paths.append(String(cString: path)) }
    }
    return paths
  }
}
