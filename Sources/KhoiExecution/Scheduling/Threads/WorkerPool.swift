#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Threads that wait for jobs: as many as the largest job so far had workers, less the caller.
///
/// One lock guards the list of open jobs; workers hold it only to take a worker number, a few times
/// per pipeline.
@safe final class WorkerPool: @unchecked Sendable {
  // Safe because every field is read and written under `mutex`.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var openJobs: [ParallelJob] = []
  private var threadCount = 0

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  // A pool lives as long as its threads, which is as long as the process.

  /// Runs the job to its end, with the caller as one of the workers.
  func run(_ job: ParallelJob) {
    unsafe pthread_mutex_lock(mutex)
    openJobs.append(job)
    while threadCount < job.workers - 1 {
      startThread()
      threadCount += 1
    }
    unsafe pthread_cond_broadcast(condition)
    while let worker = take(job) {
      unsafe pthread_mutex_unlock(mutex)
      job.work(worker)
      unsafe pthread_mutex_lock(mutex)
      job.finished += 1
    }
    while job.finished < job.workers { unsafe pthread_cond_wait(condition, mutex) }
    unsafe pthread_mutex_unlock(mutex)
  }

  /// The next worker number of the job; the job leaves the list with its last one.
  private func take(_ job: ParallelJob) -> Int? {
    guard job.started < job.workers else { return nil }
    let worker = job.started
    job.started += 1
    if job.started == job.workers { openJobs.removeAll { $0 === job } }
    return worker
  }

  /// A pool thread's life.
  fileprivate func serve() {
    // Ctrl-C and the like belong to the main thread.
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    unsafe pthread_mutex_lock(mutex)
    while true {
      guard let job = openJobs.first, let worker = take(job) else {
        unsafe pthread_cond_wait(condition, mutex)
        continue
      }
      unsafe pthread_mutex_unlock(mutex)
      job.work(worker)
      unsafe pthread_mutex_lock(mutex)
      job.finished += 1
      if job.finished == job.workers { unsafe pthread_cond_broadcast(condition) }
    }
  }

  private func startThread() {
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    // Deeply nested expressions are evaluated by recursion.
    unsafe pthread_attr_setstacksize(&attributes, 16 << 20)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let result = unsafe pthread_create(&thread, &attributes, workerThreadMain, context)
    if result != 0 {
      // Without the thread the others, at least the caller, do its share.
      unsafe Unmanaged<WorkerPool>.fromOpaque(context).release()
    }
    unsafe pthread_attr_destroy(&attributes)
  }
}

#if canImport(Glibc)
  private func workerThreadMain(
    _ context: UnsafeMutableRawPointer?
  ) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<WorkerPool>.fromOpaque(context).takeUnretainedValue().serve()
    return nil
  }
#else
  private func workerThreadMain(
    _ context: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer? {
    Unmanaged<WorkerPool>.fromOpaque(context).takeUnretainedValue().serve()
    return nil
  }
#endif

/// A loop body to be run by a number of workers.
final class ParallelJob: @unchecked Sendable {
  // Safe because the counts are read and written under the pool's lock.
  let workers: Int
  let work: @Sendable (Int) -> Void
  var started = 0
  var finished = 0

  init(workers: Int, work: @escaping @Sendable (Int) -> Void) {
    self.workers = workers
    self.work = work
  }
}
