/// A syntax tree as one line, without positions: `binary(add, …)`.
///
/// Nodes are walked by reflection, so that a new kind of node needs nothing here. Absent values,
/// empty lists and flags that are off are left out.
func syntaxDump(_ value: Any) -> String {
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional?: return mirror.children.first.map { syntaxDump($0.value) } ?? ""
  case .collection?:
    return "[" + mirror.children.map { syntaxDump($0.value) }.joined(separator: ", ") + "]"
  case .enum?:
    guard let payload = mirror.children.first else { return "\(value)" }
    let name = payload.label ?? "?"
    let inner = Mirror(reflecting: payload.value)
    if inner.displayStyle == .tuple {
      return name + "(" + fields(inner).joined(separator: ", ") + ")"
    }
    return name + "(" + syntaxDump(payload.value) + ")"
  case .struct?:
    // A node that is only a kind and a place is its kind; a name is its text.
    let labels = Set(mirror.children.compactMap(\.label))
    if labels == ["kind", "range"], let kind = mirror.children.first {
      return syntaxDump(kind.value)
    }
    if labels == ["text", "isQuoted", "range"], let text = mirror.children.first {
      return "\(text.value)"
    }
    if labels == ["parts", "range"], let parts = mirror.children.first?.value {
      return Mirror(reflecting: parts).children.map { syntaxDump($0.value) }.joined(separator: ".")
    }
    if mirror.children.isEmpty || mirror.subjectType == String.self { return "\(value)" }
    return "{" + fields(mirror).joined(separator: ", ") + "}"
  default: return "\(value)"
  }
}

private func fields(_ mirror: Mirror) -> [String] {
  mirror.children.compactMap { child in
    guard let label = child.label, !label.lowercased().hasSuffix("range") else { return nil }
    let text = syntaxDump(child.value)
    if text.isEmpty || text == "[]" || text == "false" { return nil }
    return label.hasPrefix(".") ? text : "\(label): \(text)"
  }
}
