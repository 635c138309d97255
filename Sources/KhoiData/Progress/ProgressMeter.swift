import Synchronization

/// How far a statement is: counted by whoever works, read by whoever shows it.
///
/// Counting costs an addition a piece of work; nobody waits for anybody.
package final class ProgressMeter: Sendable {
  /// What the pieces of work are measured in.
  package enum Unit: Int, Sendable {
    case bytes
    case rows
  }

  /// How far it is at a moment.
  package struct Reading: Sendable, Equatable {
    package let unit: Unit
    /// Zero where nobody knows how much there is.
    package let total: Int
    package let done: Int
    package let rows: Int
    /// Counts the phases of the statement, each of which begins anew.
    package let phase: Int

    package init(unit: Unit, total: Int, done: Int, rows: Int, phase: Int) {
      self.unit = unit
      self.total = total
      self.done = done
      self.rows = rows
      self.phase = phase
    }
  }

  private let total = Atomic<Int>(0)
  private let done = Atomic<Int>(0)
  private let rows = Atomic<Int>(0)
  private let unit = Atomic<Int>(0)
  private let phase = Atomic<Int>(0)

  package init() {}

  /// Begins a phase in which `total` is to be done.
  package func begin(total: Int, unit: Unit) {
    self.unit.store(unit.rawValue, ordering: .relaxed)
    self.total.store(total, ordering: .relaxed)
    done.store(0, ordering: .relaxed)
    rows.store(0, ordering: .relaxed)
    phase.wrappingAdd(1, ordering: .relaxed)
  }

  /// Adds to what there is to be done.
  package func extend(by amount: Int) { total.wrappingAdd(amount, ordering: .relaxed) }

  /// Adds to what is done.
  package func advance(_ amount: Int, rows count: Int = 0) {
    done.wrappingAdd(amount, ordering: .relaxed)
    if count > 0 { rows.wrappingAdd(count, ordering: .relaxed) }
  }

  /// Forgets everything, for the next statement.
  package func reset() {
    begin(total: 0, unit: .rows)
    phase.store(0, ordering: .relaxed)
  }

  package var reading: Reading {
    Reading(
      unit: Unit(rawValue: unit.load(ordering: .relaxed)) ?? .rows,
      total: total.load(ordering: .relaxed), done: done.load(ordering: .relaxed),
      rows: rows.load(ordering: .relaxed), phase: phase.load(ordering: .relaxed))
  }
}
