package import KhoiData

/// What overloads of every kind of function have in common: what they take and give.
package protocol Signature: Sendable {
  var parameters: [ParameterType] { get }
  /// Whether the last parameter may be given any number of times, at least once.
  var isVariadic: Bool { get }
  /// How many of the last parameters may be left out.
  var optionalCount: Int { get }
  var result: ResultType { get }
  /// Whether DECIMAL arguments are brought to one scale, which must leave room for their digits.
  var needsOneScale: Bool { get }
}

extension Signature {
  package var needsOneScale: Bool { false }
}

extension ScalarOverload: Signature {
  package var optionalCount: Int { 0 }
}

extension AggregateOverload: Signature {
  package var optionalCount: Int { 0 }
}

extension WindowOverload: Signature {
  package var isVariadic: Bool { false }
}

extension Signature {
  /// What the argument at a place must be.
  func parameter(at place: Int) -> ParameterType {
    place < parameters.count ? parameters[place] : parameters[parameters.count - 1]
  }

  /// Whether that many arguments can be meant.
  func accepts(count: Int) -> Bool {
    if isVariadic { return count >= parameters.count }
    return count <= parameters.count && count >= parameters.count - optionalCount
  }

  /// The type of the result for arguments that already have the parameters' types.
  package func resultType(of types: [LogicalType]) -> LogicalType {
    switch result {
    case .type(let type): return type
    case .argument(let place): return place < types.count ? types[place] : .null
    case .common: return commonType(of: types)
    case .commonList: return .list(commonType(of: types))
    case .derived(let derive): return derive(types)
    }
  }

  private func commonType(of types: [LogicalType]) -> LogicalType {
    for (place, type) in types.enumerated() {
      switch parameter(at: place) {
      case .common: return type
      case .commonList: return type.element ?? .null
      default: continue
      }
    }
    return .null
  }

  /// The signature as help and error messages spell it: `substr(VARCHAR, BIGINT) -> VARCHAR`.
  package func text(name: String) -> String {
    var parts: [String] = []
    for (place, parameter) in parameters.enumerated() {
      var part = parameter.text
      if isVariadic && place == parameters.count - 1 { part += ", ..." }
      if place >= parameters.count - optionalCount { part = "[\(part)]" }
      parts.append(part)
    }
    let resultText =
      switch result {
      case .type(let type): type.name
      case .argument(let place): place < parameters.count ? parameters[place].text : "ANY"
      case .common: ParameterType.common.text
      case .commonList: ParameterType.commonList.text
      case .derived: "ANY"
      }
    return "\(name)(\(parts.joined(separator: ", "))) -> \(resultText)"
  }
}

extension ParameterType {
  /// The word for it in a signature: a type's name, `ANY`, or `T` for one common type.
  var text: String {
    switch self {
    case .type(let type): type.name
    case .any: "ANY"
    case .common: "T"
    case .commonList: "T[]"
    case .decimal: "DECIMAL"
    case .list: "ANY[]"
    case .structure: "STRUCT"
    case .map: "MAP"
    }
  }
}
