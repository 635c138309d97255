#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Processor time that khoi has used, in seconds.
struct ProcessTime {
  let user: Double
  let system: Double

  static var now: ProcessTime {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return ProcessTime(user: seconds(usage.ru_utime), system: seconds(usage.ru_stime))
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}
