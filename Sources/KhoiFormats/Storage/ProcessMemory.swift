#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the system says of this process's memory.
package enum ProcessMemory {
  /// Bytes that are in the machine's memory now; zero where the system does not say.
  package static var residentBytes: Int {
    #if canImport(Glibc)
      let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return 0 }
      defer { close(file) }
      var text = [UInt8](repeating: 0, count: 128)
      let count = unsafe read(file, &text, text.count)
      guard count > 0 else { return 0 }
      // The second number counts the pages.
      let words = text[..<count].split(separator: 0x20)
      guard words.count > 1, let pages = Int(String(decoding: words[1], as: UTF8.self)) else {
        return 0
      }
      return pages * Int(getpagesize())
    #else
      var usage = rusage_info_v2()
      let code = withUnsafeMutablePointer(to: &usage) { pointer in
        pointer.withMemoryRebound(to: rusage_info_t?.self, capacity: 1) {
          proc_pid_rusage(getpid(), RUSAGE_INFO_V2, $0)
        }
      }
      return code == 0 ? Int(clamping: usage.ri_resident_size) : 0
    #endif
  }
}
