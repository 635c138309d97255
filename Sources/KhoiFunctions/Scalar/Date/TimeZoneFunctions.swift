import KhoiData
import KhoiText

extension ScalarFunction {
  static let timezone = ScalarFunction(
    FunctionDocumentation(
      "timezone", .date,
      "The moment at which the clocks of a zone show a time, or what they show at a moment of the "
        + "world; of a moment alone how many seconds its zone is east of UTC.",
      examples: [
        FunctionExample(
          "timezone('Asia/Ho_Chi_Minh', TIMESTAMP '2024-03-15 07:00:00')",
          "2024-03-15 00:00:00+00"),
        FunctionExample(
          "TIMESTAMPTZ '2024-07-01 12:00:00+00' AT TIME ZONE 'Europe/Paris'",
          "2024-07-01 14:00:00"),
        FunctionExample("timezone(TIMESTAMP '2024-03-15')", "0"),
      ]),
    overloads: [
      zoneShift("timezone", .timestamp, to: .zonedTimestamp, zone: 0, value: 1),
      zoneShift("timezone", .zonedTimestamp, to: .timestamp, zone: 0, value: 1),
      ScalarOverload([.type(.timestamp)], returns: .type(.bigint), takesAnyForm: true) {
        arguments, count, _ in
        DateParts.values(.timezone, arguments[0], count: count)
      },
    ])

  /// Local time to the moment of the world, or back.
  static func zoneShift(
    _ name: String, _ source: LogicalType, to target: LogicalType, zone: Int, value: Int
  ) -> ScalarOverload {
    ScalarOverload(
      zone == 0
        ? [.type(.varchar), .type(source)] : [.type(source), .type(.varchar)],
      returns: .type(target), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      try shifted(
        arguments[value], zones: arguments[zone], to: target, arguments, count: count, name)
    }
  }

  static func shifted(
    _ moments: Vector, zones: Vector, to target: LogicalType, _ arguments: [Vector], count: Int,
    _ name: String
  ) throws(Diagnostic) -> Vector {
    let values = moments.integers
    let validity = rowsWithoutNull(arguments)
    let output = OutputBuffer<Int64>(count: count)
    var known: (name: TextView, zone: TimeZone)?
    let names = zones.textViews
    for row in 0..<count {
      output[row] = 0
      guard validity?.isValid(row) ?? true else { continue }
      let view = names[row]
      let zone: TimeZone
      if let known, known.name.low == view.low, known.name.high == view.high {
        zone = known.zone
      } else {
        let word = view.string
        guard let found = TimeZone(word) else {
          throw .badArgument(
            name, "no time zone is called '\(word)'",
            note: "a zone is like 'Asia/Ho_Chi_Minh' or '+07:00'")
        }
        zone = found
        known = (view, found)
      }
      let result =
        target == .zonedTimestamp || moments.type == .timestamp
        ? zone.moment(values[row]) : zone.local(values[row])
      guard let result else { throw .dateOutOfRange("\(moments[row].text) in that zone") }
      output[row] = result
    }
    return Vector(target, .int64(output.finished), count: count)
  }
}
