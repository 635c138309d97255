package import KhoiData
package import KhoiText

/// A function of many rows.
package struct AggregateFunction: Sendable {
  package let documentation: FunctionDocumentation
  package let overloads: [AggregateOverload]
  /// The names under which arguments may be given, in order; empty where only by position.
  package let parameterNames: [String]

  package init(
    _ documentation: FunctionDocumentation, overloads: [AggregateOverload],
    parameterNames: [String] = []
  ) {
    self.documentation = documentation
    self.overloads = overloads
    self.parameterNames = parameterNames
  }

  package var name: String { documentation.name }

  /// Whether it is one of the quantiles, whose share may stand before the parentheses.
  package var isQuantile: Bool { name.hasPrefix("quantile") || name.hasSuffix("quantile") }
}

/// One signature of an aggregate and its state.
package struct AggregateOverload: Sendable {
  package let parameters: [ParameterType]
  /// Whether the last parameter may be given any number of times, at least once.
  package let isVariadic: Bool
  package let result: ResultType
  /// Whether the result depends on the order of the rows; such a state is fed in order.
  package let isOrderSensitive: Bool
  /// Whether the order of the rows chooses among equal results: an order that is written holds, and
  /// without one any row will do.
  package let breaksTies: Bool
  /// Whether repeating a row changes nothing, so that DISTINCT may be dropped.
  package let ignoresDuplicates: Bool
  /// Makes the state of any number of groups.
  ///
  /// `types` are the types of the arguments after coercion.
  package let makeState: @Sendable (_ types: [LogicalType]) -> any AggregateState

  package init(
    _ parameters: [ParameterType], variadic isVariadic: Bool = false,
    returns result: ResultType, isOrderSensitive: Bool = false, breaksTies: Bool = false,
    ignoresDuplicates: Bool = false,
    makeState: @escaping @Sendable (_ types: [LogicalType]) -> any AggregateState
  ) {
    self.parameters = parameters
    self.isVariadic = isVariadic
    self.result = result
    self.isOrderSensitive = isOrderSensitive
    self.breaksTies = breaksTies
    self.ignoresDuplicates = ignoresDuplicates
    self.makeState = makeState
  }
}

/// The running values of one aggregate for all groups, numbered from zero.
///
/// | call | when | effect |
/// |---|---|---|
/// | `reserve` | before `update` and `combine` | groups `0..<groupCount` exist, new ones empty |
/// | `update` | once per chunk | row `i` goes into group `groups[i]` |
/// | `updateAll` | once per chunk, without keys | every row goes into group 0 |
/// | `combine` | once per other worker | group `g` of `other` goes into `groups[g]` |
/// | `finalize` | at the end | the results of a range of groups |
///
/// Arguments come as they are (constant, narrow, codes) and states skip NULL rows themselves. One
/// worker owns a state at a time.
package protocol AggregateState: AnyObject {
  /// Makes room for groups `0..<groupCount`.
  func reserve(groupCount: Int)
  /// Adds rows to their groups.
  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic)
  /// Adds every row to group 0.
  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic)
  /// Adds another state of the same kind: its group `g` to `groups[g]`.
  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic)
  /// Gets ready for `finalize` with the help of `loop`; where it returns true, that may then be
  /// called for several ranges at the same time.
  func settle(_ loop: IndexLoop) -> Bool
  /// The results of the groups in `range`.
  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector
  /// Bytes the accumulators take.
  var byteCount: Int { get }
}

extension AggregateState {
  package func settle(_ loop: IndexLoop) -> Bool { false }
}
