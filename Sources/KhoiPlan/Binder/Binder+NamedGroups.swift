import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

extension Binder {
  /// `regexp_extract(text, pattern, ['a', 'b'])`: a structure of the groups under these names; nil
  /// where the third argument is no list.
  func bindNamedGroups(
    _ arguments: [ExpressionSyntax], _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    guard arguments.count == 3 || arguments.count == 4 else { return nil }
    let list = try bindExpression(arguments[2], context)
    guard case .list = list.type else { return nil }
    let names = try groupNames(list, at: arguments[2].range)
    let text = try bindExpression(arguments[0], context)
    let pattern = try bindExpression(arguments[1], context)
    guard case .constant(.text(let spelled), _) = pattern else {
      throw .groupsNeedConstantPattern(at: arguments[1].range)
    }
    let expression: RegularExpression
    do throws(Diagnostic) {
      expression = try RegularExpression(pattern: spelled)
    } catch {
      throw error.located(at: arguments[1].range)
    }
    guard names.count <= expression.groupCount else {
      throw .tooFewGroups(names.count, expression.groupCount, at: arguments[2].range)
    }
    var values = [text, pattern]
    var ranges = [arguments[0].range, arguments[1].range]
    if arguments.count == 4 {
      values.append(try bindExpression(arguments[3], context))
      ranges.append(arguments[3].range)
    }
    return try callFunction(
      .regularExpressionFields(names: names), values, ranges: ranges, at: range)
  }

  private func groupNames(
    _ list: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) -> [String] {
    guard isConstant(list),
      case .list(let values, _)? = try constantValues([list], at: range).first,
      !values.isEmpty
    else { throw .badGroupNames("the name list must be non-empty and constant", at: range) }
    var names: [String] = []
    var seen: Set<IdentifierKey> = []
    for value in values {
      guard case .text(let name) = value else {
        throw .badGroupNames(
          value.isNull ? "NULL group name" : "the name of a group is a text", at: range)
      }
      guard seen.insert(IdentifierKey(name)).inserted else {
        throw .badGroupNames("duplicate group name '\(name)'", at: range)
      }
      names.append(name)
    }
    return names
  }
}

extension Diagnostic {
  fileprivate static func groupsNeedConstantPattern(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .bind, "group-names", "regexp_extract with names of groups takes a constant pattern",
      at: range)
  }

  fileprivate static func tooFewGroups(
    _ names: Int, _ groups: Int, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .bind, "group-names",
      "not enough capturing groups: the pattern has \(groups) for \(names) names", at: range)
  }

  fileprivate static func badGroupNames(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.bind, "group-names", "regexp_extract: \(what)", at: range)
  }
}
