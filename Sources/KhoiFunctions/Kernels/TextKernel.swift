import KhoiData
import KhoiText

/// Loops over rows of text that make new texts, parts of texts, numbers or flags.
///
/// Rows where an argument is null are skipped, so that nothing is computed of arbitrary values.
enum TextKernel {
  /// A new text per row: `body` appends its bytes.
  @inline(__always)
  static func texts(
    _ arguments: [Vector], count: Int, function: String,
    _ body: (_ row: Int, _ output: inout [UInt8]) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let views = OutputBuffer<TextView>(count: count)
    let heap = TextHeap()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        views[row] = TextView()
        continue
      }
      bytes.removeAll(keepingCapacity: true)
      try body(row, &bytes)
      if bytes.count > TextLimit.byteCount { throw .textTooLong(function) }
      views[row] = unsafe bytes.withUnsafeBufferPointer { made in
        unsafe made.baseAddress.map { unsafe heap.store($0, count: made.count) } ?? TextView()
      }
    }
    return Vector(.varchar, .text(TextValues(views: views.finished, heaps: [heap])))
  }

  /// A part of the first argument's text per row, which shares its bytes.
  @inline(__always)
  static func slices(
    _ arguments: [Vector], count: Int,
    _ body: (_ row: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>
  ) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let source = arguments[0].textViews
    let views = unsafe Buffer<TextView>(count: count) { out in
      for row in 0..<count {
        if let validity, !validity.isValid(row) {
          unsafe out[row] = TextView()
          continue
        }
        unsafe out[row] = unsafe source.withBytes(row) { bytes in
          let range = unsafe body(row, bytes).clamped(to: 0..<bytes.count)
          if range.count == bytes.count { return source[row] }
          guard let base = bytes.baseAddress else { return TextView() }
          return unsafe TextView(base + range.lowerBound, count: range.count)
        }
      }
    }
    return Vector(.varchar, .text(TextValues(views: views, heaps: arguments[0].textHeaps)))
  }

  /// A number per row of the first argument's text.
  @inline(__always)
  static func integers(
    _ arguments: [Vector], count: Int,
    _ body: (_ row: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws(Diagnostic) -> Int64
  ) throws(Diagnostic) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let source = arguments[0].textViews
    let output = OutputBuffer<Int64>(count: count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        output[row] = 0
        continue
      }
      output[row] = unsafe try source.withBytes(row) { (bytes) throws(Diagnostic) in
        unsafe try body(row, bytes)
      }
    }
    return Vector(.bigint, .int64(output.finished))
  }

  /// Whether something holds of each row's texts: the first argument's and the second's.
  @inline(__always)
  static func flags(
    _ arguments: [Vector], count: Int,
    _ body: (_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Vector {
    let validity = rowsWithoutNull(arguments)
    let source = arguments[0].textViews
    let parts = arguments[1].textViews
    let flags = unsafe Buffer<UInt8>(count: count) { out in
      for row in 0..<count {
        if let validity, !validity.isValid(row) {
          unsafe out[row] = 0
          continue
        }
        unsafe out[row] = unsafe source.withBytes(row) { text in
          unsafe parts.withBytes(row) { part in unsafe body(text, part) ? 1 : 0 }
        }
      }
    }
    return Vector(.boolean, .boolean(flags))
  }
}

extension TextView {
  /// Appends the bytes.
  @inline(__always)
  func append(to bytes: inout [UInt8]) {
    unsafe withBytes { unsafe bytes.append(contentsOf: $0) }
  }
}

/// The bytes of one text, while a function looks at them.
typealias TextBytes = UnsafeBufferPointer<UInt8>
