import KhoiData
import KhoiFormats
import KhoiText
import Testing

/// What the fast ways of loading find, against plain ways to write the same.
@Suite struct LoadKernelTests {
  @Test func `every day of many years, and no other`() throws {
    var text = "n,d\n"
    var days: [Value] = []
    for year: Int32 in [0, 1, 3, 4, 99, 100, 399, 400, 1899, 1900, 1969, 1970, 2000, 2024, 9999] {
      for month: Int32 in 1...12 {
        for day in 1...Calendar.dayCount(year: year, month: month) {
          text +=
            "\(days.count),\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))\n"
          days.append(.date(Calendar.days(year: year, month: month, day: day)))
        }
      }
    }
    let loaded = try Loading.load(text)
    #expect(loaded.types == [.bigint, .date])
    #expect(loaded.column(1) == days)
    for wrong in [
      "2023-02-29", "2024-02-30", "1900-02-29", "2024-04-31", "2024-00-10", "2024-13-10",
      "2024-01-00", "2024-01-32", "2024-1-011", "20240101-1", "2024-01-1x", "x024-01-01",
    ] {
      let loaded = try Loading.load("d\n2024-01-01\n\(wrong)\n")
      #expect(loaded.types == [.varchar], "\(wrong)")
    }
  }

  @Test func `whole numbers and fractions of every length`() throws {
    var numbers = SeededNumbers(state: 11)
    var text = "i,d\n"
    var rows: [[Value]] = []
    for row in 0..<4000 {
      let bound: Int64 = (0..<(row % 18)).reduce(10) { product, _ in product * 10 }
      let whole = Int64.random(in: -bound...bound, using: &numbers)
      let places = row % 9 + 1
      let fraction = String((0..<places).map { _ in "0123456789".randomElement(using: &numbers)! })
      let decimal = "\(whole % 10_000_000).\(fraction)"
      text += "\(whole),\(decimal)\n"
      rows.append([.integer(whole), .double(Double(decimal)!)])
    }
    #expect(try Loading.load(text).rows == rows)
    for wrong in ["1.", "01.5", "1.2.3", "1,5", "1.5x", "0x1", "--1", "1 2"] {
      let loaded = try Loading.load("d;n\n1.25;1\n\(wrong);2\n", options: ["delim": .text(";")])
      #expect(loaded.types.first == .varchar, "\(wrong)")
    }
  }

  @Test(arguments: ["\n", "\r\n"], [",", ";"])
  func `quotes at every place of a block`(end: String, delimiter: String) throws {
    var numbers = SeededNumbers(state: 3)
    var text = "a\(delimiter)b\(delimiter)c\(end)"
    var rows: [[Value]] = []
    let pieces = ["x", "\"\"", "\n", delimiter, "some words", "\r\n", "é", "\"\"\"\"", ""]
    for row in 0..<2000 {
      var fields: [Value] = []
      var spelled: [String] = []
      for _ in 0..<3 {
        let inside = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
          pieces.randomElement(using: &numbers)!
        }.joined()
        if Bool.random(using: &numbers) {
          spelled.append("\"\(inside)\"")
          fields.append(.text(inside.replacing("\"\"", with: "\"")))
        } else {
          spelled.append("w\(row % 70)")
          fields.append(.text("w\(row % 70)"))
        }
      }
      text += spelled.joined(separator: delimiter) + end
      rows.append(fields)
    }
    for size in [64, 1000, 4096, 1 << 20] {
      let loaded = try Loading.load(
        text, options: ["buffer_size": .integer(Int64(size)), "delim": .text(delimiter)],
        threads: 2)
      #expect(loaded.rows == rows, "\(size) bytes")
    }
  }

  @Test(arguments: ["\n", "2\n", ",\n", ",,,\n"], [4100, 20_000])
  func `lines as dense as can be`(line: String, count: Int) throws {
    let first = line.replacing("\n", with: "1\n")
    let loaded = try Loading.load(
      first + String(repeating: line, count: count), options: ["header": .boolean(false)])
    #expect(loaded.table.rowCount == count + 1)
    #expect(loaded.names.count == line.filter { $0 == "," }.count + 1)
    #expect(loaded.column(0)[count] == (line == "2\n" ? .integer(2) : .null))
  }

  @Test func `a file of many columns takes little memory`() throws {
    let (columnCount, rowCount) = (3_000, 20)
    var text = (0..<columnCount).map { "c\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<rowCount {
      text +=
        (0..<columnCount).map {
          $0 % 3 == 0 ? "\(row + $0)" : $0 % 3 == 1 ? "t\(row % 5)" : "\(row).5"
        }.joined(separator: ",") + "\n"
    }
    let before = ProcessMemory.residentBytes
    let loaded = try Loading.load(text, threads: 2)
    #expect(loaded.names.count == columnCount)
    #expect(loaded.table.rowCount == rowCount)
    #expect(loaded.table.segments[0].columns[2_997].slice(7, 1)[0] == .integer(3_004))
    #expect(loaded.table.segments[0].columns[2_998].slice(7, 1)[0] == .text("t2"))
    #expect(ProcessMemory.residentBytes - before < 200 << 20)
  }

  @Test func `blank lines below a wide header take little memory`() throws {
    let text = String(repeating: ",a", count: 4190) + "\n" + String(repeating: "\n", count: 3500)
    let before = ProcessMemory.residentBytes
    #expect(try Loading.load(text + ",\n").names.count == 4191)
    #expect(ProcessMemory.residentBytes - before < 200 << 20)
  }

  @Test func `keys are what they say, however objects repeat them`() throws {
    let lines = [
      #"{"a":1,"b c":2}"#, #"{"a" : 3, "b c"  :4}"#, #"{"b c":6,"\u0061":5}"#, #"{"a":7,"b c":8}"#,
      #"{"ab":0,"a":9,"b c":10}"#,
    ]
    let loaded = try Loading.load(lines.joined(separator: "\n") + "\n", as: "t.ndjson")
    #expect(loaded.names == ["a", "b c", "ab"])
    #expect(loaded.column(0) == [1, 3, 5, 7, 9].map { .integer($0) })
    #expect(loaded.column(1) == [2, 4, 6, 8, 10].map { .integer($0) })
    let escaped = try Loading.load(
      #"{"a\"b":1}"# + "\n" + #"{"a\"b":2}"# + "\n", as: "t.ndjson")
    #expect(escaped.names == [#"a"b"#])
    #expect(
      Loading.failure(#"{"a\"b":1}"# + "\n" + #"{"a"b":2}"# + "\n", as: "t.ndjson") != nil)
  }

  @Test func `texts that stop repeating, then are missing`() throws {
    // More distinct long texts than are worth a dictionary, then NULLs to the end.
    var text = "n,t\n"
    for row in 0..<70_000 { text += "\(row),a text of some length \(row)\n" }
    for row in 0..<3000 { text += "\(row),\n" }
    for size in [20_000, 1 << 20] {
      let loaded = try Loading.load(
        text, options: ["buffer_size": .integer(Int64(size))], threads: 2)
      let texts = loaded.table.segments[0].columns[1]
      #expect(texts.slice(69_999, 1)[0] == .text("a text of some length 69999"))
      #expect(texts.slice(70_001, 1)[0] == .null)
    }
  }

  private static func padded(_ number: Int32, _ width: Int = 2) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: width - digits.count) + digits
  }
}
