import Foundation
import KhoiData
import KhoiFormats
import KhoiText
import Testing

/// What spreadsheets put around tables goes, and nothing else does.
@Suite struct SheetTests {
  static let sheet = """
    BẢNG TỔNG HỢP,,,,
    Năm 2024,,,,
    ,,,,
    Mã,Khối,Đơn vị,Kết quả,Ngày
    ,,,thực hiện,
    A,(1),(2),(3),(4)
    r1,Khối 1,Hội A,12,2024-01-02
    r2,,Hội B,7,2024-01-03
    r3,,Hội C,#N/A,2024-01-03
    r4,Khối 2,Hội D,5,2024-02-01
    r5,,Hội E,9,2024-02-01
    Cộng,,,14,
    Mã,Khối,Đơn vị,Kết quả,Ngày
    r6,Khối 3,Hội F,1,2024-03-01
    r7,,Hội G,2,2024-03-05
    Tổng cộng,,,36,
    ,,,,
    ,,,NGƯỜI LẬP BIỂU,
    ,,,,#REF!
    """

  @Test func `titles, headers of two rows, sums and signatures go`() throws {
    let loaded = try Loading.load(Self.sheet)
    #expect(loaded.names == ["Mã", "Khối", "Đơn vị", "Kết quả thực hiện", "Ngày"])
    #expect(loaded.column(0) == (1...7).map { .text("r\($0)") })
    #expect(loaded.types[3] == .bigint)
    #expect(loaded.types[4] == .date)
    #expect(loaded.column(3)[2] == .null)
    #expect(loaded.column(1)[1] == .null)
    let notice = try #require(loaded.report.notices.first { $0.name == "sheet-rows" })
    #expect(notice.message.contains("3 title rows") || notice.message.contains("2 title rows"))
    #expect(notice.message.contains("2 total rows (lines 12, 16)"))
    #expect(notice.message.contains("1 repeated header (line 13)"))
    #expect(notice.message.contains("1 row below the table (line 18)"))
    #expect(loaded.noticeNames.contains("sheet-errors"))
  }

  @Test func `all is kept where it is asked for`() throws {
    let kept = try Loading.load(Self.sheet, options: ["sheet": .boolean(false)])
    #expect(kept.report.rowCount > 14)
    #expect(!kept.noticeNames.contains("sheet-rows"))
    let totals = try Loading.load(Self.sheet, options: ["totals": .text("keep")])
    #expect(totals.column(0).contains(.text("Tổng cộng")))
    let filled = try Loading.load(Self.sheet, options: ["fill_down": .text("auto")])
    #expect(filled.column(1)[4] == .text("Khối 2"))
    let named = try Loading.load(Self.sheet, options: ["fill_down": .list([.text("khối")])])
    #expect(named.rows == filled.rows)
    #expect(Loading.failure(Self.sheet, options: ["fill_down": .text("nope")]) != nil)
  }

  @Test func `the proposed statement names everything`() throws {
    let loading = try Loading()
    defer { loading.remove() }
    let path = try loading.file("s.csv", Array(Self.sheet.utf8))
    let found = try CSVSniffing(path: path, options: FormatOptions())
    #expect(found.statement.contains("header_rows => 2"))
    #expect(found.statement.contains("fill_down => ['Khối']"))
    #expect(found.statement.contains("totals => 'drop'"))
    #expect(found.lines.contains { $0.label == "left out" && $0.text.contains("total rows") })
  }

  @Test func `plain tables lose nothing`() throws {
    var numbers = SeededNumbers(state: 7)
    let words = ["Hội A", "x", "Total Energies", "n/a", "-", "Sơn La", "a b", "Cộng đồng"]
    for round in 0..<200 {
      let columnCount = Int.random(in: 1...8, using: &numbers)
      let rowCount = Int.random(in: 0...120, using: &numbers)
      let nulls = (0..<columnCount).map { _ in Int.random(in: 0...50, using: &numbers) }
      let kinds = (0..<columnCount).map { _ in Int.random(in: 0...2, using: &numbers) }
      var text = (0..<columnCount).map { "c\($0)" }.joined(separator: ",") + "\n"
      for row in 0..<rowCount {
        let cells = (0..<columnCount).map { column in
          if Int.random(in: 1...100, using: &numbers) <= nulls[column] { return "" }
          switch kinds[column] {
          case 0: return String(Int.random(in: 0...999, using: &numbers))
          case 1: return "2024-01-\(10 + row % 20)"
          default: return words.randomElement(using: &numbers) ?? "x"
          }
        }
        text += cells.joined(separator: ",") + "\n"
      }
      let loaded = try Loading.load(text)
      #expect(loaded.report.rowCount == rowCount, "round \(round)")
      #expect(!loaded.noticeNames.contains("sheet-rows"), "round \(round)")
    }
  }

