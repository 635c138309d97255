/// A way into a JSON value: `$.a[0].b`, `$."odd key"`, `$.a[*]`, `$..b`, `/a/0/b`, or one key.
struct JSONPath: Sendable {
  enum Step: Sendable {
    case key(String)
    /// From zero, or from the end where negative.
    case index(Int)
    /// Every element.
    case anyElement
    /// Every value of an object.
    case anyKey
    /// Here and everywhere below.
    case descend
  }

  let steps: [Step]

  /// Whether it can lead to several values.
  var isWildcard: Bool {
    steps.contains { step in
      switch step {
      case .anyElement, .anyKey, .descend: true
      case .key, .index: false
      }
    }
  }

  /// A place in an array.
  init(index: Int) {
    steps = [.index(index)]
  }

  /// A path, or nil where the text is none; text without a sign in front is one key.
  init?(_ text: String) {
    if text.hasPrefix("$") {
      guard let steps = Self.dollarSteps(Array(text.dropFirst().unicodeScalars)) else { return nil }
      self.steps = steps
    } else if text.hasPrefix("/") {
      steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
        let key = Self.unescaped(String(part))
        return Int(key).map { .index($0) } ?? .key(key)
      }
    } else {
      steps = text.isEmpty ? [] : [.key(text)]
    }
  }

  /// `~1` is a slash and `~0` a tilde (RFC 6901).
  private static func unescaped(_ part: String) -> String {
    var result = ""
    var rest = part[...]
    while let character = rest.first {
      if rest.hasPrefix("~1") {
        result += "/"
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("~0") {
        result += "~"
        rest = rest.dropFirst(2)
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func dollarSteps(_ text: [Unicode.Scalar]) -> [Step]? {
    var steps: [Step] = []
    var place = 0
    while place < text.count {
      switch text[place] {
      case ".":
        place += 1
        if place < text.count, text[place] == "." {
          steps.append(.descend)
          place += 1
          if place < text.count, text[place] == "[" { continue }
        }
        guard place < text.count, let key = key(text, &place) else { return nil }
        steps.append(key)
      case "[":
        guard let step = subscripted(text, &place) else { return nil }
        steps.append(step)
      default:
        // `$a` is short for `$.a`.
        guard steps.isEmpty, let key = key(text, &place) else { return nil }
        steps.append(key)
      }
    }
    return steps
  }

  private static func key(_ text: [Unicode.Scalar], _ place: inout Int) -> Step? {
    if text[place] == "*" {
      place += 1
      return .anyKey
    }
    if text[place] == "\"" {
      guard let end = text[(place + 1)...].firstIndex(of: "\"") else { return nil }
      let key = string(text[(place + 1)..<end])
      place = end + 1
      return .key(key)
    }
    let start = place
    while place < text.count, text[place] != ".", text[place] != "[" { place += 1 }
    return start == place ? nil : .key(string(text[start..<place]))
  }

  private static func subscripted(_ text: [Unicode.Scalar], _ place: inout Int) -> Step? {
    guard let end = text[place...].firstIndex(of: "]") else { return nil }
    var inner = string(text[(place + 1)..<end])
    place = end + 1
    if inner == "*" { return .anyElement }
    if inner.count >= 2, let quote = inner.first, quote == "'" || quote == "\"",
      inner.last == quote
    {
      return .key(String(inner.dropFirst().dropLast()))
    }
    if inner.hasPrefix("#") { inner.removeFirst() }
    return Int(inner).map { .index($0) }
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The values it leads to.
  func values(in tree: JSONTree) -> [JSONTree] {
    var found = [tree]
    for step in steps {
      found = found.flatMap { Self.values(step, in: $0) }
      if found.isEmpty { break }
    }
    return found
  }

  private static func values(_ step: Step, in tree: JSONTree) -> [JSONTree] {
    switch (step, tree) {
    case (.key(let key), .object): return tree[key].map { [$0] } ?? []
    case (.index(let index), .array(let elements)):
      let place = index < 0 ? elements.count + index : index
      return elements.indices.contains(place) ? [elements[place]] : []
    case (.index(let index), .object): return tree[String(index)].map { [$0] } ?? []
    case (.anyElement, .array(let elements)): return elements
    case (.anyKey, .object(let entries)): return entries.map(\.value)
    case (.descend, _): return descendants(tree)
    default: return []
    }
  }

  private static func descendants(_ tree: JSONTree) -> [JSONTree] {
    switch tree {
    case .array(let elements): [tree] + elements.flatMap { descendants($0) }
    case .object(let entries): [tree] + entries.flatMap { descendants($0.value) }
    default: [tree]
    }
  }
}
