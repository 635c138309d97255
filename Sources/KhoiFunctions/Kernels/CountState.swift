import KhoiData
import KhoiText

/// Counts of rows, of values that are not null, or of conditions that are true.
final class CountState: AggregateState {
  enum What {
    case rows, values, truths
  }

  private let what: What
  private let counts = LaneAccumulators()

  init(_ what: What) {
    self.what = what
  }

  func reserve(groupCount: Int) { counts.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if what == .values && arguments.count > 1 {
      if !arguments.contains(where: \.isConstantNull) {
        add(Self.validity(of: arguments), groups, count)
      }
    } else if let argument = arguments.first, what != .rows {
      if argument.isConstant {
        if !argument.isConstantNull && (what == .values || argument.booleans[0] != 0) {
          add(nil, groups, count)
        }
      } else if what == .values {
        add(argument.validity, groups, count)
      } else {
        addTruths(argument, groups, count)
      }
    } else {
      add(nil, groups, count)
    }
  }

  /// The rows in which no argument is null.
  private static func validity(of arguments: [Vector]) -> Validity? {
    arguments.reduce(nil) { known, argument in
      argument.isConstant ? known : Validity.and(known, argument.validity)
    }
  }

  private func add(_ validity: Validity?, _ groups: Buffer<UInt32>, _ count: Int) {
    let base = unsafe counts.base
    let places = unsafe groups.base
    if counts.shift == 2 {
      forEachValidInLanes(validity, count: count) { row, lane in
        unsafe (base + lane)[Int(places[row]) << 2] &+= 1
      }
    } else {
      forEachValid(validity, count: count) { row in unsafe base[Int(places[row])] &+= 1 }
    }
  }

  private func addTruths(_ condition: Vector, _ groups: Buffer<UInt32>, _ count: Int) {
    let base = unsafe counts.base
    let places = unsafe groups.base
    let flags = unsafe condition.booleans.base
    let shift = counts.shift
    let lanes = (1 << shift) &- 1
    forEachValid(condition.validity, count: count) { row in
      unsafe base[Int(places[row]) << shift | (row & lanes)] &+= Int64(flags[row])
    }
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    counts.add(Int64(matching(arguments, count: count)), to: 0)
  }

  private func matching(_ arguments: [Vector], count: Int) -> Int {
    guard let argument = arguments.first, what != .rows else { return count }
    if argument.isConstantNull { return 0 }
    if what == .values && arguments.count > 1 {
      if arguments.contains(where: \.isConstantNull) { return 0 }
      return Self.validity(of: arguments)?.validCount ?? count
    }
    if what == .values {
      return argument.isConstant ? count : argument.validity?.validCount ?? count
    }
    if argument.isConstant { return argument.booleans[0] != 0 ? count : 0 }
    var total = 0
    let flags = unsafe argument.booleans.base
    forEachValid(argument.validity, count: count) { unsafe total &+= Int(flags[$0]) }
    return total
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: CountState.self)
    for group in 0..<groups.count { counts.add(other.counts[group], to: Int(groups[group])) }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    Vector(.bigint, .int64(Buffer(range.map { counts[$0] })))
  }

  var byteCount: Int { counts.byteCount }
}
