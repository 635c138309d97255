/// The buffers of canonical vectors, for kernels. Asking a vector of another form is a bug of the
/// caller, so these trap.
extension Vector {
  package var booleans: Buffer<UInt8> {
    guard case .boolean(let buffer) = values else { preconditionFailure("not Booleans") }
    return buffer
  }

  package var int32s: Buffer<Int32> {
    guard case .int32(let buffer) = values else { preconditionFailure("not 32-bit integers") }
    return buffer
  }

  package var int64s: Buffer<Int64> {
    guard case .int64(let buffer) = values else { preconditionFailure("not 64-bit integers") }
    return buffer
  }

  package var float64s: Buffer<Double> {
    guard case .float64(let buffer) = values else { preconditionFailure("not doubles") }
    return buffer
  }

  package var intervals: Buffer<Interval> {
    guard case .interval(let buffer) = values else { preconditionFailure("not intervals") }
    return buffer
  }

  package var texts: TextValues {
    guard case .text(let text) = values else { preconditionFailure("not text") }
    return text
  }
}
