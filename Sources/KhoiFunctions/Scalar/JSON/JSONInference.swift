package import KhoiData

/// Finds the type that all JSON texts of a column have: objects become structures of all their
/// keys, arrays lists of what is common to their elements.
package struct JSONInference {
  private var found = Found.nothing
  private let depth: Int

  /// What values look like so far.
  private indirect enum Found {
    case nothing
    case boolean
    case number(NumberExtent)
    case text(TextKinds)
    case list(Found)
    case object([(key: String, value: Found)])
    /// Values of several kinds, or deeper than is wanted.
    case any
  }

  /// The types that every text so far can be.
  private struct TextKinds: OptionSet {
    let rawValue: Int
    static let date = TextKinds(rawValue: 1)
    static let timestamp = TextKinds(rawValue: 2)
  }

  /// `depth` says how many values within each other are told apart.
  package init(depth: Int? = nil) {
    self.depth = depth ?? 64
  }

  /// Looks at the texts of a vector.
  package mutating func add(_ vector: Vector) {
    for row in 0..<vector.count where !vector.isNull(row) {
      guard let tree = JSONReader.tree(vector.textView(row).string) else {
        found = .any
        return
      }
      found = Self.joined(found, look(tree, depth: depth))
    }
  }

  /// The type of all texts.
  package var type: LogicalType { Self.type(found) }

  private func look(_ tree: JSONTree, depth: Int) -> Found {
    switch tree {
    case .null: return .nothing
    case .boolean: return .boolean
    case .number(let text): return .number(NumberExtent(of: text.utf8))
    case .string(let text): return .text(Self.kinds(text))
    case .array(let elements):
      if depth == 0 { return .any }
      return .list(
        elements.reduce(.nothing) { Self.joined($0, look($1, depth: depth - 1)) })
    case .object(let entries):
      if depth == 0 { return .any }
      return .object(entries.map { ($0.key, look($0.value, depth: depth - 1)) })
    }
  }

  private static func kinds(_ text: String) -> TextKinds {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return [] }
    let source = Vector(constant: .text(text), count: 1).flattened()
    var kinds: TextKinds = []
    if bytes.count == 10, let date = try? Cast.evaluate(source, to: .date, isTry: true),
      !date.isNull(0)
    {
      kinds.insert(.date)
    }
    if let moment = try? Cast.evaluate(source, to: .timestamp, isTry: true), !moment.isNull(0) {
      kinds.insert(.timestamp)
    }
    return kinds
  }

  private static func joined(_ left: Found, _ right: Found) -> Found {
    switch (left, right) {
    case (.nothing, let other), (let other, .nothing): return other
    case (.boolean, .boolean): return .boolean
    case (.number(var one), .number(let two)):
      one.formUnion(two)
      return .number(one)
    case (.text(let one), .text(let two)): return .text(one.intersection(two))
    case (.list(let one), .list(let two)): return .list(joined(one, two))
    case (.object(let one), .object(let two)):
      var entries = one
      for (place, entry) in two.enumerated() {
        if place < entries.count && entries[place].key == entry.key {
          entries[place].value = joined(entries[place].value, entry.value)
        } else if let known = entries.firstIndex(where: { $0.key == entry.key }) {
          entries[known].value = joined(entries[known].value, entry.value)
        } else {
          entries.append(entry)
        }
      }
      return .object(entries)
    default: return .any
    }
  }

  private static func type(_ found: Found) -> LogicalType {
    switch found {
    case .nothing, .any: return .json
    case .boolean: return .boolean
    case .number(let extent): return extent.type ?? .json
    case .text(let kinds):
      return kinds.contains(.date) ? .date : kinds.contains(.timestamp) ? .timestamp : .varchar
    case .list(let element): return .list(type(element))
    case .object(let entries):
      var fields: [Field] = []
      var keys = Set<String>()
      for entry in entries where keys.insert(entry.key.lowercased()).inserted {
        fields.append(Field(entry.key, type(entry.value)))
      }
      return fields.isEmpty ? .json : .structure(fields)
    }
  }
}
