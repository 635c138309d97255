import Foundation
import KhoiData
import Testing

@testable import KhoiFormats

/// Numbers and dates as people write them: cells, columns and whole files.
@Suite struct StyleTests {
  @Test func `cells are numbers in one reading or two`() throws {
    for row in try StyleVectors.rows("numbers-cells.csv") {
      let reading = NumberCell.read(Array(row[0].utf8))
      switch row[1] {
      case "None", "no": #expect(reading == .other, "\(row)")
      case "null": #expect(reading == .nothing, "\(row)")
      default:
        guard case .number(let cell) = reading else {
          Issue.record("not a number: \(row)")
          continue
        }
        let shape: NumberCell.Evidence =
          switch row[1] {
          case "vi!": .vietnamese
          case "us!": .american
          case "dot3": .dotGroup
          case "comma3": .commaGroup
          case "space-group": .spaced
          default: []
          }
        #expect(cell.evidence == shape, "\(row)")
        #expect(cell.vietnamese?.text ?? "" == row[2], "\(row)")
        #expect(cell.american?.text ?? "" == row[3], "\(row)")
        #expect(cell.unit?.rawValue ?? "" == row[4], "\(row)")
      }
    }
  }

  @Test func `columns of numbers`() throws {
    for column in try StyleVectors.columns("numbers-columns.json") {
      switch StyleVectors.style(column).decide(column.context) {
      case .text(let refusal):
        #expect(column.isText, "\(column) stays text: \(refusal.why)")
        #expect(refusal.isRefused == (column.expected["refuse"] as? Bool ?? refusal.isRefused))
        if let row = column.expected["row"] as? Int {
          #expect(refusal.examples.first?.ordinal == row - 1, "\(column)")
        }
      case .numbers(let style):
        #expect(!column.isText, "\(column) is no text: \(style.why)")
        #expect(column.expected["type"] as? String == (style.isWhole ? "int" : "decimal"))
        #expect(column.expected["locale"] as? String == style.locale.rawValue, "\(column)")
        #expect(column.expected["unit"] as? String == style.unit?.rawValue, "\(column)")
        #expect(column.expected["assumed"] as? Bool ?? false == style.isAssumed, "\(column)")
        #expect(column.expected["negatives_in_parens"] as? Int == style.parenthesesCount)
        #expect(column.expected["why"] as? String == style.why)
        let values = column.values.compactMap { text -> String? in
          guard case .number(let cell) = NumberCell.read(Array(text.utf8)) else { return nil }
          return cell.value(style.locale)?.text
        }
        #expect(values == column.wantedValues.compactMap { $0 as? String })
      }
    }
  }

  @Test func `cells are dates in one reading or two`() throws {
    for row in try StyleVectors.rows("dates-cells.csv") {
      let wanted = row[1].components(separatedBy: " | ").compactMap { text in
        try? JSONSerialization.jsonObject(
          with: Data(text.utf8), options: .fragmentsAllowed) as? NSDictionary
      }
      switch DateCell.read(Array(row[0].utf8)) {
      case .dates(let readings):
        #expect(readings.map { Self.object($0) } == wanted, "\(row[0])")
      case .other: #expect(row[1] == "(not a date)", "\(row[0])")
      default: Issue.record("not a date: \(row[0])")
      }
    }
  }

  /// A reading as the vectors spell it.
  private static func object(_ reading: DateReading) -> NSDictionary {
    switch reading {
    case .day(let order, let days, let time, let isShort):
      return [
        "kind": "date", "order": order.rawValue, "date": Value.date(days).text,
        "time": time.map { Value.time($0).text as Any } ?? NSNull(), "short": isShort,
      ]
    case .dayMonth(let order, let day, let month):
      return ["kind": "dm", "order": order.rawValue, "d": day, "m": month]
    case .month(let year, let month): return ["kind": "month", "y": year, "m": month]
    case .quarter(let year, let quarter): return ["kind": "quarter", "y": year, "q": quarter]
    case .months(let count, let areFirst, let year):
      return ["kind": "months", "n": count, "from": areFirst ? "start" : "end", "y": year]
    case .year(let year): return ["kind": "year", "y": year]
    case .school(let year): return ["kind": "school", "y": year]
    case .range(let first, let last): return ["kind": "range", "y": first, "y2": last]
    }
  }

  @Test func `columns of dates`() throws {
    for column in try StyleVectors.columns("dates-columns.json") {
      let wanted = column.expected["type"] as? String
      switch StyleVectors.dates(column).decide(column.context) {
      case .text(let refusal):
        #expect(column.isText, "\(column) stays text: \(refusal.why)")
        #expect(refusal.isRefused == (column.expected["refuse"] as? Bool ?? false), "\(column)")
        if let row = column.expected["row"] as? Int {
          #expect(refusal.examples.first?.ordinal == row - 1, "\(column)")
        }
      case .integers(let why, let proposal):
        #expect(wanted == "int")
        #expect(column.expected["why"] as? String == why)
        #expect(column.expected["propose"] as? String == proposal)
      case .dates(let style):
        #expect(wanted == style.kind.rawValue, "\(column): \(style.why)")
        #expect(column.expected["order"] as? String == style.order?.rawValue, "\(column)")
        #expect(column.expected["assumed"] as? Bool ?? false == style.isAssumed, "\(column)")
        #expect(column.expected["why"] as? String == style.why)
        #expect(
          column.values.map { Self.value($0, style) as NSObject }
            == column.wantedValues.compactMap { $0 as? NSObject })
      }
    }
  }

  /// What a value becomes, as the vectors spell it.
  private static func value(_ text: String, _ style: DateColumnStyle.Style) -> NSObject {
    guard case .dates(let readings) = DateCell.read(Array(text.utf8)),
      let reading = readings.first(where: { $0.order == style.order }) ?? readings.first
    else { return NSNull() }
    switch reading {
    case .day(_, let days, let time, _):
      let day = Value.date(days).text
      return style.kind == .timestamp
        ? "\(day) \(Value.time(time ?? 0).text)" as NSString : day as NSString
    case .dayMonth(_, let day, let month):
      return String(format: "--%02d-%02d", month, day) as NSString
    default: return object(reading)
    }
  }
}
