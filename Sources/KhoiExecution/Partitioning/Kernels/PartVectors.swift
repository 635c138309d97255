import KhoiData

/// What was computed in each part for its rows, ready to be brought back into the order of the
/// input.
@safe struct PartVectors: Sendable {
  private let form: ColumnForm
  /// For each part its rows' values; nil for a part without rows.
  private let vectors: [Vector?]
  /// All parts' values, where they are of no fixed width.
  private let whole: Vector?

  init(_ vectors: [Vector?], type: LogicalType) {
    let found = vectors.compactMap { $0?.flattened() }
    let form = ColumnForm(found, type: type)
    self.form = form
    self.vectors = vectors.map { vector in vector.map { form.apply(to: $0) } }
    whole = form.isScatterable ? nil : Vector.concatenate(found, type: type)
  }

  var byteCount: Int { vectors.reduce(0) { $0 + ($1?.byteCount ?? 0) } }

  /// The values of the rows of a piece.
  func vector(_ piece: Int, _ parts: RowParts) -> Vector {
    unsafe parts.withCursors(of: piece) { numbers, cursors in
      let places = unsafe Self.places(numbers, cursors)
      if let whole {
        let rows = unsafe Buffer<UInt32>(count: numbers.count) { out in
          for row in 0..<numbers.count {
            let start = UInt32(truncatingIfNeeded: parts.bounds[Int(numbers[row])])
            unsafe out[row] = places[row] &+ start
          }
        }
        return whole.gather(rows)
      }
      return Vector(
        form.type, values(numbers, places), validity: validity(numbers, places),
        count: numbers.count)
    }
  }

  /// For each row its place in its part.
  private static func places(
    _ numbers: Buffer<UInt16>, _ cursors: UnsafeMutablePointer<UInt32>
  ) -> Buffer<UInt32> {
    unsafe Buffer(count: numbers.count) { out in
      for row in 0..<numbers.count {
        let part = unsafe Int(numbers.base[row])
        let place = unsafe cursors[part]
        unsafe out[row] = place
        unsafe cursors[part] = place &+ 1
      }
    }
  }

  private func validity(_ numbers: Buffer<UInt16>, _ places: Buffer<UInt32>) -> Validity? {
    guard form.hasNulls else { return nil }
    let parts = vectors.map { $0?.validity }
    let bits = Validity(count: numbers.count) { row in
      unsafe parts[Int(numbers.base[row])]?.isValid(Int(places.base[row])) ?? true
    }
    return bits.validCount == numbers.count ? nil : bits
  }

  private func values(_ numbers: Buffer<UInt16>, _ places: Buffer<UInt32>) -> Vector.Values {
    switch form.pattern.values {
    case .boolean:
      .boolean(gather(numbers, places) { if case .boolean(let part) = $0 { part } else { nil } })
    case .int8:
      .int8(gather(numbers, places) { if case .int8(let part) = $0 { part } else { nil } })
    case .int16:
      .int16(gather(numbers, places) { if case .int16(let part) = $0 { part } else { nil } })
    case .int32:
      .int32(gather(numbers, places) { if case .int32(let part) = $0 { part } else { nil } })
    case .int64:
      .int64(gather(numbers, places) { if case .int64(let part) = $0 { part } else { nil } })
    case .int128:
      .int128(gather(numbers, places) { if case .int128(let part) = $0 { part } else { nil } })
    case .float64:
      .float64(gather(numbers, places) { if case .float64(let part) = $0 { part } else { nil } })
    case .interval:
      .interval(gather(numbers, places) { if case .interval(let part) = $0 { part } else { nil } })
    case .text:
      .text(
        TextValues(
          views: gather(numbers, places) {
            if case .text(let part) = $0 { part.views } else { nil }
          }, heaps: form.heaps))
    case .codes8(_, let dictionary):
      .codes8(
        gather(numbers, places) { if case .codes8(let part, _) = $0 { part } else { nil } },
        dictionary)
    case .codes16(_, let dictionary):
      .codes16(
        gather(numbers, places) { if case .codes16(let part, _) = $0 { part } else { nil } },
        dictionary)
    case .codes32(_, let dictionary):
      .codes32(
        gather(numbers, places) { if case .codes32(let part, _) = $0 { part } else { nil } },
        dictionary)
    case .list, .structure: preconditionFailure("nested values are gathered")
    }
  }

  private func gather<Element: BitwiseCopyable>(
    _ numbers: Buffer<UInt16>, _ places: Buffer<UInt32>,
    _ buffer: (Vector.Values) -> Buffer<Element>?
  ) -> Buffer<Element> {
    let buffers = vectors.map { vector in vector.flatMap { buffer($0.values) } }
    let nowhere = Buffer<Element>([])
    let starts = unsafe buffers.map { unsafe ($0 ?? nowhere).base }
    return unsafe Buffer(count: numbers.count) { out in
      unsafe starts.withUnsafeBufferPointer { starts in
        for row in 0..<numbers.count {
          unsafe out[row] = starts[Int(numbers.base[row])][Int(places.base[row])]
        }
      }
    }
  }
}
