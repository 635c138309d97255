#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waits until nobody takes or gives back large blocks any more, gives what is kept to the system,
/// and ends.
///
/// So memory stays at hand while statements follow one another, with the time that a person thinks
/// about an answer between them, and nobody who looks at the process later wonders what it needs
/// all the memory for.
enum IdleRelease {
  /// Between two looks; what two of them in a row find unused goes back.
  private static let seconds: UInt32 = 30

  /// Starts a thread that waits.
  static func start() {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let result = unsafe pthread_create(&thread, &attributes, idleReleaseMain, nil)
    if result != 0 { BlockMemory.forgoWatch() }
    unsafe pthread_attr_destroy(&attributes)
  }

  fileprivate static func wait() {
    // Ctrl-C and the like belong to the main thread.
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    var changes = BlockMemory.changes
    while true {
      sleep(seconds)
      let now = BlockMemory.changes
      if now == changes && BlockMemory.release(unchangedSince: now) { return }
      changes = now
    }
  }
}

#if canImport(Glibc)
  private func idleReleaseMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    IdleRelease.wait()
    return nil
  }
#else
  private func idleReleaseMain(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    IdleRelease.wait()
    return nil
  }
#endif
