import KhoiData
import KhoiText

extension AggregateFunction {
  static let sum = AggregateFunction(
    FunctionDocumentation(
      "sum", aliases: ["sum_no_overflow"], .aggregate,
      "The sum of the values that are not NULL; exact for integers, NULL without any value.",
      examples: [FunctionExample("FROM UNNEST([1, 2, NULL]) AS x |> AGGREGATE SUM(x)", "3")]),
    overloads: [
      AggregateOverload([.type(.bigint)], returns: .type(.bigint)) { _ in
        IntegerSumState(.sum)
      },
      AggregateOverload([.type(.hugeint)], returns: .type(.hugeint)) { types in
        WideSumState(types[0], .sum)
      },
      AggregateOverload([.decimal], returns: .derived { WideSumState.sumType($0[0]) }) { types in
        WideSumState(types[0], .sum)
      },
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in DoubleSumState(.sum) },
      AggregateOverload([.type(.boolean)], returns: .type(.bigint)) { _ in
        IntegerSumState(.sum)
      },
      AggregateOverload([.type(.interval)], returns: .type(.interval)) { _ in
        IntervalSumState(.sum)
      },
    ])

  static let exactSum = AggregateFunction(
    FunctionDocumentation(
      "fsum", aliases: ["kahan_sum", "sumkahan"], .aggregate,
      "The sum as DOUBLE; like every sum of DOUBLE it carries along what rounding loses.",
      examples: [FunctionExample("FROM UNNEST([0.1, 0.2, 0.3]) AS x |> AGGREGATE FSUM(x)", "0.6")]),
    overloads: [
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in DoubleSumState(.sum) }
    ])

  static let exactAverage = AggregateFunction(
    FunctionDocumentation(
      "favg", .aggregate,
      "The mean as DOUBLE; like every mean of DOUBLE it carries along what rounding loses.",
      examples: [FunctionExample("FROM UNNEST([0.5, 1.5]) AS x |> AGGREGATE FAVG(x)", "1.0")]),
    overloads: [
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in DoubleSumState(.mean) }
    ])

  static let average = AggregateFunction(
    FunctionDocumentation(
      "avg", aliases: ["mean"], .aggregate,
      "The mean of the values that are not NULL; NULL without any value.",
      examples: [FunctionExample("FROM UNNEST([1, 2, NULL]) AS x |> AGGREGATE AVG(x)", "1.5")]),
    overloads: [
      AggregateOverload([.type(.bigint)], returns: .type(.double)) { _ in
        IntegerSumState(.mean)
      },
      AggregateOverload([.type(.hugeint)], returns: .type(.double)) { types in
        WideSumState(types[0], .mean)
      },
      AggregateOverload([.decimal], returns: .type(.double)) { types in
        WideSumState(types[0], .mean)
      },
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
        DoubleSumState(.mean)
      },
      AggregateOverload([.type(.interval)], returns: .type(.interval)) { _ in
        IntervalSumState(.mean)
      },
      AggregateOverload([.type(.timestamp)], returns: .type(.timestamp)) { _ in
        IntegerSumState(.mean, type: .timestamp)
      },
      AggregateOverload([.type(.zonedTimestamp)], returns: .type(.zonedTimestamp)) { _ in
        IntegerSumState(.mean, type: .zonedTimestamp)
      },
      AggregateOverload([.type(.time)], returns: .type(.time)) { _ in
        IntegerSumState(.mean, type: .time)
      },
    ])
}

/// What is asked of sums and counts.
enum SumResult {
  case sum, mean
}

/// SUM and AVG of integers, and AVG of moments, which are integers of microseconds.
final class IntegerSumState: AggregateState {
  private let result: SumResult
  private let type: LogicalType
  private let sums = IntegerSums()

  init(_ result: SumResult, type: LogicalType = .bigint) {
    self.result = result
    self.type = type
  }

  func reserve(groupCount: Int) { sums.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    sums.add(arguments[0], groups: groups, count: count)
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    sums.add(arguments[0], groups: nil, count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    sums.combine(sameKind(other, as: IntegerSumState.self).sums, groups: groups)
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    sums.settle()
    let validity = Validity(count: range.count) { sums.count(range.lowerBound + $0) > 0 }
    let nullable = validity.nullCount == 0 ? nil : validity
    if result == .mean && type != .bigint {
      let means = range.map { group -> Int64 in
        let count = Int128(Swift.max(sums.count(group), 1))
        let sum = sums.sum(group)
        return Int64(clamping: (sum + (sum < 0 ? -count / 2 : count / 2)) / count)
      }
      return Vector(type, .int64(Buffer(means)), validity: nullable)
    }
    if result == .mean {
      let means = range.map { group in
        let count = sums.count(group)
        return count == 0 ? 0 : Self.mean(sums.sum(group), count)
      }
      return Vector(.double, .float64(Buffer(means)), validity: nullable)
    }
    var totals: [Int64] = []
    totals.reserveCapacity(range.count)
    for group in range {
      guard let total = Int64(exactly: sums.sum(group)) else { throw .sumOverflow("SUM") }
      totals.append(total)
    }
    return Vector(.bigint, .int64(Buffer(totals)), validity: nullable)
  }

  /// Sums that a double does not hold exactly are divided as integers first.
  static func mean(_ sum: Int128, _ count: Int64) -> Double {
    if sum.magnitude < 1 << 53 { return Double(sum) / Double(count) }
    let (quotient, rest) = sum.quotientAndRemainder(dividingBy: Int128(count))
    return Double(quotient) + Double(rest) / Double(count)
  }

  var byteCount: Int { sums.byteCount }
}

/// SUM and AVG of doubles.
final class DoubleSumState: AggregateState {
  private let result: SumResult
  private let sums = DoubleSums()

  init(_ result: SumResult) {
    self.result = result
  }

  func reserve(groupCount: Int) { sums.reserve(groupCount) }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    sums.add(arguments[0], groups: groups, count: count)
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    sums.addAll(arguments[0], count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    sums.combine(sameKind(other, as: DoubleSumState.self).sums, groups: groups)
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let values = range.map { group in
      let count = sums.count(group)
      if count == 0 { return 0.0 }
      return result == .sum ? sums.sum(group) : sums.sum(group) / Double(count)
    }
    let validity = Validity(count: range.count) { sums.count(range.lowerBound + $0) > 0 }
    return Vector(
      .double, .float64(Buffer(values)), validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { sums.byteCount }
}
