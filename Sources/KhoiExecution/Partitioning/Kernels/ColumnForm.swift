import KhoiData

/// The physical form that all pieces of a column can take: their own where they share one, else
/// the canonical one.
struct ColumnForm: Sendable {
  let type: LogicalType
  /// A vector of that form; its values do not matter.
  let pattern: Vector
  /// What the texts of all pieces lie in.
  let heaps: [TextHeap]
  let hasNulls: Bool
  /// The one value of all rows, if all pieces are constant and agree.
  let constant: Vector?

  init(_ vectors: [Vector], type: LogicalType) {
    self.type = type
    hasNulls = vectors.contains { $0.validity != nil }
    let first = vectors.first ?? Vector(nulls: type, count: 0)
    let value = first.isConstant ? first[0] : .null
    constant =
      first.isConstant && vectors.allSatisfy { $0.isConstant && $0[0] == value }
      ? first : nil
    let form = first.values.physicalType
    let dictionary = first.values.dictionary
    let isShared = vectors.allSatisfy {
      $0.values.physicalType == form && $0.values.dictionary === dictionary
    }
    let template = Vector(nulls: type, count: 1)
    pattern = isShared ? first : template.canonicalValues()
    var heaps: [TextHeap] = []
    if case .text = pattern.values {
      for vector in vectors {
        switch vector.values {
        case .text(let texts): heaps = TextValues.union(heaps, texts.heaps)
        default: heaps = TextValues.union(heaps, vector.values.dictionary?.heaps ?? [])
        }
      }
    }
    self.heaps = heaps
  }

  /// The vector in this form, flat.
  func apply(to vector: Vector) -> Vector {
    let flat = vector.flattened()
    return flat.values.physicalType == pattern.values.physicalType
      && flat.values.dictionary === pattern.values.dictionary ? flat : flat.canonicalValues()
  }
}
