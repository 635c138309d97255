import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the turns of a loop on several threads.
enum ParallelLoop {
  /// Calls `body(index, worker)` for every index below `count`, on up to `threads` threads;
  /// `worker` is below `threads`.
  ///
  /// Turns start in order. A body that returns false keeps further turns from starting; turns
  /// already running end.
  static func run(count: Int, threads: Int, _ body: @escaping @Sendable (Int, Int) -> Bool) {
    let workers = max(1, min(threads, count))
    let state = LoopState(count: count, body: body)
    if workers == 1 {
      state.work(0)
      return
    }
    var handles: [pthread_t] = []
    for worker in 1..<workers {
      if let handle = start(state, worker) { handles.append(handle) }
    }
    state.work(0)
    for handle in handles { pthread_join(handle, nil) }
  }

  private static func start(_ state: LoopState, _ worker: Int) -> pthread_t? {
    let argument = unsafe Unmanaged.passRetained(LoopWorker(state: state, worker: worker))
      .toOpaque()
    let handle = unsafe startThread(argument)
    // The other threads do its share if it did not start.
    if handle == nil { unsafe Unmanaged<LoopWorker>.fromOpaque(argument).release() }
    return handle
  }

  private static func startThread(_ argument: UnsafeMutableRawPointer) -> pthread_t? {
    #if canImport(Glibc)
      var handle: pthread_t = 0
      return unsafe pthread_create(&handle, nil, loopMain, argument) == 0 ? handle : nil
    #else
      var handle: pthread_t?
      return pthread_create(&handle, nil, loopMain, argument) == 0 ? handle : nil
    #endif
  }
}

/// Where a thread starts.
///
/// A function, not a closure: the compiler's check of what is sent between threads crashes on a
/// closure here (Swift 6.3).
private func loopMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  let worker = unsafe Unmanaged<LoopWorker>.fromOpaque(argument).takeRetainedValue()
  worker.state.work(worker.worker)
  return nil
}

private final class LoopState: Sendable {
  let count: Int
  let body: @Sendable (Int, Int) -> Bool
  let next = Atomic<Int>(0)

  init(count: Int, body: @escaping @Sendable (Int, Int) -> Bool) {
    self.count = count
    self.body = body
  }

  func work(_ worker: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      if !body(index, worker) {
        next.store(count, ordering: .relaxed)
        return
      }
    }
  }
}

private final class LoopWorker: Sendable {
  let state: LoopState
  let worker: Int

  init(state: LoopState, worker: Int) {
    self.state = state
    self.worker = worker
  }
}
