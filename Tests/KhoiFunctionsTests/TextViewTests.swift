import KhoiData
import KhoiFunctions
import Testing

@Suite("Texts of every length")
struct TextViewTests {
  @Test func `views and lengths`() throws {
    let heap = TextHeap()
    for count in 0..<40 {
      for filler in ["abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH", "đơn vị khối thi đua thứ hai"]
      {
        let text = String(filler.unicodeScalars.prefix(count).map { Character($0) })
        let view = heap.store(text)
        #expect(view.string == text)
        #expect(view == heap.store(text))
        let scalars = text.unicodeScalars.count
        #expect(try Call.text("length", .text(text)) == "\(scalars)")
        #expect(try Call.value("upper", [.text(text)]) == .text(text.uppercased()))
        #expect(try Call.value("lower", [.text(text)]) == .text(text.lowercased()))
      }
    }
  }
}
