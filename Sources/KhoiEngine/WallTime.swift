#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A moment of the wall clock.
struct WallTime: Sendable {
  private let seconds: Int
  private let nanoseconds: Int

  static var now: WallTime {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
  }

  /// Microseconds since 1970 as the local clock shows them.
  var localMicroseconds: Int64 {
    var seconds = seconds
    var local = unsafe tm()
    unsafe localtime_r(&seconds, &local)
    return unsafe (Int64(seconds) + Int64(local.tm_gmtoff)) * 1_000_000 + Int64(nanoseconds) / 1000
  }
}
