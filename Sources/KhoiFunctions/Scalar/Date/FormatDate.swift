import KhoiData
import KhoiText

extension ScalarFunction {
  static let formatDate = ScalarFunction(
    FunctionDocumentation(
      "strftime",
      aliases: ["format_date", "format_timestamp", "format_datetime", "format_time"], .date,
      "A date, moment or time as text by a format such as '%d/%m/%Y'; date and format in either "
        + "order.",
      examples: [
        FunctionExample("strftime(DATE '2024-03-05', '%d/%m/%Y')", "05/03/2024"),
        FunctionExample("strftime(DATE '2024-03-05', '%-d %B %Y')", "5 March 2024"),
      ]),
    overloads: formatting("strftime", .percent))

  static let formatDateByPattern = ScalarFunction(
    FunctionDocumentation(
      "date_format", aliases: ["to_char"], .date,
      "A date, moment or time as text by a format such as '%d/%m/%Y' or 'dd/MM/yyyy'.",
      examples: [FunctionExample("date_format(DATE '2024-03-05', 'dd/MM/yyyy')", "05/03/2024")]),
    overloads: formatting("date_format", .any))

  private static func formatting(
    _ name: String, _ style: DateFormat.Style
  ) -> [ScalarOverload] {
    [zonedFormatting(name, style)]
      + [LogicalType.date, .timestamp, .time].flatMap { type in
        [
          .texts([type, .varchar], name, canFail: true) { arguments, _ throws(Diagnostic) in
            try formatter(arguments[0], arguments[1], name, style)
          },
          .texts([.varchar, type], name, canFail: true) { arguments, _ throws(Diagnostic) in
            try formatter(arguments[1], arguments[0], name, style)
          },
        ]
      }
  }

  /// Format, moment and the zone whose clocks tell it.
  private static func zonedFormatting(
    _ name: String, _ style: DateFormat.Style
  ) -> ScalarOverload {
    .texts([.varchar, .zonedTimestamp, .varchar], name, canFail: true) {
      arguments, count throws(Diagnostic) in
      let local = try shifted(
        arguments[1], zones: arguments[2], to: .timestamp, arguments, count: count, name)
      return try formatter(local, arguments[0], name, style)
    }
  }

  private static func formatter(
    _ moments: Vector, _ formats: Vector, _ name: String, _ style: DateFormat.Style
  ) throws(Diagnostic) -> (_ row: Int, _ output: inout [UInt8]) throws(Diagnostic) -> Void {
    let timestamps =
      moments.type == .time ? moments.integers : try Cast.evaluate(moments, to: .timestamp).integers
    let views = formats.textViews
    let constant = try constantFormat(formats, name, style)
    return { (row, output) throws(Diagnostic) in
      let format =
        if let constant { constant } else {
          try DateFormat(views[row].string, name, style)
        }
      format.append(timestamps[row], to: &output)
    }
  }

  private static func constantFormat(
    _ formats: Vector, _ function: String, _ style: DateFormat.Style
  ) throws(Diagnostic) -> DateFormat? {
    guard formats.isConstant || formats.count == 1, !formats.isNull(0) else { return nil }
    return try DateFormat(formats.textViews[0].string, function, style)
  }

  static let parseTimestamp = ScalarFunction(
    FunctionDocumentation(
      "strptime", .date, "The moment that a text stands for by a format (strptime(text, format)).",
      examples: [
        FunctionExample("strptime('05/03/2024', '%d/%m/%Y')", "2024-03-05 00:00:00"),
        FunctionExample("strptime('2024-W10-2', '%G-W%V-%u')", "2024-03-05 00:00:00"),
      ]),
    overloads: [
      parsing(.timestamp, "strptime", formatPlace: 1), parsingByAny("strptime", isTry: false),
    ])

  static let tryParseTimestamp = ScalarFunction(
    FunctionDocumentation(
      "try_strptime", aliases: ["try_to_timestamp"], .date,
      "As strptime, but NULL where the text does not fit.",
      examples: [FunctionExample("try_strptime('x', '%Y')", "NULL")]),
    overloads: [
      parsing(.timestamp, "try_strptime", formatPlace: 1, isTry: true),
      parsingByAny("try_strptime", isTry: true),
    ])

  static let parseFormattedTimestamp = ScalarFunction(
    FunctionDocumentation(
      "parse_timestamp", aliases: ["parse_datetime"], .date,
      "The moment that a text stands for by a format (parse_timestamp(format, text)).",
      examples: [
        FunctionExample("parse_timestamp('%d/%m/%Y', '05/03/2024')", "2024-03-05 00:00:00")
      ]),
    overloads: [parsing(.timestamp, "parse_timestamp", formatPlace: 0)])

