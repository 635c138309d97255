#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SessionSettings {
  /// One thread a core; three quarters of the machine's memory for one statement.
  package static var standard: SessionSettings {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return SessionSettings(
      threads: min(cores, 256), memoryLimit: memory > 0 ? memory / 4 * 3 : 1 << 33)
  }
}
