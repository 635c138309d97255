import KhoiExecution
import KhoiText

/// A loop over rows in memory that is timed, and the bytes it cannot do without touching.
struct Probe {
  /// What the loop belongs to: `filter`, `groups`, `text`, …
  let group: String
  let name: String
  let rows: Int
  /// Bytes read and written for each row.
  let bytesPerRow: Double
  /// What bounds it.
  let limit: MachineLimit
  /// Does the work once and returns a number that depends on it.
  let run: () throws(Diagnostic) -> Int

  init(
    _ group: String, _ name: String, rows: Int, bytes: Double, _ limit: MachineLimit,
    run: @escaping () throws(Diagnostic) -> Int
  ) {
    self.group = group
    self.name = name
    self.rows = rows
    bytesPerRow = bytes
    self.limit = limit
    self.run = run
  }

  /// The least nanoseconds of several runs after one that warms up, and a sum of all results, which
  /// the caller must use so that nothing is left out.
  func measure() throws(Diagnostic) -> (nanoseconds: UInt64, witness: Int) {
    var witness = try run()
    var least = UInt64.max
    let end = Clock.nanoseconds + 400_000_000
    var runs = 0
    while runs < 3 || (Clock.nanoseconds < end && runs < 100) {
      let start = Clock.nanoseconds
      witness &+= try run()
      least = min(least, Clock.nanoseconds - start)
      runs += 1
    }
    return (least, witness)
  }
}