  static let parseDate = ScalarFunction(
    FunctionDocumentation(
      "parse_date", .date,
      "The day that a text stands for: by a format before it, as people write it, or with 'dmy' or "
        + "'mdy' behind it; of a period the first day.",
      examples: [
        FunctionExample("parse_date('%d/%m/%Y', '05/03/2024')", "2024-03-05"),
        FunctionExample("parse_date('05/03/2024', 'dmy')", "2024-03-05"),
        FunctionExample("parse_date('ngày 10 tháng 2 năm 2025')", "2025-02-10"),
        FunctionExample("parse_date('Quý II/2024')", "2024-04-01"),
      ]),
    overloads: dates(orParsing: parsing(.date, "parse_date", formatPlace: 0)))

  static let parseTime = ScalarFunction(
    FunctionDocumentation(
      "parse_time", .date,
      "The time of day that a text stands for by a format (parse_time(format, text)).",
      examples: [FunctionExample("parse_time('%I:%M %p', '1:05 pm')", "13:05:00")]),
    overloads: [parsing(.time, "parse_time", formatPlace: 0)])

  static let toDate = ScalarFunction(
    FunctionDocumentation(
      "to_date", .date, "The day that a text stands for, maybe by a format.",
      examples: [
        FunctionExample("to_date('2024-03-05')", "2024-03-05"),
        FunctionExample("to_date('05/03/2024', 'dd/MM/yyyy')", "2024-03-05"),
      ]),
    overloads: [
      conversion(.varchar, to: .date), conversion(.date, to: .date),
      conversion(.timestamp, to: .date), parsing(.date, "to_date", formatPlace: 1, style: .any),
    ])

  static func parsing(
    _ result: LogicalType, _ name: String, formatPlace: Int, isTry: Bool = false,
    style: DateFormat.Style = .percent
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.varchar), .type(.varchar)], returns: .type(result), canFail: true,
      takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let formats = arguments[formatPlace]
      let texts = arguments[1 - formatPlace]
      let constant = try constantFormat(formats, name, style)
      if constant?.pieces.isEmpty == true {
        throw .badArgument(name, "the format is empty")
      }
      let (formatViews, textViews) = (formats.textViews, texts.textViews)
      let validity = rowsWithoutNull(arguments)
      var moments = [Int64](repeating: 0, count: count)
      var failed: [Int] = []
      for row in 0..<count where validity?.isValid(row) ?? true {
        let format =
          if let constant { constant } else {
            try DateFormat(formatViews[row].string, name, style)
          }
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

  /// By the first of several formats that fits.
  private static func parsingByAny(_ name: String, isTry: Bool) -> ScalarOverload {
    ScalarOverload(
      [.type(.varchar), .type(.list(.varchar))], returns: .type(.timestamp), canFail: true
    ) { arguments, count, _ throws(Diagnostic) in
      var known: [String: DateFormat] = [:]
      var moments = [Int64](repeating: 0, count: count)
      var fits = [Bool](repeating: true, count: count)
      let texts = arguments[0].textViews
      for row in 0..<count where !arguments.contains(where: { $0.isNull(row) }) {
        guard case .list(let formats, _) = arguments[1][row] else { continue }
        var found: Int64?
        for case .text(let text) in formats where found == nil {
          let format: DateFormat
          if let seen = known[text] {
            format = seen
          } else {
            format = try DateFormat(text, name, .percent)
            known[text] = format
          }
          found = unsafe texts.withBytes(row) { unsafe format.parse($0) }
        }
        moments[row] = found ?? 0
        fits[row] = found != nil
        if found == nil, !isTry {
          throw .castFailed(arguments[0][row], to: .timestamp, note: "none of the formats fits")
        }
      }
      return Vector(.timestamp, .int64(Buffer(moments))).restricted(
        to: fits.allSatisfy(\.self) ? nil : Validity(count: count) { fits[$0] })
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
        ScalarOverload([.type(type)], returns: .type(.varchar), takesAnyForm: true) {
          arguments, count, _ throws(Diagnostic) in
          let dates = try Cast.evaluate(arguments[0], to: .date).dates
          return try TextKernel.texts(arguments, count: count, function: name) { row, output in
            output.append(contentsOf: body(dates[row]).utf8)
          }.restrictedToFinite(arguments)
        }
      })
  }
}
