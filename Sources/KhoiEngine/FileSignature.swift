#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What tells whether a file is still the one that was read.
///
/// Nil for what is not a regular file.
struct FileSignature: Hashable, Sendable {
  private let path: String
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int
  private let inode: UInt64

  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.path = path
    size = Int64(status.st_size)
    inode = UInt64(status.st_ino)
    #if canImport(Glibc)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    #else
      seconds = status.st_mtimespec.tv_sec
      nanoseconds = status.st_mtimespec.tv_nsec
    #endif
  }
}
