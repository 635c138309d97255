import KhoiData

/// The values of a vector read by row, whether each row has its own or one stands for all.
struct Operand<Element: BitwiseCopyable> {
  let buffer: Buffer<Element>
  /// All ones where each row has its own value, zero where the first stands for all.
  let mask: Int

  @inline(__always)
  init(_ buffer: Buffer<Element>, isConstant: Bool) {
    self.buffer = buffer
    mask = isConstant ? 0 : -1
  }

  var isConstant: Bool { mask == 0 }

  /// The value of a row below the count of the vector.
  @inline(__always)
  subscript(row: Int) -> Element { unsafe buffer.base[row & mask] }
}

extension Operand where Element == TextView {
  /// Calls `body` with the bytes of a row's text, where they lie: also those of a short text, which
  /// `TextView.withBytes` would have to copy.
  @inline(__always)
  func withBytes<Result, Failure: Error>(
    _ row: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(buffer.owner) {} }
    let place = unsafe buffer.base + (row & mask)
    let view = unsafe place.pointee
    if view.isInline {
      let start = unsafe UnsafeRawPointer(place) + 4
      return unsafe try body(
        UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: view.count))
    }
    return unsafe try body(
      UnsafeBufferPointer(start: UnsafePointer(bitPattern: UInt(view.high)), count: view.count))
  }
}

extension Vector {
  /// The values as 64-bit integers: BIGINT, TIMESTAMP, TIME, and DATE widened.
  var integers: Operand<Int64> {
    let wide = values.widened
    guard case .int64(let buffer) = wide else { preconditionFailure("not integers") }
    return Operand(buffer, isConstant: isConstant)
  }

  /// The values as 128-bit integers: HUGEINT, UBIGINT and DECIMAL of any width, unscaled.
  var wideIntegers: Operand<Int128> {
    guard case .int128(let buffer) = values.widenedToInt128 else {
      preconditionFailure("not integers")
    }
    return Operand(buffer, isConstant: isConstant)
  }

  /// The values as doubles; the vector must be DOUBLE or FLOAT.
  var doubles: Operand<Double> { Operand(float64s, isConstant: isConstant) }

  /// The values as days; the vector must be DATE.
  var dates: Operand<Int32> {
    Operand(canonicalValues().int32s, isConstant: isConstant)
  }

  /// The values as views; the vector must be VARCHAR.
  var textViews: Operand<TextView> {
    Operand(canonicalValues().texts.views, isConstant: isConstant)
  }

  /// Every heap the views of `textViews` may point into.
  var textHeaps: [TextHeap] {
    if case .text(let texts) = values { return texts.heaps }
    return values.dictionary?.heaps ?? []
  }

  /// The values as bytes 0 or 1; the vector must be BOOLEAN.
  var flags: Operand<UInt8> { Operand(booleans, isConstant: isConstant) }

  /// The values as intervals; the vector must be INTERVAL.
  var spans: Operand<Interval> { Operand(intervals, isConstant: isConstant) }
}

/// Memory of a buffer that is being written.
@safe struct OutputBuffer<Element: BitwiseCopyable> {
  private let owner: BufferOwner
  let base: UnsafeMutablePointer<Element>
  let count: Int

  @inline(__always)
  init(count: Int) {
    owner = BufferOwner(byteCount: count &* MemoryLayout<Element>.stride)
    unsafe base = unsafe owner.base.assumingMemoryBound(to: Element.self)
    self.count = count
  }

  @inline(__always)
  subscript(row: Int) -> Element {
    get { unsafe base[row] }
    nonmutating set { unsafe base[row] = newValue }
  }

  /// The buffer, once every value is written.
  @inline(__always)
  var finished: Buffer<Element> {
    unsafe Buffer(owner: owner, base: UnsafePointer(base), count: count)
  }
}

/// Loops over one, two or three operands that give one value a row.
enum RowKernel {
  @inline(__always)
  static func map<First: BitwiseCopyable, Result: BitwiseCopyable>(
    _ first: Operand<First>, count: Int, _ body: (First) -> Result
  ) -> Buffer<Result> {
    let output = OutputBuffer<Result>(count: count)
    let source = unsafe first.buffer.base
    let target = unsafe output.base
    if first.isConstant {
      if count > 0 { unsafe target.initialize(repeating: body(source[0]), count: count) }
    } else {
      for row in 0..<count { unsafe target[row] = unsafe body(source[row]) }
    }
    return output.finished
  }

  /// Three loops, so that each keeps its constant in a register.
  @inline(__always)
  static func map<First: BitwiseCopyable, Second: BitwiseCopyable, Result: BitwiseCopyable>(
    _ first: Operand<First>, _ second: Operand<Second>, count: Int,
    _ body: (First, Second) -> Result
  ) -> Buffer<Result> {
    let output = OutputBuffer<Result>(count: count)
    let left = unsafe first.buffer.base
    let right = unsafe second.buffer.base
    let target = unsafe output.base
    if count == 0 { return output.finished }
    switch (first.isConstant, second.isConstant) {
    case (false, false):
      for row in 0..<count { unsafe target[row] = unsafe body(left[row], right[row]) }
    case (false, true):
      let constant = unsafe right[0]
      for row in 0..<count { unsafe target[row] = unsafe body(left[row], constant) }
    case (true, false):
      let constant = unsafe left[0]
      for row in 0..<count { unsafe target[row] = unsafe body(constant, right[row]) }
    case (true, true):
      let result = unsafe body(left[0], right[0])
      for row in 0..<count { unsafe target[row] = result }
    }
    return output.finished
  }
}

/// Which rows a kernel of several arguments must compute: those where no argument is null.
func rowsWithoutNull(_ arguments: [Vector]) -> Validity? {
  var validity: Validity?
  for argument in arguments where !argument.isConstant {
    validity = .and(validity, argument.validity)
  }
  return validity
}
