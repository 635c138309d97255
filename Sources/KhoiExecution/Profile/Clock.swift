#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Time for measuring, which no change of the calendar moves.
package enum Clock {
  /// Nanoseconds since some moment in the past.
  package static var nanoseconds: UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
