import KhoiExecution

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Clock {
  /// Microseconds since 1970 on the local wall clock.
  static func localMicroseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    var seconds = time.tv_sec
    var local = unsafe tm()
    unsafe localtime_r(&seconds, &local)
    return unsafe (Int64(seconds) + Int64(local.tm_gmtoff)) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}

extension SessionSettings {
  /// One thread a core; three quarters of the machine's memory for one statement.
  package static var standard: SessionSettings {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return SessionSettings(
      threads: min(cores, 256), memoryLimit: memory > 0 ? memory / 4 * 3 : 1 << 33)
  }
}
