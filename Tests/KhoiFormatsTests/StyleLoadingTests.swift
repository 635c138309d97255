import KhoiData
import KhoiFormats
import KhoiText
import Testing

/// Whole files with numbers and dates as people write them.
@Suite struct StyleLoadingTests {
  @Test func `a Vietnamese sheet`() throws {
    let loaded = try Loading.load(
      """
      Tên;Số tiền;Ngày;Tỷ lệ;Điện thoại
      An;1.200.000 đ;01/02/2025;12,5%;0912345678
      Bình;-;03/02/2025;50%;0987654321
      Cúc;2,5 triệu;05/12/2025;7,25 %;0123456789

      """)
    #expect(loaded.types == [.varchar, .bigint, .date, .double, .varchar])
    #expect(loaded.column(1) == [.integer(1_200_000), .null, .integer(2_500_000)])
    #expect(loaded.column(2).map(\.text) == ["2025-02-01", "2025-02-03", "2025-12-05"])
    #expect(loaded.column(3) == [.double(12.5), .double(50), .double(7.25)])
    #expect(
      loaded.noticeNames == ["number-style", "date-style", "number-style", "kept-as-text"])
  }

  @Test func `what may mean two things stays text`() throws {
    let numbers = try Loading.load("a,b\n1.125,x\n12.345,y\n")
    #expect(numbers.column(0) == [.text("1.125"), .text("12.345")])
    #expect(numbers.noticeNames == ["ambiguous-numbers"])
    let days = try Loading.load("d,n\n01/02/2025,1\n03/04/2025,2\n")
    #expect(days.column(0) == [.text("01/02/2025"), .text("03/04/2025")])
    #expect(days.noticeNames == ["ambiguous-dates"])
    let swapped = try Loading.load("d,n\n25/03/2024,1\n2024-05-04,2\n30/11/2024,3\n")
    #expect(swapped.types == [.varchar, .bigint])
    let mixed = try Loading.load("Giá;n\n1.234,5;1\n1,234.5;2\n")
    #expect(mixed.types == [.varchar, .bigint])
    #expect(mixed.noticeNames == ["kept-as-text"])
  }

  @Test func `what was said counts`() throws {
    let text = "a,b\n1.125,x\n12.345,y\n"
    func types(_ options: [String: FormatOption.Value]) throws -> [LogicalType] {
      try Loading.load(text, options: options).types
    }
    #expect(try types(["decimal": .text(".")]) == [.double, .varchar])
    #expect(try types(["decimal": .text(",")]) == [.bigint, .varchar])
    #expect(try types(["locale": .text("vi")]) == [.bigint, .varchar])
    #expect(try types(["thousands": .text(".")]) == [.bigint, .varchar])
    #expect(try types(["numbers": .text("plain")]) == [.double, .varchar])
    let misfit = Loading.failure("a\n1.5\n2.5\n", options: ["locale": .text("vi")])
    #expect(misfit?.code == "io.csv-value")
    let days = try Loading.load(
      "d,n\n01/02/2025,1\n03/04/2025,2\n", options: ["locale": .text("us")])
    #expect(days.column(0).map(\.text) == ["2025-01-02", "2025-03-04"])
  }

  @Test func `files of programs are what they were`() throws {
    let loaded = try Loading.load("a,b,c,d\n52.482137,7.125,2024-03-25,1\n1.5,0.125,2024-03-26,2\n")
    #expect(loaded.types == [.double, .double, .date, .bigint])
    #expect(loaded.noticeNames.isEmpty)
    let money = try Loading.load("a,b\n$74.69,22.69%\n$29.81,13.10%\n")
    #expect(money.types == [.varchar, .varchar])
    #expect(money.noticeNames == ["number-style", "number-style"])
  }

  @Test func `every cut of a file decides alike`() throws {
    var text = "Số tiền,Tỷ lệ,Ngày,Ghi chú\n"
    for row in 0..<3000 {
      let thousands = row % 900 + 1
      text += "\(thousands).\(100 + row % 899),\"\(row % 90),\(row % 10)%\","
      text += "\(row % 12 + 1)/\(row % 11 + 1)/2024,ghi chú \(row)\n"
    }
    let whole = try Loading.load(text)
    #expect(whole.types == [.bigint, .double, .date, .varchar])
    for threads in [1, 3] {
      let cut = try Loading.load(
        text, options: ["buffer_size": .integer(700)], threads: threads)
      #expect(cut.types == whole.types)
      for column in 0..<4 { #expect(cut.column(column) == whole.column(column)) }
    }
    let decided = text + "\"1,5\",50%,25/12/2024,x\n"
    let late = try Loading.load(decided, options: ["buffer_size": .integer(700)], threads: 2)
    #expect(late.types == [.double, .double, .date, .varchar])
    #expect(late.column(2).last?.text == "2024-12-25")
  }
}
