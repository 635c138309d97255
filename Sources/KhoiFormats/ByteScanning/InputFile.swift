import CByteScan
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file to be loaded, readable at any offset by many threads.
///
/// Regular files are read with `pread` into the caller's buffer, not mapped: a mapped file that
/// another program shortens kills the process, a short read is an error that can be told. Pipes and
/// devices are read whole into memory first.
final class InputFile: @unchecked Sendable {
  // Safe because nothing changes after init.
  let path: String
  let size: Int
  private let descriptor: Int32
  private let contents: ScanBuffer?
  /// Whether the bytes are in memory already.
  var isInMemory: Bool { contents != nil }
  /// Where the contents come from, if they were rewritten.
  let relocation: Relocation?
  private let modified: ModificationTime

  private struct ModificationTime: Equatable {
    var seconds: Int
    var nanoseconds: Int
  }

  /// Opens the file as it stands; `-` is standard input.
  ///
  /// What is no file on disk is read to its end, which `monitor` may stop.
  init(path: String, monitor: LoadMonitor = LoadMonitor()) throws(Diagnostic) {
    self.path = path
    relocation = nil
    let opened = try Self.openedDescriptor(path, monitor)
    var status = stat()
    guard unsafe fstat(opened, &status) == 0 else {
      let number = errno
      close(opened)
      throw Diagnostic.cannotOpen(path, errorNumber: number)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw Diagnostic.isDirectory(path)
    }
    descriptor = opened
    modified = Self.modificationTime(status)
    if status.st_mode & S_IFMT == S_IFREG && lseek(opened, 0, SEEK_CUR) == 0
      && !(status.st_size == 0 && path.hasPrefix("/proc/"))
    {
      contents = nil
      size = Int(status.st_size)
    } else {
      let buffer = ScanBuffer()
      do throws(Diagnostic) {
        try Self.drain(opened, into: buffer, path, monitor)
      } catch {
        close(opened)
        throw error
      }
      contents = buffer
      size = buffer.count
    }
  }

  /// Bytes already in memory, for tests and text that is not in a file.
  init(path: String, contents bytes: [UInt8]) {
    self.path = path
    relocation = nil
    descriptor = -1
    modified = ModificationTime(seconds: 0, nanoseconds: 0)
    let buffer = ScanBuffer()
    buffer.append(bytes)
    contents = buffer
    size = bytes.count
  }

  /// A file rewritten in memory; places in it are told as places in the original.
  init(path: String, contents buffer: ScanBuffer, relocation: Relocation?) {
    self.path = path
    self.relocation = relocation
    descriptor = -1
    modified = ModificationTime(seconds: 0, nanoseconds: 0)
    contents = buffer
    size = buffer.count
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills the buffer with up to `count` bytes from `offset`; fewer only at the end of the file.
  func read(offset: Int, count: Int, into buffer: ScanBuffer) throws(Diagnostic) {
    let wanted = max(0, min(count, size - offset))
    buffer.reserve(wanted)
    buffer.count = 0
    if let contents {
      unsafe buffer.base.update(from: contents.base + offset, count: wanted)
      buffer.count = wanted
    } else {
      while buffer.count < wanted {
        let got = unsafe pread(
          descriptor, buffer.base + buffer.count, wanted - buffer.count,
          off_t(offset + buffer.count))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { throw Diagnostic.cannotRead(path, errorNumber: errno) }
        if got == 0 { throw Diagnostic.fileChanged(path) }
        buffer.count += got
      }
    }
    buffer.pad()
  }

  /// Throws if what was read is no longer what the file holds; true if it only grew.
  @discardableResult
  func checkUnchanged() throws(Diagnostic) -> Bool {
    guard contents == nil else { return false }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw Diagnostic.cannotRead(path, errorNumber: errno)
    }
    if Int(status.st_size) > size { return true }
    if Int(status.st_size) != size || Self.modificationTime(status) != modified {
      throw Diagnostic.fileChanged(path)
    }
    return false
  }

  /// The one-based line of a byte offset and the one-based byte column in that line.
  ///
  /// Counts line ends from the start of the file, so it is for error messages only.
  func location(of offset: Int) -> FileLocation {
    if let relocation { return relocation.location(of: offset) }
    let buffer = ScanBuffer()
    var line = 1
    var lineStart = 0
    // Bit 0: whether the byte before was a carriage return.
    var returnBefore: UInt64 = 0
    var position = 0
    while position < offset {
      guard
        (try? read(offset: position, count: min(1 << 20, offset - position), into: buffer)) != nil
      else { break }
      // Behind the last byte there are zeros.
      for place in stride(from: 0, to: buffer.count, by: 64) {
        let feeds = unsafe khoi_scan_byte(buffer.base + place, 10)
        let returns = unsafe khoi_scan_byte(buffer.base + place, 13)
        // CR LF is one line end; so is either alone.
        let pairs = feeds & (returns << 1 | returnBefore)
        returnBefore = returns >> 63
        guard feeds | returns != 0 else { continue }
        line += feeds.nonzeroBitCount + returns.nonzeroBitCount - pairs.nonzeroBitCount
        lineStart = position + place + 64 - (feeds | returns).leadingZeroBitCount
      }
      position += buffer.count
      if buffer.count == 0 { break }
    }
    return FileLocation(path: path, line: line, column: offset - lineStart + 1)
  }

  private static func openedDescriptor(
    _ path: String, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> Int32 {
    while true {
      // A pipe without a writer waits here.
      let opened = unsafe path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
      if opened >= 0 { return opened }
      let number = errno
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      if number != EINTR { throw Diagnostic.cannotOpen(path, errorNumber: number) }
    }
  }

  /// Reads to the end; looks often whether it should stop, as whoever writes may take their time.
  private static func drain(
    _ descriptor: Int32, into buffer: ScanBuffer, _ path: String, _ monitor: LoadMonitor
  ) throws(Diagnostic) {
    while true {
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&wish, 1, 50) == 0 { continue }
      if buffer.count >= monitor.memoryLimit {
        throw Diagnostic.loadTooLarge(path, needed: buffer.count, limit: monitor.memoryLimit)
      }
      if buffer.capacity - buffer.count < 1 << 16,
        !buffer.tryReserve(max(1 << 17, buffer.count / 2 * 3))
      {
        throw Diagnostic.noMemory(path)
      }
      let got = unsafe Self.systemRead(
        descriptor, buffer.base + buffer.count, buffer.capacity - buffer.count)
      if got < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if got < 0 { throw Diagnostic.cannotRead(path, errorNumber: errno) }
      if got == 0 { break }
      buffer.count += got
    }
    buffer.pad()
  }

  private static func systemRead(
    _ descriptor: Int32, _ target: UnsafeMutablePointer<UInt8>, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(descriptor, target, count)
    #else
      Darwin.read(descriptor, target, count)
    #endif
  }

  private static func modificationTime(_ status: stat) -> ModificationTime {
    #if canImport(Glibc)
      ModificationTime(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    #else
      ModificationTime(
        seconds: status.st_mtimespec.tv_sec, nanoseconds: status.st_mtimespec.tv_nsec)
    #endif
  }
}
