import Foundation
import KhoiData
import KhoiFormats
import KhoiText
import Testing

@Suite struct CSVLoadingTests {
  @Test func `empty quotes are texts in a column of texts wherever pieces are cut`() throws {
    let text =
      "n\n" + String(repeating: "1\n", count: 400) + String(repeating: "\"\"\n", count: 60)
      + "x\n"
    let whole = try Loading.load(text)
    #expect(whole.types == [.varchar])
    #expect(whole.column(0)[430] == .text(""))
    for threads in 1...2 {
      let pieces = try Loading.load(text, options: ["buffer_size": .integer(61)], threads: threads)
      #expect(pieces.column(0) == whole.column(0))
    }
  }

  @Test func `types are found`() throws {
    let loaded = try Loading.load(
      """
      i,d,b,day,moment,text
      1,1.5,true,2024-02-29,2024-02-29 12:30,x
      -7,-0.25,FALSE,1999-12-31,1999-12-31T23:59:59.5Z,y y
      """)
    #expect(loaded.types == [.bigint, .double, .boolean, .date, .timestamp, .varchar])
    #expect(
      loaded.rows[1] == [
        .integer(-7), .double(-0.25), .boolean(false), .date(10956),
        .timestamp(946_684_799_500_000), .text("y y"),
      ])
    #expect(loaded.report.summary == "t.csv: 2 rows × 6 columns, delimiter ',', header in line 1")
  }

  @Test func `an empty field is NULL and quoted emptiness is a text`() throws {
    let loaded = try Loading.load("a,b,c\n,\"\",1\nx,,\n")
    #expect(loaded.rows == [[.null, .text(""), .integer(1)], [.text("x"), .null, .null]])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `line ends of every kind`(end: String) throws {
    let text = ["a,b", "1,x", "2,\"y\(end)z\"", "3,w"].joined(separator: end)
    for tail in ["", end] {
      for size in [1, 2, 3, 5, 1 << 20] {
        let loaded = try Loading.load(text + tail, options: ["buffer_size": .integer(Int64(size))])
        #expect(
          loaded.rows == [
            [.integer(1), .text("x")], [.integer(2), .text("y\(end)z")], [.integer(3), .text("w")],
          ])
      }
    }
  }

  @Test func `mixed line ends`() throws {
    let loaded = try Loading.load("a,b\n1,2\r\n3,4\r5,6\n")
    #expect(loaded.rows.count == 3)
    #expect(loaded.column(1) == [.integer(2), .integer(4), .integer(6)])
  }

  @Test func `a byte order mark is no part of the first name`() throws {
    let loaded = try Loading.load("\u{FEFF}a;b\n1;2\n")
    #expect(loaded.names == ["a", "b"])
    #expect(loaded.report.delimiter == "';'")
  }

  @Test(arguments: [",", ";", "\t", "|"])
  func `delimiters are found`(delimiter: String) throws {
    let text = ["name\(delimiter)amount", "a, b; c\(delimiter)1", "x\(delimiter)2"]
      .joined(separator: "\n")
    // With a comma or semicolon the first field needs quotes.
    let quoted = text.replacingOccurrences(of: "a, b; c", with: "\"a, b; c\"")
    let loaded = try Loading.load(quoted)
    #expect(loaded.names == ["name", "amount"])
    #expect(loaded.column(0)[0] == .text("a, b; c"))
  }

  @Test func `a value of another type widens its column at any row`() throws {
    let kinds: [(String, LogicalType)] = [
      ("2.5", .double), ("x", .varchar), ("007", .varchar), ("2024-01-01", .varchar),
      ("12345678901234567890", .varchar), ("true", .varchar), ("\"\"", .bigint), ("", .bigint),
    ]
    for (odd, type) in kinds {
      for place in [0, 1, 7, 39] {
        var cells = (0..<40).map { "\($0)" }
        cells[place] = odd
        let text = "n,m\n" + cells.map { "\($0),1\n" }.joined()
        for size in [7, 64, 1 << 16] {
          let loaded = try Loading.load(
            text, options: ["buffer_size": .integer(Int64(size))], threads: 3)
          #expect(loaded.types[0] == type)
          let shown = loaded.column(0).map(\.text)
          switch type {
          case .varchar: #expect(shown == cells)
          case .double: #expect(loaded.column(0)[place] == .double(2.5))
          default: #expect(loaded.column(0)[place] == .null)
          }
        }
      }
    }
  }

  @Test func `days widen to moments and Booleans to text`() throws {
    let loaded = try Loading.load(
      "d,b\n2024-01-01,true\n2024-01-01 01:00,no\n", options: ["buffer_size": .integer(20)])
    #expect(loaded.types == [.timestamp, .varchar])
    #expect(
      loaded.column(0) == [.timestamp(1_704_067_200_000_000), .timestamp(1_704_070_800_000_000)])
    #expect(loaded.column(1) == [.text("true"), .text("no")])
  }

  @Test func `long whole numbers never lose digits`() throws {
    let exact = try Loading.load("n\n123456789012345678\n-999999999999999999\n")
    #expect(
      exact.column(0) == [.integer(123_456_789_012_345_678), .integer(-999_999_999_999_999_999)])
    let mixed = try Loading.load("n\n9007199254740993\n0.5\n")
    #expect(mixed.types == [.varchar])
    let ranges = try Loading.load(
      "n\n9007199254740993\n0.5\n", options: ["buffer_size": .integer(4)])
    #expect(ranges.column(0) == [.text("9007199254740993"), .text("0.5")])
    let codes = try Loading.load("zip\n08123\n12345\n")
    #expect(codes.column(0) == [.text("08123"), .text("12345")])
    #expect(codes.noticeNames == ["kept-as-text"])
  }

  @Test func `numbers of several spellings`() throws {
    let good = ["0", "-0.5", ".5", "1e3", "1.25E-2", "123456789.125", "0.1"]
    let loaded = try Loading.load("n\n" + good.joined(separator: "\n"))
    #expect(loaded.types == [.double])
    #expect(loaded.column(0) == good.map { .double(Double($0)!) })
    for bad in ["nan", "inf", "1.", "+5", "0x10", "1_000", "00.5", "1e", "--1", "-", "1 2"] {
      #expect(try Loading.load("n\n1.5\n\(bad)\n").types == [.varchar], "\(bad)")
    }
  }

  @Test func `doubles are read to the last bit`() throws {
    var numbers = SeededNumbers(state: 1)
    var texts: [String] = []
    for round in 0..<4000 {
      switch round % 4 {
      case 0: texts.append(Double(bitPattern: numbers.next() & 0x7FEF_FFFF_FFFF_FFFF).description)
      case 1: texts.append("\(Double.random(in: -1000...1000, using: &numbers))")
      case 2:
        let digits = numbers.next() % 10_000_000_000_000_000_000
        texts.append("\(Int.random(in: 1...99, using: &numbers)).\(digits)")
      default:
        texts.append("\(numbers.next() % 1_000_000).\(numbers.next() % 1_000_000)")
      }
    }
    texts.append("0.5")
    let loaded = try Loading.load("n\n" + texts.joined(separator: "\n"))
    #expect(loaded.types == [.double])
    #expect(loaded.column(0) == texts.map { .double(Double($0)!) })
  }

  @Test func `decimal comma`() throws {
    let loaded = try Loading.load("a;b\n1,5;2\n2,25;3\n", options: ["decimal": .text(",")])
    #expect(loaded.column(0) == [.double(1.5), .double(2.25)])
  }

  @Test func `whether there is a header`() throws {
    #expect(try Loading.load("a,b\nx,y\n").names == ["a", "b"])
    #expect(try Loading.load("1,2\n3,4\n").names == ["column0", "column1"])
    #expect(try Loading.load("region,2019,2020\nNorth,1,2\n").names == ["region", "2019", "2020"])
    #expect(try Loading.load("a,b\n1,2\n", options: ["header": .boolean(false)]).rows.count == 2)
    #expect(
      try Loading.load("1,2\n3,4\n", options: ["header": .text("true")]).names == ["1", "2"])
    let named = try Loading.load("1,2\n", options: ["names": .list([.text("x"), .text("y")])])
    #expect(named.names == ["x", "y"])
  }

  @Test func `names are made unique`() throws {
    let loaded = try Loading.load(" id ,,ID,\"a\"\"b\"\n1,2,3,4\n")
    #expect(loaded.names == ["id", "column1", "ID_1", "a\"b"])
    #expect(loaded.noticeNames == ["column-name", "column-name"])
  }

  @Test func `empty files and files of one line`() throws {
    #expect(try Loading.load("").names == ["column0"])
    let header = try Loading.load("a,b\n")
    #expect(header.names == ["a", "b"])
    #expect(header.table.rowCount == 0)
    #expect(try Loading.load("a\n1\n2").column(0) == [.integer(1), .integer(2)])
    // A line without anything is a row where there is one column, and none where there are more.
    #expect(try Loading.load("a\n1\n\n2\n").column(0) == [.integer(1), .null, .integer(2)])
    let gaps = try Loading.load("a,b\n1,2\n\n3,4\n\n")
    #expect(gaps.rows.count == 2)
    #expect(gaps.noticeNames == ["blank-lines"])
  }

  @Test func `ragged rows`() throws {
    let text = "a,b,c\n1,2,3\n4,5\n6,7,8,9\n"
    let error = Loading.failure(text)
    #expect(error?.code == "io.csv-ragged-row")
    #expect(error?.location?.line == 3)
    #expect(error?.message == "the row has 2 fields, but there are 3 columns")
    let cut = try Loading.load(text, options: ["ragged": .text("truncate")])
    #expect(cut.rows[1] == [.integer(4), .integer(5), .null])
    #expect(cut.rows[2] == [.integer(6), .integer(7), .integer(8)])
    #expect(cut.noticeNames == ["short-rows", "long-rows"])
    let fewer = try Loading.load(text, options: ["ragged": .text("reject")])
    #expect(fewer.rows.count == 1)
    #expect(Loading.failure(text, options: ["ragged": .text("pad")])?.location?.line == 4)
    let surplus = try Loading.load("a,b\n1,2,\n3,4,\n")
    #expect(surplus.rows.count == 2)
    #expect(surplus.noticeNames == ["surplus-delimiters"])
  }

  @Test func `quotes in odd places`() throws {
    let inside = try Loading.load("a,b\n5\" pipe,1\nx,2\n")
    #expect(inside.column(0) == [.text("5\" pipe"), .text("x")])
    let behind = try Loading.load("a,b\n\"x\" y,1\nz,2\n")
    #expect(behind.column(0) == [.text("\"x\" y"), .text("z")])
    let open = Loading.failure("a,b\n1,2\n3,\"x\n5,6\n", options: ["quote": .text("\"")])
    #expect(open?.code == "io.csv-unclosed-quote")
    #expect(open?.location?.line == 3)
    let escaped = try Loading.load("a,b\n\"x\\\"y\",1\n", options: ["escape": .text("\\")])
    #expect(escaped.column(0) == [.text("x\"y")])
    let none = try Loading.load("a,b\n\"x,1\n", options: ["quote": .text("")])
    #expect(none.column(0) == [.text("\"x")])
    let numbers = try Loading.load("a,b\n\"1\",\"2.5\"\n\"2\",\"3\"\n")
    #expect(numbers.types == [.bigint, .double])
  }

  @Test func `quotes across the ends of ranges`() throws {
    var numbers = SeededNumbers(state: 7)
    let pieces = ["a", "\"\"", "\n", ",", "bc", "\r\n", " ", "é", "\n\n"]
    var rows: [[Value]] = []
    var text = "id,text,n\n"
    for row in 0..<60 {
      let chosen = (0..<Int.random(in: 1...6, using: &numbers)).map { _ in
        pieces.randomElement(using: &numbers)!
      }
      text += "\(row),\"\(chosen.joined())\",\(row * 3)\n"
      rows.append([
        .integer(Int64(row)), .text(chosen.joined().replacingOccurrences(of: "\"\"", with: "\"")),
        .integer(Int64(row * 3)),
      ])
    }
    for size in [1, 2, 3, 7, 16, 64, 300, 1 << 20] {
      for threads in [1, 2, 5] {
        let loaded = try Loading.load(
          text, options: ["buffer_size": .integer(Int64(size))], threads: threads)
        #expect(loaded.rows == rows, "\(size) bytes, \(threads) threads")
      }
    }
  }

  @Test func `options that take things away`() throws {
    let skipped = try Loading.load("title\nsub\na,b\n1,2\n", options: ["skip": .integer(2)])
    #expect(skipped.names == ["a", "b"])
    let comments = try Loading.load(
      "# x,y\na,b\n1,2\n# \"q\n3,4\n", options: ["comment": .text("#")])
    #expect(comments.rows.count == 2)
    let nulls = try Loading.load(
      "a,b\nNA,-\n1,x\n", options: ["null": .list([.text("NA"), .text("-")])])
    #expect(nulls.rows == [[.null, .null], [.integer(1), .text("x")]])
    let texts = try Loading.load("a\n1\n", options: ["all_varchar": .boolean(true)])
    #expect(texts.rows == [[.text("1")]])
  }

  @Test func `types that were asked for`() throws {
    let types = FormatOption.Value.entries([
      .init("a", .text("VARCHAR")), .init("b", .text("double")),
    ])
    #expect(try Loading.load("a,b\n1,2\n", options: ["types": types]).types == [.varchar, .double])
    // A cast may still read it; what to say if not is known.
    let wrong = try Loading.load(
      "a,b\n1,2\nx,3\n", options: ["types": .entries([.init("a", .text("BIGINT"))])]
    ).report.castError
    #expect(wrong?.code == "io.csv-value")
    #expect(wrong?.location == FileLocation(path: wrong?.location?.path ?? "", line: 3, column: 1))
    #expect(
      Loading.failure("a\n1\n", options: ["types": .entries([.init("c", .text("BIGINT"))])])?.code
        == "bind.unknown-column")
    #expect(
      Loading.failure("a\n1\n", options: ["delimm": .text(",")])?.label == "did you mean \"delim\"?"
    )
  }

  @Test func `text that is no text`() throws {
    let invalid = Loading.failure(
      bytes: Array("a,b\n1,x\n2,".utf8) + [0xE9, 0x20, 10], options: ["encoding": .text("utf-8")])
    #expect(invalid?.code == "io.invalid-utf-8")
    #expect(invalid?.location?.line == 3)
    #expect(Loading.failure(bytes: Array("a,b\n1,x\u{0}\n".utf8))?.code == "io.nul-byte")
    let marked = Loading.failure(
      bytes: [0xFF, 0xFE, 0x61, 0], options: ["encoding": .text("utf-8")])
    #expect(marked?.message.contains("UTF-16LE") == true)
  }

  @Test func `text becomes composed`() throws {
    let loaded = try Loading.load("tên,x\nHo\u{302}\u{323}i,e\u{301}\u{302}\nHội,b\n".decomposed)
    #expect(loaded.names == ["tên", "x"])
    let first = loaded.table.segments[0].columns[0].slice(0, 2)
    #expect(Array(first[0].text.utf8) == Array("Hội".utf8))
    #expect(Array(loaded.rows[0][1].text.utf8) == Array("ế".utf8))
    #expect(loaded.table.dictionary(of: 0)?.count == 1)
    #expect(loaded.noticeNames.contains("marks-reordered"))
  }

  @Test func `every number of threads gives the same`() throws {
    var text = "id,name,x,note\n"
    for row in 0..<5000 {
      text +=
        "\(row),n\(row % 17),\(Double(row) / 8),\(row % 5 == 0 ? "" : "long text number \(row)")\n"
    }
    let expected = try Loading.load(text).rows
    for threads in 2...4 {
      for size in [1000, 20_000] {
        let loaded = try Loading.load(
          text, options: ["buffer_size": .integer(Int64(size))], threads: threads)
        #expect(loaded.rows == expected)
      }
    }
  }

  @Test func `segments are full but for the last`() throws {
    let count = Segment.capacity * 2 + 17
    var text = "n,t\n"
    for row in 0..<count { text += row % 1000 == 0 ? ",\n" : "\(row),t\(row % 300)\n" }
    let table = try Loading.load(text, threads: 2).table
    #expect(table.segments.map(\.rowCount) == [Segment.capacity, Segment.capacity, 17])
    #expect(table.dictionary(of: 1)?.count == 300)
    let middle = table.segments[1].columns[0]
    #expect(middle.statistics.least == .integer(Int64(Segment.capacity)))
    #expect(middle.statistics.greatest == .integer(Int64(Segment.capacity * 2 - 1)))
    #expect(middle.statistics.nullCount == 131)
    #expect(middle.slice(928, 1)[0] == .null)
    #expect(middle.slice(929, 1)[0] == .integer(132_001))
    #expect(
      table.segments[2].columns[1].slice(3, 1)[0] == .text("t\((Segment.capacity * 2 + 3) % 300)"))
  }

  @Test func `texts that do not repeat are views`() throws {
    let count = 150_000
    var text = "t,long\n"
    for row in 0..<count { text += "u\(row),unique text number \(row)\n" }
    let loaded = try Loading.load(text, threads: 2)
    #expect(loaded.table.segments[0].columns[1].formName == "text")
    #expect(loaded.table.segments[1].columns[0].slice(100, 1)[0] == .text("u131172"))
    #expect(
      loaded.table.segments[1].columns[1].slice(100, 1)[0] == .text("unique text number 131172"))
  }

  @Test func `a load can be cancelled`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    let path = try loading.file("t.csv", Array("a\n1\n2\n".utf8))
    #expect(throws: Diagnostic.self) {
      try FileFormat.csv.read(path: path, threads: 2, monitor: LoadMonitor { true })
    }
  }
}

extension String {
  fileprivate var decomposed: String { decomposedStringWithCanonicalMapping }
}
