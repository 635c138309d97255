import KhoiData
import KhoiText

extension ScalarFunction {
  static let formatDate = ScalarFunction(
    FunctionDocumentation(
      "strftime", aliases: ["format_date", "format_timestamp", "date_format"], .date,
      "A date or moment as text by a format such as '%d/%m/%Y'; date and format in either order.",
      examples: [
        FunctionExample("strftime(DATE '2024-03-05', '%d/%m/%Y')", "05/03/2024"),
        FunctionExample("strftime(DATE '2024-03-05', '%-d %B %Y')", "5 March 2024"),
      ]),
    overloads: [LogicalType.date, .timestamp].flatMap { type in
      [
        .texts([type, .varchar], "strftime", canFail: true) { arguments, _ throws(Diagnostic) in
          try formatter(arguments[0], arguments[1])
        },
        .texts([.varchar, type], "strftime", canFail: true) { arguments, _ throws(Diagnostic) in
          try formatter(arguments[1], arguments[0])
        },
      ]
    })

  private static func formatter(
    _ moments: Vector, _ formats: Vector
  ) throws(Diagnostic) -> (_ row: Int, _ output: inout [UInt8]) throws(Diagnostic) -> Void {
    let timestamps = try Cast.evaluate(moments, to: .timestamp).integers
    let views = formats.textViews
    let constant = try constantFormat(formats, "strftime")
    return { (row, output) throws(Diagnostic) in
      let format =
        if let constant { constant } else { try DateFormat(views[row].string, "strftime") }
      format.append(timestamps[row], to: &output)
    }
  }

  private static func constantFormat(
    _ formats: Vector, _ function: String
  ) throws(Diagnostic) -> DateFormat? {
    guard formats.isConstant, !formats.isNull(0) else { return nil }
    return try DateFormat(formats.textViews[0].string, function)
  }

  static let parseTimestamp = ScalarFunction(
    FunctionDocumentation(
      "strptime", aliases: ["parse_timestamp"], .date,
      "The moment that a text stands for by a format (strptime(text, format)).",
      examples: [
        FunctionExample("strptime('05/03/2024', '%d/%m/%Y')", "2024-03-05 00:00:00")
      ]),
    overloads: [parsing(.timestamp, "strptime", formatPlace: 1, isTry: false)])

  static let tryParseTimestamp = ScalarFunction(
    FunctionDocumentation(
      "try_strptime", .date, "As strptime, but NULL where the text does not fit.",
      examples: [FunctionExample("try_strptime('x', '%Y')", "NULL")]),
    overloads: [parsing(.timestamp, "try_strptime", formatPlace: 1, isTry: true)])

  static let parseDate = ScalarFunction(
    FunctionDocumentation(
      "parse_date", .date, "The day that a text stands for by a format (parse_date(format, text)).",
      examples: [FunctionExample("parse_date('%d/%m/%Y', '05/03/2024')", "2024-03-05")]),
    overloads: [parsing(.date, "parse_date", formatPlace: 0, isTry: false)])

  private static func parsing(
    _ result: LogicalType, _ name: String, formatPlace: Int, isTry: Bool
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.varchar), .type(.varchar)], returns: .type(result), canFail: true,
      takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let formats = arguments[formatPlace]
      let texts = arguments[1 - formatPlace]
      let constant = try constantFormat(formats, name)
      let (formatViews, textViews) = (formats.textViews, texts.textViews)
      let validity = rowsWithoutNull(arguments)
      var moments = [Int64](repeating: 0, count: count)
      var failed: [Int] = []
      for row in 0..<count where validity?.isValid(row) ?? true {
        let format =
          if let constant { constant } else { try DateFormat(formatViews[row].string, name) }
        if let moment = unsafe textViews.withBytes(row, { unsafe format.parse($0) }) {
          moments[row] = moment
        } else if isTry {
          failed.append(row)
        } else {
          throw .castFailed(
            texts[row], to: result, note: "the format is '\(formatViews[row].string)'")
        }
      }
      var result = try Cast.evaluate(Vector(.timestamp, .int64(Buffer(moments))), to: result)
      if !failed.isEmpty {
        let bad = Set(failed)
        result = result.restricted(to: Validity(count: count) { !bad.contains($0) })
      }
      return result
    }
  }

  static let monthName = named("monthname", "The English name of the month.", "March") {
    DateFormat.months[Int(Calendar.civil($0).month) - 1]
  }
  static let dayName = named("dayname", "The English name of the day of the week.", "Friday") {
    DateFormat.days[Int(Calendar.weekday($0))]
  }

  private static func named(
    _ name: String, _ summary: String, _ answer: String,
    _ body: @escaping @Sendable (Int32) -> String
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .date, summary, examples: [FunctionExample("\(name)(DATE '2024-03-15')", answer)]),
      overloads: [LogicalType.date, .timestamp].map { type in
        .texts([type], name) { arguments, _ throws(Diagnostic) in
          let dates = try Cast.evaluate(arguments[0], to: .date).dates
          return { row, output in output.append(contentsOf: body(dates[row]).utf8) }
        }
      })
  }
}