  @Test func `a row of sums goes only where it can be nothing else`() throws {
    let sums = try Loading.load("name,n\na,1\nb,2\nc,3\nTotal,6\n")
    #expect(sums.report.rowCount == 3)
    let other = try Loading.load("name,n\na,1\nb,2\nc,3\nTotal,7\n")
    #expect(other.report.rowCount == 4)
    let firm = try Loading.load("name,land,n\na,FR,1\nb,FR,2\nTotal,FR,3\nc,FR,4\n")
    #expect(firm.report.rowCount == 4)
  }

  @Test func `another table below is not mixed in`() throws {
    let text = "a,b,c\n1,2,3\n4,5,6\n7,8,9\na,b,c,d\n1,2,3,4\n5,6,7,8\n"
    let loaded = try Loading.load(text)
    #expect(loaded.report.rowCount == 3)
    #expect(loaded.report.notices.contains { $0.message.contains("second table") })
  }

  @Test func `lines of text below a table are notes`() throws {
    let loaded = try Loading.load("a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nSource: somewhere, 2024\n")
    #expect(loaded.report.rowCount == 3)
    #expect(loaded.types == [.bigint, .bigint, .bigint])
  }

  @Test func `ends of large files are looked at, too`() throws {
    var text = "Title,,\nid,name,n\n"
    for row in 0..<40_000 { text += "\(row),name \(row % 50),\(row % 7)\n" }
    let plain = try Loading.load(text)
    #expect(plain.report.rowCount == 40_000)
    let loaded = try Loading.load(text + "Total,,119993\n,,\n,Signed by,\n", threads: 2)
    #expect(loaded.report.rowCount == 40_000)
    #expect(loaded.types[2] == .bigint)
  }

  @Test func `the datasets lose nothing`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("datasets")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where name.hasSuffix(".csv") {
      let path = folder.appendingPathComponent(name).path
      let format = try FileFormat.of(path: path)
      let plain = try format.read(path: path, options: Loading.options(["sheet": .boolean(false)]))
      let loaded = try format.read(path: path)
      #expect(loaded.0.rowCount == plain.0.rowCount, "\(name)")
      #expect(!loaded.1.notices.contains { $0.name == "sheet-rows" }, "\(name)")
    }
  }
}

/// What could not be read is listed.
@Suite struct RejectTests {
  @Test func `rows of other lengths are listed`() throws {
    let text = "a,b\n1,2\n3\n4,5,6\n7,8\n"
    let loaded = try Loading.load(text, options: ["ragged": .text("reject")])
    #expect(loaded.report.rowCount == 2)
    #expect(loaded.report.rejects.map(\.line) == [3, 4])
    #expect(loaded.report.rejects.map(\.text) == ["3", "4,5,6"])
    let one = try Loading.load(
      text, options: ["ragged": .text("reject"), "rejects_limit": .integer(1)])
    #expect(one.report.rejects.count == 1)
  }

  @Test func `values of other types are listed, or become NULL`() throws {
    let text = "a,b\n1,x\ny,z\n3,w\n"
    let types: FormatOption.Value = .entries([FormatOption.Entry("a", .text("BIGINT"))])
    let skipped = try Loading.load(text, options: ["types": types, "on_error": .text("skip")])
    #expect(skipped.report.rowCount == 2)
    #expect(skipped.report.rejects.first?.column == "a")
    #expect(skipped.report.rejects.first?.value == "y")
    let nulled = try Loading.load(text, options: ["types": types, "on_error": .text("null")])
    #expect(nulled.column(0) == [.integer(1), .null, .integer(3)])
    #expect(nulled.report.rejects.count == 1)
  }

  @Test func `texts stand for NULL in some columns only`() throws {
    let text = "a,b\n-,-\n1,x\n"
    let nulls: FormatOption.Value = .entries([FormatOption.Entry("a", .text("-"))])
    let loaded = try Loading.load(text, options: ["null": nulls])
    #expect(loaded.types == [.bigint, .varchar])
    #expect(loaded.rows[0] == [.null, .text("-")])
  }

  @Test func `options are read as they are typed`() throws {
    let options = try FormatOptions(
      parsing: "(delim ';', header => false, null ['-', 'N''A'], types {'a': 'INT'}, trim)")
    #expect(options.given.map(\.name) == ["delim", "header", "null", "types", "trim"])
    #expect(options.given[0].value == .text(";"))
    #expect(options.given[1].value == .boolean(false))
    #expect(options.given[2].value == .list([.text("-"), .text("N'A")]))
    #expect(options.given[4].value == .boolean(true))
    #expect(throws: Diagnostic.self) { try FormatOptions(parsing: "(delim ';") }
    #expect(throws: Diagnostic.self) { try FormatOptions(parsing: "delim [[[[[[[[[[[[1") }
    #expect(try FormatOptions(parsing: "").given.isEmpty)
  }
}
