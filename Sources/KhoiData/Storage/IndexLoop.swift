/// Calls a body for each index below a count, in any order and perhaps at the same time.
///
/// What lies below the scheduler gets its parallelism handed in as one of these.
package typealias IndexLoop =
  (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
