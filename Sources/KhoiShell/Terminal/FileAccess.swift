package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Whole small files, folders and names: what the shell needs of the file system.
package enum FileAccess {
  /// The text of a whole file; `-` is standard input.
  package static func readText(_ path: String) throws(Diagnostic) -> String {
    String(decoding: try readBytes(path), as: UTF8.self)
  }

  /// The bytes of a whole file; `-` is standard input.
  package static func readBytes(_ path: String) throws(Diagnostic) -> [UInt8] {
    let descriptor = unsafe path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      var count = 0
      let block = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, filled in
        count = unsafe read(descriptor, buffer.baseAddress, 65536)
        filled = max(count, 0)
      }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotOpen(path, code: errno)
      }
      bytes += block
    }
  }

  /// Standard input for whoever speaks over it; everyone else finds it empty from now on.
  ///
  /// A statement that read the file `-` would otherwise take the next request, and wait for more.
  static func takeStandardInput() -> Int32 {
    let taken = dup(STDIN_FILENO)
    let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard taken >= 0, nothing >= 0 else { return STDIN_FILENO }
    dup2(nothing, STDIN_FILENO)
    close(nothing)
    return taken
  }

  /// Puts a text in place of what a file holds.
  package static func writeText(
    _ text: String, to path: String, mode: UInt32 = 0o644
  ) throws(Diagnostic) {
    try write(text, to: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
  }

  /// Adds a text at the end of a file.
  package static func append(
    _ text: String, to path: String, mode: UInt32 = 0o644
  ) throws(Diagnostic) {
    try write(text, to: path, flags: O_WRONLY | O_CREAT | O_APPEND, mode: mode)
  }

  private static func write(
    _ text: String, to path: String, flags: Int32, mode: UInt32
  ) throws(Diagnostic) {
    let descriptor = unsafe open(path, flags | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else { throw .cannotWrite(path, code: errno) }
    defer { close(descriptor) }
    guard writeAll(Array(text.utf8), to: descriptor) else {
      throw .cannotWrite(path, code: errno)
    }
  }

  /// Writes all bytes, whatever interrupts; false leaves the reason in `errno`.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        guard let start = buffer.baseAddress else { return true }
        #if canImport(Glibc)
          let count = unsafe Glibc.write(descriptor, start + written, buffer.count - written)
        #else
          let count = Darwin.write(descriptor, start + written, buffer.count - written)
        #endif
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        written += count
      }
      return true
    }
  }

  /// Whether there is a file or folder.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether there is a folder.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in a folder, sorted, without `.` and `..`.
  package static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes the folder that holds `path`, and those above it, readable by the person alone.
  package static func makeParentFolder(of path: String) throws(Diagnostic) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    try makeFolder(String(path[..<slash]), mode: 0o700)
  }

  /// Makes a folder and those above it.
  package static func makeFolder(_ folder: String, mode: UInt32 = 0o755) throws(Diagnostic) {
    if folder.isEmpty || isFolder(folder) { return }
    if let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
      try makeFolder(String(folder[..<slash]), mode: mode)
    }
    if unsafe mkdir(folder, mode_t(mode)) != 0, errno != EEXIST {
      throw .cannotWrite(folder, code: errno)
    }
  }

  /// Makes a folder the working folder.
  package static func changeFolder(to folder: String) throws(Diagnostic) {
    if unsafe chdir(folder) != 0 { throw .cannotOpen(folder, code: errno) }
  }

  /// Removes a file, if it is there.
  package static func remove(_ path: String) { unsafe unlink(path) }

  package static var workingFolder: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// The last part of a path without its extensions: `a/sales.csv.gz` → `sales`.
  package static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var stem = name
    for _ in 0..<2 {
      guard let dot = stem.lastIndex(of: "."), dot != stem.startIndex else { break }
      stem = String(stem[..<dot])
    }
    return stem
  }

  /// `~/x` as a path in the home folder.
  package static func expandingHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = Environment.value("HOME") else {
      return path
    }
    return home + path.dropFirst()
  }
}
