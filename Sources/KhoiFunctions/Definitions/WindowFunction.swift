package import KhoiData
package import KhoiText

/// A function of a row's place among its neighbours.
///
/// Aggregates over windows are not here: every aggregate can be one.
package struct WindowFunction: Sendable {
  package let documentation: FunctionDocumentation
  package let overloads: [WindowOverload]
  /// The names under which arguments may be given, in order; empty where only by position.
  package let parameterNames: [String]

  package init(
    _ documentation: FunctionDocumentation, overloads: [WindowOverload],
    parameterNames: [String] = []
  ) {
    self.documentation = documentation
    self.overloads = overloads
    self.parameterNames = parameterNames
  }

  package var name: String { documentation.name }
}

/// One signature of a window function and its computation.
package struct WindowOverload: Sendable {
  package let parameters: [ParameterType]
  /// How many of the last parameters may be left out.
  package let optionalCount: Int
  package let result: ResultType
  /// Whether the function looks at the frame (FIRST_VALUE …) or only at the partition (RANK …).
  package let usesFrame: Bool
  package let evaluate: @Sendable (_ input: WindowInput) throws(Diagnostic) -> Vector

  package init(
    _ parameters: [ParameterType], optionalCount: Int = 0, returns result: ResultType,
    usesFrame: Bool = false,
    evaluate: @escaping @Sendable (_ input: WindowInput) throws(Diagnostic) -> Vector
  ) {
    self.parameters = parameters
    self.optionalCount = optionalCount
    self.result = result
    self.usesFrame = usesFrame
    self.evaluate = evaluate
  }
}

/// All rows of all partitions, sorted by partition and order.
///
/// With them comes everything a window function may ask about a row's surroundings. Row numbers are
/// positions in this sorted sequence.
package struct WindowInput: Sendable {
  /// The arguments, canonical and flat, `rowCount` rows each.
  package let arguments: [Vector]
  package let rowCount: Int
  /// For each row the first row of its partition, and one past its last.
  package let partitionStart: Buffer<UInt32>
  package let partitionEnd: Buffer<UInt32>
  /// For each row the first row of its peers (equal in the order), and one past their last.
  package let peerStart: Buffer<UInt32>
  package let peerEnd: Buffer<UInt32>
  /// For each row its frame: one part, or several where rows are excluded; the same as the
  /// partition where `usesFrame` is false.
  package let frames: [FramePart]
  /// The only order key, sorted and canonical, where the window has exactly one.
  package let orderKey: Vector?
  /// Whether IGNORE NULLS was written.
  package let ignoresNulls: Bool

  package init(
    arguments: [Vector], rowCount: Int, partitionStart: Buffer<UInt32>,
    partitionEnd: Buffer<UInt32>, peerStart: Buffer<UInt32>, peerEnd: Buffer<UInt32>,
    frames: [FramePart], orderKey: Vector?, ignoresNulls: Bool
  ) {
    self.arguments = arguments
    self.rowCount = rowCount
    self.partitionStart = partitionStart
    self.partitionEnd = partitionEnd
    self.peerStart = peerStart
    self.peerEnd = peerEnd
    self.frames = frames
    self.orderKey = orderKey
    self.ignoresNulls = ignoresNulls
  }
}

/// For each row a stretch of rows, from `start` up to, not including, `end`; empty where they are
/// equal.
package struct FramePart: Sendable {
  package let start: Buffer<UInt32>
  package let end: Buffer<UInt32>

  package init(start: Buffer<UInt32>, end: Buffer<UInt32>) {
    self.start = start
    self.end = end
  }
}

extension WindowOverload {
  /// The result for every row of the input, in its order.
  package func callAsFunction(_ input: WindowInput) throws(Diagnostic) -> Vector {
    try evaluate(input)
  }
}
