import KhoiData
import KhoiFormats
import KhoiText
import Testing

/// Files in other encodings than UTF-8, from bytes to tables.
@Suite struct EncodedFileTests {
  /// `Hội Khuyến học,Đồng Tháp` in windows-1258.
  private static let line: [UInt8] =
    Array("H".utf8) + [0xF4, 0xF2] + Array("i Khuy".utf8) + [0xEA, 0xEC] + Array("n ho".utf8)
    + [0xF2] + Array("c,".utf8) + [0xD0, 0xF4, 0xCC] + Array("ng Th".utf8) + [0xE1]
    + Array("p\n".utf8)

  private func texts(_ table: Table, _ column: Int, _ row: Int) -> String {
    var row = row
    for segment in table.segments {
      if row < segment.rowCount { return segment.columns[column].slice(row, 1)[0].text }
      row -= segment.rowCount
    }
    return ""
  }

  @Test func `bytes of another encoding behind the head are noticed`() throws {
    var bytes = Array("name,place\n".utf8)
    for row in 0..<20_000 { bytes += Array("row \(row),plain\n".utf8) }
    for _ in 0..<50 { bytes += Self.line }
    let loaded = try Loading.load(bytes: bytes, threads: 2)
    let (table, report) = (loaded.table, loaded.report)
    #expect(report.encoding == "windows-1258")
    #expect(texts(table, 0, 20_049) == "Hội Khuyến học")
    #expect(texts(table, 1, 20_000) == "Đồng Tháp")
    #expect(texts(table, 0, 19_999) == "row 19999")
  }

  @Test func `large files are decoded in parts`() throws {
    var bytes = Array("name,place\n".utf8)
    for _ in 0..<150_000 { bytes += Self.line }
    let loaded = try Loading.load(bytes: bytes, threads: 3)
    let (table, report) = (loaded.table, loaded.report)
    #expect(report.encoding == "windows-1258")
    #expect(table.rowCount == 150_000)
    #expect(table.dictionary(of: 0)?.count == 1)
    #expect(texts(table, 1, 149_999) == "Đồng Tháp")
  }

  @Test func `UTF-16 needs no mark`() throws {
    for isBigEndian in [false, true] {
      var bytes: [UInt8] = []
      for unit in "tên,số\nHội Luật gia,1\nĐào,2\n".utf16 {
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
        bytes += isBigEndian ? [high, low] : [low, high]
      }
      let loaded = try Loading.load(bytes: bytes)
      let (table, report) = (loaded.table, loaded.report)
      #expect(report.encoding == (isBigEndian ? "UTF-16BE" : "UTF-16LE"))
      #expect(table.schema.fields.map(\.name) == ["tên", "số"])
      #expect(texts(table, 0, 1) == "Đào")
    }
  }

  @Test func `a little damage is mended and counted`() throws {
    var bytes = Array("name\n".utf8)
    for row in 0..<100 { bytes += Array("Hội Khuyến học \(row)\n".utf8) }
    bytes += [0x41, 0xFF, 0x42, 10]
    let loaded = try Loading.load(bytes: bytes)
    let (table, report) = (loaded.table, loaded.report)
    #expect(texts(table, 0, 100) == "A\u{FFFD}B")
    let notice = report.notices.first { $0.code == "io.characters-replaced" }
    #expect(notice?.message.contains("1 damaged character") == true)
    #expect(notice?.message.contains("line 102") == true)
  }

  @Test func `what is nothing known is windows-1252 and said to be unsure`() throws {
    let bytes = Array("nom,ville\nRen".utf8) + [0xE9, 0x2C] + Array("Orl".utf8) + [0xE9, 10]
    let loaded = try Loading.load(bytes: bytes)
    let (table, report) = (loaded.table, loaded.report)
    #expect(texts(table, 0, 0) == "René")
    #expect(report.notices.contains { $0.code == "io.encoding-unsure" })
  }

  @Test func `what makes no sense in any encoding is an error`() throws {
    let odd = Array("a,b\nvalid,invalid_".utf8) + [0xFF, 0xFF] + Array("_part\n".utf8)
    #expect(Loading.failure(bytes: odd)?.code == "io.invalid-utf-8")
    let cut = Array("042|42|".utf8) + [0xE2, 0x82, 0x28, 10]
    #expect(Loading.failure(bytes: cut)?.code == "io.invalid-utf-8")
    let apostrophe = Array("a\ndon".utf8) + [0x92, 0x74, 10]
    #expect(Loading.failure(bytes: apostrophe) == nil)
    #expect(
      Loading.failure(bytes: apostrophe, options: ["auto_detect": .boolean(false)])?.code
        == "io.invalid-utf-8")
  }

  @Test func `one damaged column does not change the others`() throws {
    var text = "old,new,plain\n"
    for place in ["HiÖp héi Doanh nghiÖp", "Héi KhuyÕn häc", "B×nh ThuËn", "§ång Th¸p"] {
      text += "\(place),Hà Nam và bé Lâm,x\n"
    }
    let told = try Loading.load(text)
    #expect(told.report.notices.contains { $0.code == "io.damaged-text" })
    let fixed = try Loading.load(text, options: ["fix": .text("auto")])
    #expect(texts(fixed.table, 0, 3) == "Đồng Tháp")
    #expect(texts(fixed.table, 1, 3) == "Hà Nam và bé Lâm")
    #expect(fixed.report.notices.contains { $0.code == "io.text-fixed" })
    let named = try Loading.load(text, options: ["fix": .text("tcvn3")])
    #expect(texts(named.table, 1, 0) == "Hà Nam và bé Lâm")
  }

  @Test func `oddities of sound text are counted`() throws {
    let loaded = try Loading.load("t\nÐào\nĐào\nngu\u{AD}oi\nHội\u{200B}Luật\n")
    let codes = loaded.report.notices.map(\.code)
    #expect(codes.contains("io.false-strokes"))
    #expect(codes.contains("io.invisible-characters"))
    let lost = try Loading.load("t\nH?i Khuy?n h?c\nT? qu?c\nPh?ng ch?y\n")
    #expect(lost.report.notices.contains { $0.code == "io.lost-letters" })
  }
}
