package import KhoiData
package import KhoiText

/// The wording of everything that functions and casts can find wrong with data.
extension Diagnostic {
  static func integerOverflow(_ left: Int64, _ symbol: String, _ right: Int64) -> Diagnostic {
    Diagnostic(
      .runtime, "integer-overflow", "\(left) \(symbol) \(right) does not fit BIGINT",
      notes: ["CAST one side AS DOUBLE to go on with an approximate result"])
  }

  /// A result of HUGEINT or DECIMAL arithmetic that its type does not hold.
  static func wideOverflow(
    _ left: Value, _ symbol: String, _ right: Value, _ type: LogicalType
  ) -> Diagnostic {
    Diagnostic(
      .runtime, "integer-overflow",
      "\(left.text) \(symbol) \(right.text) does not fit \(type.name)",
      notes: ["CAST one side AS DOUBLE to go on with an approximate result"])
  }

  static func scaleOverflow(_ types: [LogicalType]) -> Diagnostic {
    Diagnostic(
      .bind, "decimal-scale",
      "the product of \(types[0].name) and \(types[1].name) needs more than 38 decimals",
      notes: ["CAST one side to fewer decimals, or AS DOUBLE"])
  }

  static func sliceStep() -> Diagnostic {
    Diagnostic(.runtime, "slice-step", "the step of a slice must not be zero")
  }

  static func mapLengths(_ keys: Int, _ values: Int) -> Diagnostic {
    Diagnostic(
      .runtime, "map-lengths",
      "a map needs a value for each key; there are \(keys) keys and \(values) values")
  }

  static func mapNullKey() -> Diagnostic {
    Diagnostic(.runtime, "map-null-key", "a key of a map must not be NULL")
  }

  static func mapKeyTwice(_ key: Value) -> Diagnostic {
    Diagnostic(.runtime, "map-key-twice", "the key \(key.text) stands twice in a map")
  }

  static func negationOverflow(_ value: Int64) -> Diagnostic {
    Diagnostic(.runtime, "integer-overflow", "-(\(value)) does not fit BIGINT")
  }

  static func sumOverflow(_ name: String) -> Diagnostic {
    Diagnostic(
      .runtime, "integer-overflow", "the result of \(name) does not fit BIGINT",
      notes: ["CAST the argument AS DOUBLE to go on with an approximate result"])
  }

  static func statisticOverflow(_ name: String) -> Diagnostic {
    Diagnostic(
      .runtime, "double-overflow",
      "the result of \(name.uppercased()) is out of the range of DOUBLE")
  }

  /// A number that a function of integers cannot give back.
  static func resultOverflow(
    _ function: String, _ arguments: String, _ type: LogicalType = .bigint
  ) -> Diagnostic {
    Diagnostic(
      .runtime, "integer-overflow", "\(function)(\(arguments)) does not fit \(type.name)")
  }

  /// A value that is not one of the type it was to become.
  package static func castFailed(
    _ value: Value, to target: LogicalType, note: String? = nil
  ) -> Diagnostic {
    var spelled = value.text
    if spelled.count > 60 { spelled = String(spelled.prefix(57)) + "..." }
    let shown = value.type == .varchar ? "'\(spelled)'" : spelled
    return Diagnostic(
      .runtime, "cast-failed", "\(shown) cannot be read as \(target.name)",
      notes: [note, "TRY_CAST gives NULL instead"].compactMap(\.self))
  }

  static func outOfRange(_ value: Value, for target: LogicalType) -> Diagnostic {
    Diagnostic(
      .runtime, "cast-failed", "\(value.text) is out of the range of \(target.name)",
      notes: ["TRY_CAST gives NULL instead"])
  }

  static func dateOutOfRange(_ what: String) -> Diagnostic {
    Diagnostic(
      .runtime, "date-out-of-range", "\(what) is out of the range of dates and times")
  }

  static func intervalOutOfRange() -> Diagnostic {
    Diagnostic(.runtime, "interval-out-of-range", "the interval is too long")
  }

  static func outOfDomain(_ function: String, _ argument: String) -> Diagnostic {
    Diagnostic(
      .runtime, "out-of-domain", "\(function) is not defined for \(argument)",
      notes: ["a CASE or NULLIF around the argument gives NULL instead"])
  }

  static func aggregateNotConstant() -> Diagnostic {
    Diagnostic(
      .runtime, "aggregate-not-constant",
      "the name of the aggregate must be a constant that names one",
      notes: ["`.functions aggregate` lists them"])
  }

  static func noListAggregate(_ name: String, _ types: [LogicalType]) -> Diagnostic {
    let lists = types.map(\.name).joined(separator: ", ")
    return Diagnostic(
      .runtime, "no-list-aggregate",
      "\(name.uppercased()) cannot aggregate the elements of \(lists)")
  }

  static func badArgument(_ function: String, _ what: String, note: String? = nil) -> Diagnostic {
    Diagnostic(.runtime, "bad-argument", "\(function): \(what)", notes: [note].compactMap(\.self))
  }

  /// What `error('…')` says.
  static func raised(_ message: String) -> Diagnostic {
    Diagnostic(.runtime, "raised", message)
  }

  static func textTooLong(_ function: String) -> Diagnostic {
    Diagnostic(
      .runtime, "text-too-long",
      "the result of \(function) is longer than \(TextLimit.byteCount / 1_048_576) MB")
  }

  /// A part that values of the type have not.
  static func noSuchPart(_ part: String, _ type: LogicalType, _ function: String) -> Diagnostic {
    Diagnostic(
      .runtime, "unknown-date-part", "\(function): a value of type \(type.name) has no \(part)")
  }

  static func unknownDatePart(_ part: String, _ function: String) -> Diagnostic {
    let suggestions = Suggestion.nearest(to: part, among: DatePart.allCases.map(\.rawValue))
    return Diagnostic(
      .runtime, "unknown-date-part", "\(function) knows no part of a date called '\(part)'",
      label: suggestions.first.map { "did you mean '\($0)'?" })
  }
}

/// The longest text a function may make.
enum TextLimit {
  static let byteCount = 256 * 1_048_576
}
