#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The environment of the process.
package enum Environment {
  /// The value of a variable, nil where it is not set.
  package static func value(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}

/// The time.
package enum Clock {
  /// Seconds since 1970.
  package static var secondsSinceEpoch: Int { time(nil) }

  /// Seconds of a clock that only goes forwards.
  package static var seconds: Double {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
