import KhoiData
import KhoiText

/// Which field of one structure becomes which field of another: by name, or by place where one of
/// them is a row, whose fields have no names.
struct StructureMatching {
  /// Places in the source and the target; a target field without a pair becomes NULL.
  let pairs: [(source: Int, target: Int)]

  init?(from source: [Field], to target: [Field]) {
    let names = source.map { $0.name.lowercased() }
    let wanted = target.map { $0.name.lowercased() }
    if wanted.contains(where: { !$0.isEmpty && names.contains($0) }) {
      pairs = wanted.indices.compactMap { place in
        names.firstIndex(of: wanted[place]).map { ($0, place) }
      }
    } else {
      guard source.count == target.count, names.contains("") || wanted.contains("") else {
        return nil
      }
      pairs = source.indices.map { ($0, $0) }
    }
  }
}

extension Cast {
  /// Lists, maps and structures, part by part.
  static func nested(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    if case .structure(let structures) = vector.values, case .structure(let fields) = vector.type,
      case .structure(let wanted) = target,
      let matching = StructureMatching(from: fields, to: wanted)
    {
      var parts = wanted.map { Vector(nulls: $0.type, count: vector.count).flattened() }
      for pair in matching.pairs {
        let part = structures.fields[pair.source].restricted(to: vector.validity)
        parts[pair.target] = try evaluate(part, to: wanted[pair.target].type, isTry: isTry)
          .flattened()
      }
      return vector.recast(target, .structure(StructureValues(fields: parts, count: vector.count)))
    }
    guard case .list(let lists) = vector.values, let element = target.element else {
      throw .broken("a cast from \(vector.type) to \(target) was planned")
    }
    let compact = lists.compacted
    let elements = try evaluate(compact.elements, to: element, isTry: isTry).flattened()
    return vector.recast(
      target, .list(ListValues(entries: compact.entries, elements: elements)))
  }

  /// Any value as the JSON that spells it.
  static func json(_ vector: Vector, isTry: Bool) throws(Diagnostic) -> Vector {
    let heap = TextHeap()
    var views = [TextView](repeating: TextView(), count: vector.count)
    for row in 0..<vector.count where !vector.isNull(row) {
      var bytes: [UInt8] = []
      JSONSpelling.append(vector[row], into: &bytes)
      views[row] = heap.store(bytes)
    }
    return vector.recast(.json, .text(TextValues(views: Buffer(views), heaps: [heap])))
  }
}
