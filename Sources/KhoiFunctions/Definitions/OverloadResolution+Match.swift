import KhoiData

extension OverloadResolution {
  /// What a call costs an overload, and the types its arguments must be cast to; nil where the
  /// overload does not take them.
  static func match<Overload: Signature>(
    _ overload: Overload, _ types: [LogicalType], _ isLiteralText: [Bool]
  ) -> (cost: Int, types: [LogicalType])? {
    guard let common = commonType(overload, types, isLiteralText) else { return nil }
    if overload.needsOneScale, TypeCoercion.commonType(of: types) == .double { return nil }
    var total = 0
    var targets: [LogicalType] = []
    for (place, type) in types.enumerated() {
      let isLiteral = place < isLiteralText.count && isLiteralText[place]
      guard
        let (cost, target) = match(
          overload.parameter(at: place), type, isLiteral: isLiteral, common: common,
          isShared: { wanted in
            types.indices.contains { $0 != place && types[$0] == wanted }
          })
      else { return nil }
      total += cost
      targets.append(target)
    }
    return (total, targets)
  }

  private static func match(
    _ parameter: ParameterType, _ type: LogicalType, isLiteral: Bool, common: LogicalType,
    isShared: (LogicalType) -> Bool
  ) -> (cost: Int, target: LogicalType)? {
    switch parameter {
    case .any:
      // Exact matches come before "anything goes".
      return (8, type)
    case .common:
      let isText = common == .varchar
      return (isLiteral && !isText ? 3 : TypeCoercion.cost(from: type, to: common) ?? 0, common)
    case .commonList: return (type == .null ? 1 : 0, .list(common))
    case .list:
      if type == .null { return (1, .list(.null)) }
      guard case .list = type else { return nil }
      return (0, type)
    case .structure:
      guard case .structure = type else { return nil }
      return (0, type)
    case .map:
      if type == .null { return (1, .map(key: .null, value: .null)) }
      guard case .map = type else { return nil }
      return (0, type)
    case .decimal:
      if type.isDecimal { return (0, type) }
      guard type.isInteger else { return nil }
      return (3, .decimal(precision: type.asDecimal.precision, scale: 0))
    case .type(let target):
      if isLiteral && target != .varchar { return (isShared(target) ? 3 : 4, target) }
      guard let cost = TypeCoercion.cost(from: type, to: target) else { return nil }
      // A narrow integer is a BIGINT already, whose kernels take it as it is.
      if target == .bigint && type.isWithinBigint { return (cost, type) }
      return (cost, target)
    }
  }

  /// The common type of the arguments in `.common` places and of the elements in `.commonList`
  /// places; nil where they have none.
  private static func commonType<Overload: Signature>(
    _ overload: Overload, _ types: [LogicalType], _ isLiteralText: [Bool]
  ) -> LogicalType? {
    var common = LogicalType.null
    var parts: [LogicalType] = []
    var hasLiteral = false
    for (place, type) in types.enumerated() {
      let part: LogicalType
      switch overload.parameter(at: place) {
      case .common:
        if place < isLiteralText.count && isLiteralText[place] {
          hasLiteral = true
          continue
        }
        part = type
      case .commonList:
        if type == .null { continue }
        guard case .list(let element) = type else { return nil }
        part = element
      default: continue
      }
      guard let wider = TypeCoercion.commonType(common, part) else { return nil }
      common = wider
      parts.append(part)
    }
    let met = common
    guard parts.allSatisfy({ TypeCoercion.meets($0, in: met) }) else { return nil }
    return common == .null && hasLiteral ? .varchar : common
  }
}
