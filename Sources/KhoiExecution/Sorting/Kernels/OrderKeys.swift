import KhoiData
import KhoiFunctions

extension Vector {
  /// Integers in the order of a sort key: less is earlier. NULLs may share theirs with the first or
  /// the last value.
  ///
  /// The type must have such keys (`OrderedKey.exists`).
  func orderKeys(_ specification: SortSpecification) -> Buffer<Int64> {
    let flat = flattened()
    let ascending = OrderedKey.keys(flat)
    guard specification.isDescending || flat.validity != nil else { return ascending }
    let flip: Int64 = specification.isDescending ? -1 : 0
    let null = specification.nullsFirst ? Int64.min : Int64.max
    return unsafe Buffer(count: ascending.count) { out in
      for row in 0..<ascending.count {
        let key = unsafe ascending.base[row] ^ flip
        unsafe out[row] = flat.validity?.isValid(row) ?? true ? key : null
      }
    }
  }
}
