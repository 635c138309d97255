import KhoiData
import KhoiText

/// JSON as values of other types: objects as structures and maps, arrays as lists.
enum JSONDecoding {
  /// The value, or nil where it is not of the type.
  ///
  /// A key that the structure does not have is left out; one that the object does not have is NULL.
  static func value(_ tree: JSONTree, as type: LogicalType) -> Value? {
    if tree == .null && type != .json { return .null }
    switch (type, tree) {
    case (.json, _): return .json(tree.text)
    case (.list(let element), .array(let elements)):
      var values: [Value] = []
      for part in elements {
        guard let value = value(part, as: element) else { return nil }
        values.append(value)
      }
      return .list(values, element: element)
    case (.structure(let fields), .object(let entries)):
      var values: [Value] = []
      for field in fields {
        let name = field.name.lowercased()
        let part = tree[field.name] ?? entries.first { $0.key.lowercased() == name }?.value ?? .null
        guard let value = value(part, as: field.type) else { return nil }
        values.append(value)
      }
      return .structure(values, fields)
    case (.map(let key, let item), .object(let entries)):
      var keys: [Value] = []
      var values: [Value] = []
      for entry in entries {
        guard let one = value(.string(entry.key), as: key), let two = value(entry.value, as: item)
        else { return nil }
        keys.append(one)
        values.append(two)
      }
      return .map(keys, values, key: key, value: item)
    case (.list, _), (.structure, _), (.map, _): return nil
    case (.varchar, _): return .text(tree.plainText)
    default: return scalar(tree, as: type)
    }
  }

  private static func scalar(_ tree: JSONTree, as type: LogicalType) -> Value? {
    switch tree {
    case .array, .object: return nil
    default: break
    }
    let source = Vector(constant: .text(tree.plainText), count: 1).flattened()
    guard let cast = try? Cast.evaluate(source, to: type, isTry: true), !cast.isNull(0) else {
      return nil
    }
    return cast[0]
  }

  /// A vector of JSON as another type.
  static func vector(
    _ vector: Vector, as type: LogicalType, isTry: Bool, isStrict: Bool = true
  ) throws(Diagnostic) -> Vector {
    var values: [Value] = []
    for row in 0..<vector.count {
      guard !vector.isNull(row) else {
        values.append(.null)
        continue
      }
      let text = vector.textView(row).string
      guard let tree = JSONReader.tree(text) else {
        if isTry {
          values.append(.null)
          continue
        }
        throw .malformedJSON(text)
      }
      guard let value = value(tree, as: type) else {
        if isTry {
          values.append(.null)
          continue
        }
        throw .castFailed(.json(text), to: type)
      }
      values.append(value)
    }
    return Vector(values: values, type: type)
  }

  /// The type of the values that a structure as `json_structure` gives it describes.
  static func type(of structure: JSONTree) -> LogicalType? {
    switch structure {
    case .string(let word):
      if word.uppercased() == "NULL" || word.uppercased() == "JSON" { return .json }
      if word.uppercased().hasPrefix("DECIMAL(") {
        let numbers = word.dropFirst(8).dropLast().split(separator: ",").compactMap {
          Int($0.filter(\.isNumber))
        }
        guard numbers.count == 2, numbers[0] <= 38, numbers[1] <= numbers[0] else { return nil }
        return .decimal(precision: numbers[0], scale: numbers[1])
      }
      if word.uppercased() == "DECIMAL" { return .decimal(precision: 18, scale: 3) }
      return LogicalType(word: word)
    case .array(let elements):
      return elements.count == 1 ? type(of: elements[0]).map { .list($0) } : nil
    case .object(let entries):
      var fields: [Field] = []
      for entry in entries {
        guard let type = type(of: entry.value) else { return nil }
        fields.append(Field(entry.key, type))
      }
      return .structure(fields)
    default: return nil
    }
  }

  /// The structure of a value, as `json_structure` gives it.
  static func structure(of tree: JSONTree) -> JSONTree {
    switch tree {
    case .array(let elements):
      .array([elements.reduce(.string("NULL")) { common($0, structure(of: $1)) }])
    case .object(let entries): .object(entries.map { ($0.key, structure(of: $0.value)) })
    default: .string(tree.typeName)
    }
  }

  /// The structure that both fit.
  static func common(_ left: JSONTree, _ right: JSONTree) -> JSONTree {
    if left == .string("NULL") { return right }
    if right == .string("NULL") || left == right { return left }
    switch (left, right) {
    case (.array(let one), .array(let two)):
      guard let first = one.first, let second = two.first else { return left }
      return .array([common(first, second)])
    case (.object(let one), .object(let two)):
      var entries = one
      for entry in two {
        if let index = entries.firstIndex(where: { $0.key == entry.key }) {
          entries[index].value = common(entries[index].value, entry.value)
        } else {
          entries.append(entry)
        }
      }
      return .object(entries)
    case (.string(let one), .string(let two)):
      let order = ["UBIGINT", "BIGINT", "DOUBLE"]
      guard let first = order.firstIndex(of: one), let second = order.firstIndex(of: two) else {
        return .string(one == two ? one : "JSON")
      }
      return .string(order[max(first, second)])
    default: return .string("JSON")
    }
  }
}
