import KhoiData
import KhoiFormats
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows on the terminal how far a statement is, from a thread of its own, and wipes it away.
///
/// Nothing appears in the first half second, and nothing at all where standard error is no
/// terminal.
final class ProgressDisplay: Sendable {
  private let meter: ProgressMeter
  private let state: Mutex<State>
  /// Closing the end for writing ends the thread.
  private let wakeUp: (read: Int32, write: Int32)

  private struct State {
    var line = ProgressLine()
    var start: Double
    var isShown = false
    var isPaused = false
  }

  private static let delay = 0.5

  /// Runs `body` with the display.
  @MainActor static func run<Failure: Error>(
    _ meter: ProgressMeter, isEnabled: Bool,
    _ body: (ProgressDisplay?) throws(Failure) -> Void
  ) throws(Failure) {
    guard isEnabled, Terminal.errorIsTerminal, let wakeUp = ChildProcess.pipe() else {
      try body(nil)
      return
    }
    let display = ProgressDisplay(meter, wakeUp)
    let thread = unsafe startThread(Unmanaged.passRetained(display).toOpaque())
    defer {
      close(wakeUp.write)
      if let thread {
        pthread_join(thread, nil)
      } else {
        unsafe Unmanaged.passUnretained(display).release()
      }
      close(wakeUp.read)
      display.erase()
    }
    try body(display)
  }

  private init(_ meter: ProgressMeter, _ wakeUp: (read: Int32, write: Int32)) {
    self.meter = meter
    self.wakeUp = wakeUp
    state = Mutex(State(start: Clock.seconds))
  }

  /// Leaves the screen to the answers until `resume`.
  func pause() {
    state.withLock { $0.isPaused = true }
    erase()
  }

  /// Goes on with the next statement.
  func resume() {
    state.withLock { state in
      state.isPaused = false
      state.start = Clock.seconds
    }
  }

  private func erase() {
    state.withLock { state in
      if state.isShown { Self.write("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  /// Draws ten times a second until the end for writing is closed.
  fileprivate func work() {
    while true {
      var wish = pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0)
      let answer = unsafe poll(&wish, 1, 100)
      if answer > 0 || (answer < 0 && errno != EINTR) { return }
      state.withLock { state in
        let now = Clock.seconds
        guard !state.isPaused, now - state.start >= Self.delay else { return }
        let reading = meter.reading
        guard reading.phase > 0 else { return }
        let text = state.line.text(
          reading, at: now, memory: ProcessMemory.residentBytes, width: Terminal.size.columns - 1)
        Self.write("\r" + text + "\u{1B}[K")
        state.isShown = true
      }
    }
  }

  private static func write(_ text: String) {
    _ = FileAccess.writeAll(Array(text.utf8), to: STDERR_FILENO)
  }

  private static func startThread(_ argument: UnsafeMutableRawPointer) -> pthread_t? {
    #if canImport(Glibc)
      var handle: pthread_t = 0
      return unsafe pthread_create(&handle, nil, progressMain, argument) == 0 ? handle : nil
    #else
      var handle: pthread_t?
      return pthread_create(&handle, nil, progressMain, argument) == 0 ? handle : nil
    #endif
  }
}

/// Where the thread starts; a function, as in the loaders' loops.
private func progressMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  // The keys belong to the thread that waits for the statement.
  var blocked = sigset_t()
  unsafe sigfillset(&blocked)
  unsafe pthread_sigmask(SIG_BLOCK, &blocked, nil)
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<ProgressDisplay>.fromOpaque(argument).takeRetainedValue().work()
  return nil
}
