import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Parts of dates, which may be written as bare words, and intervals.
extension Binder {
  private static let functionsOfParts: Set<String> = [
    "date_part", "datepart", "date_trunc", "datetrunc", "timestamp_trunc", "datetime_trunc",
    "time_trunc", "date_diff", "datediff", "timestamp_diff", "datetime_diff", "time_diff",
    "date_sub", "datesub", "last_day",
  ]

  /// `MONTH` in `DATE_TRUNC(day, MONTH)`: a part of a date, unless a column has that name.
  func datePartWord(
    _ argument: ExpressionSyntax, of function: String, _ context: ExpressionContext
  ) -> BoundExpression? {
    guard Self.functionsOfParts.contains(function.lowercased()) else { return nil }
    switch argument.kind {
    case .name(let name):
      guard name.parts.count == 1, DatePart(name.parts[0].text) != nil,
        (try? bindName(name, context)) == nil
      else { return nil }
      return .constant(.text(name.parts[0].text.lowercased()), .varchar)
    case .call(let call):
      // WEEK(MONDAY) is the week that every other part means.
      guard call.name.parts.count == 1, call.arguments.count == 1,
        call.name.parts[0].text.uppercased() == "WEEK",
        case .expression(let day) = call.arguments[0].value, case .name(let name) = day.kind,
        name.parts[0].text.uppercased() == "MONDAY"
      else { return nil }
      return .constant(.text("week"), .varchar)
    default: return nil
    }
  }

  /// Calls whose type depends on a constant: `DATE_PART(['year', 'month'], day)` is a structure,
  /// and what is read with a zone is a moment of the world.
  func dateForm(
    _ name: String, _ arguments: [BoundExpression], _ ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    guard arguments.count == 2 else { return nil }
    switch name.lowercased() {
    case "date_part", "datepart":
      guard let words = constantTexts(arguments[0]) else { return nil }
      return try partsStructure(words, of: arguments[1], ranges, at: range)
    case "date_trunc", "datetrunc":
      guard case .constant(.text(let word), _) = arguments[0], let part = DatePart(word),
        part.isTimeOfDay, arguments[1].type == .date
      else { return nil }
      let moment = cast(arguments[1], to: .timestamp, at: ranges[1])
      return try callFunction(name, [arguments[0], moment], ranges: ranges, at: range)
    case "strptime", "try_strptime":
      guard case .constant(.text(let format), _) = arguments[1],
        format.contains("%z") || format.contains("%Z")
      else { return nil }
      let moment = try callFunction(name, arguments, ranges: ranges, at: range)
      return cast(moment, to: .zonedTimestamp, at: range)
    default: return nil
    }
  }

  private func constantTexts(_ expression: BoundExpression) -> [String]? {
    guard expression.type == .list(.varchar),
      let folded = try? constantValues([expression], at: SourceRange(0, 0)),
      case .list(let values, _) = folded[0]
    else { return nil }
    return values.map { $0.storedText ?? "NULL" }
  }

  private func partsStructure(
    _ words: [String], of value: BoundExpression, _ ranges: [SourceRange], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var fields: [BoundExpression] = []
    for (index, word) in words.enumerated() {
      if words[..<index].contains(word) { throw .fieldTwice(word, at: ranges[0]) }
      let isClock = DatePart(word)?.isTimeOfDay ?? false
      if isClock, value.type == .date { throw .noSuchDatePart(word, value.type, at: ranges[0]) }
      let part = BoundExpression.constant(.text(word), .varchar)
      if let function = fractionalPart("date_part", [part, value]) {
        fields.append(try callFunction(function, [value], ranges: [ranges[1]], at: range))
      } else {
        fields.append(try callFunction("date_part", [part, value], ranges: ranges, at: range))
      }
    }
    let structure = try call(
      .structure(fieldNames: words), fields, at: range)
    return .caseWhen(
      BoundCase(
        branches: [
          BoundCase.Branch(condition: .isNull(value), value: .constant(.null, structure.type))
        ], otherwise: structure, type: structure.type))
  }

  /// `epoch` or `julian`, of which `DATE_PART` gives the decimals, too.
  func fractionalPart(_ name: String, _ arguments: [BoundExpression]) -> String? {
    guard ["date_part", "datepart", "extract"].contains(name.lowercased()), arguments.count == 2,
      case .constant(.text(let word), _) = arguments[0], let part = DatePart(word),
      part.isFractional, arguments[1].type.isTemporal
    else { return nil }
    return part.rawValue
  }

  func bindExtract(
    _ part: IdentifierSyntax, _ from: ExpressionSyntax, _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let value = try bindExpression(from, context)
    let word = BoundExpression.constant(.text(part.text.lowercased()), .varchar)
    if ["date", "time"].contains(part.text.lowercased()) {
      return cast(value, to: part.text.lowercased() == "date" ? .date : .time, at: range)
    }
    if let part = fractionalPart("extract", [word, value]) {
      return try callFunction(part, [value], ranges: [from.range], at: range)
    }
    return try callFunction(
      "date_part", [word, value], ranges: [part.range, from.range], at: range)
  }

  func bindInterval(
    _ value: ExpressionSyntax, _ unit: IdentifierSyntax?, _ lastUnit: IdentifierSyntax?,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if let lastUnit { throw .unsupported("INTERVAL … TO …", at: lastUnit.range) }
    let bound = try bindExpression(value, context)
    guard let unit else {
      guard isLiteralText(bound) || bound.type == .varchar || bound.type == .null else {
        throw .intervalWithoutUnit(source(value.range), at: range)
      }
      return cast(bound, to: .interval, at: range)
    }
    guard let function = IntervalUnit.function(of: unit.text) else {
      throw .unknownIntervalUnit(
        unit.text, suggestions: nearest(unit.text, IntervalUnit.names), at: unit.range)
    }
    if case .constant(.integer(let count), _) = bound {
      guard let interval = Interval(count, unit: unit.text) else {
        throw .intervalTooLong(at: range)
      }
      return .constant(.interval(interval), .interval)
    }
    var count = bound
    if bound.type == .varchar {
      if case .constant(.text(let text), _) = bound, let number = Int64(text) {
        count = .constant(.integer(number), .bigint)
      } else {
        count = cast(bound, to: .double, at: value.range)
      }
    }
    return try callFunction(function, [count], ranges: [value.range], at: range)
  }
}

/// The words for spans of time.
enum IntervalUnit {
  static let names = [
    "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond",
    "microsecond", "decade", "century", "millennium",
  ]

  /// The function that makes an interval of so many of a unit.
  static func function(of word: String) -> String? {
    switch DatePart(word) {
    case .millennium: "to_millennia"
    case .century: "to_centuries"
    case .decade: "to_decades"
    case .year: "to_years"
    case .quarter: "to_quarters"
    case .month: "to_months"
    case .week: "to_weeks"
    case .day: "to_days"
    case .hour: "to_hours"
    case .minute: "to_minutes"
    case .second: "to_seconds"
    case .millisecond: "to_milliseconds"
    case .microsecond: "to_microseconds"
    default: nil
    }
  }
}
