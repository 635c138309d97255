import KhoiText
import Testing

@testable import KhoiShell

@Suite struct EditorTests {
  private func layout(_ text: String, cursor: Int, width: Int) -> EditorLayout {
    EditorLayout.make(
      prompt: "khoi> ", text: text, shape: TextShape(statements: text, cursor: nil),
      cursor: cursor, width: width, palette: .none)
  }

  @Test func `each line begins with a prompt of the same width`() {
    let made = layout("SELECT (1\n+ 2", cursor: 13, width: 40)
    #expect(
      made.rows.map { String(decoding: $0.bytes, as: UTF8.self) } == [
        "khoi> SELECT (1", "   (> + 2",
      ])
    #expect(made.cursorRow == 1)
    #expect(made.cursorColumn == 9)
  }

  @Test func `a full last row gets an empty one for the cursor`() {
    let made = layout("abcd", cursor: 4, width: 10)
    #expect(made.rows.count == 2)
    #expect(made.cursorRow == 1 && made.cursorColumn == 0)
    let before = layout("abcd", cursor: 3, width: 10)
    #expect(before.rows.count == 1)
    #expect(before.cursorRow == 0 && before.cursorColumn == 9)
  }

  @Test func `a full line that ends needs no empty row`() {
    let made = layout("abcd\nx", cursor: 4, width: 10)
    #expect(made.rows.count == 2)
    #expect(made.cursorRow == 0 && made.cursorColumn == 9)
  }

  @Test func `an ideograph that does not fit goes to the next row whole`() {
    let made = layout("abc大", cursor: 6, width: 10)
    #expect(made.rows.count == 2)
    #expect(made.rows[1].width == 2)
    #expect(made.cursorRow == 1 && made.cursorColumn == 2)
  }

  @Test func `tabs and control characters take the cells that are drawn for them`() {
    #expect(layout("\tx\u{1}", cursor: 0, width: 40).rows[0].width == 6 + 4 + 1 + 2)
  }

  @Test func `a text taller than the terminal is shown around the cursor`() {
    let text = (1...30).map { "line \($0)" }.joined(separator: "\n")
    var screen = EditorScreen()
    let end = String(
      decoding: screen.draw(layout(text, cursor: text.utf8.count, width: 40), height: 10),
      as: UTF8.self)
    #expect(end.contains("line 30") && end.contains("line 21") && !end.contains("line 20"))
    let start = String(
      decoding: screen.draw(layout(text, cursor: 0, width: 40), height: 10), as: UTF8.self)
    #expect(start.contains("line 1") && start.contains("line 10") && !start.contains("line 11"))
  }

  @Test func `lines move by display column, never into a character`() {
    let lines = EditorLines("大阪大阪\nabcd\né")
    #expect(lines.count == 3)
    #expect(lines.column(of: 6) == 4)
    #expect(lines.offset(line: 1, column: 4) == 17)
    #expect(lines.offset(line: 0, column: 3) == 3)
    #expect(lines.index(of: 13) == 1)
  }

  @Test func `a statement ends outside strings, comments and brackets`() {
    func ends(_ text: String) -> Bool { TextShape(statements: text, cursor: nil).endsStatement }
    #expect(ends("SELECT 1;"))
    #expect(ends("SELECT 1; -- done"))
    #expect(ends("SELECT ';';"))
    for text in ["SELECT 1", "SELECT ';", "SELECT (1;", "SELECT 1 /* ;", "-- ;", "SELECT \";"] {
      #expect(!ends(text))
    }
  }

  @Test func `the bracket under the cursor and its mate are marked`() {
    let shape = TextShape(statements: "SELECT (1 + (2))", cursor: 7)
    #expect(shape.meanings[7] == .match && shape.meanings[15] == .match)
    #expect(TextShape(statements: "SELECT 1)", cursor: nil).meanings[8] == .fault)
  }
}

@Suite struct HistoryTests {
  @Test func `the last of equal statements stays, and blanks keep one out`() {
    var history = History(path: nil)
    _ = history.add("a")
    _ = history.add("b\nc")
    _ = history.add("a")
    #expect(history.add(" secret") == nil)
    #expect(history.add("") == nil)
    #expect(history.entries == ["b\nc", "a"])
  }

  @Test func `its place follows the environment, then the project, then the person`() {
    func path(_ environment: [String: String], folders: Set<String> = []) -> String? {
      History.defaultPath(
        environment: { environment[$0] }, workingFolder: "/w/a/b", isFolder: folders.contains)
    }
    #expect(path(["KHOI_HISTORY": "off", "HOME": "/h"]) == nil)
    #expect(path(["KHOI_HISTORY": "/x", "HOME": "/h"]) == "/x")
    #expect(path(["HOME": "/h"]) == "/h/.local/state/khoi/history")
    #expect(path(["HOME": "/h", "XDG_STATE_HOME": "/s"]) == "/s/khoi/history")
    #expect(path(["HOME": "/h"], folders: ["/w/.khoi"]) == "/w/.khoi/history")
  }
}

@Suite struct RequestTests {
  private func request(_ text: String) -> Request? { Request(Array(text.utf8)[...]) }

  @Test func `ids come back exactly as they were`() {
    let read = request(
      #" {"id": {"a":[1, 2.50, "é\u00e9"]} , "sql":"SELECT 1","text":true,"x":null} "#)
    #expect(read?.sql == "SELECT 1")
    #expect(read?.asText == true)
    #expect(read?.id.map { String(decoding: $0, as: UTF8.self) } == #"{"a":[1, 2.50, "é\u00e9"]}"#)
  }

  @Test func `escapes are undone`() {
    #expect(request(#"{"sql":"\u00e9\n\t\"\\\/\ud83d\ude00"}"#)?.sql == "é\n\t\"\\/😀")
  }

  @Test(arguments: [
    "", "null", "[]", "{}", "{\"sql\":1}", "{\"sql\":\"a\"", "{\"sql\":\"a\"}x",
    "{\"sql\":\"\\x\"}",
    "{\"sql\":\"\\ud83d\"}", "{'sql':'a'}", "{\"sql\":\"a\",}", "{\"sql\":\"a\nb\"}",
    "{\"id\":01,\"sql\":\"\"}",
  ])
  func `anything else is no request`(text: String) {
    #expect(request(text) == nil)
  }

  @Test func `deep nesting is refused, not followed`() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(request("{\"id\":\(deep)") == nil)
  }
}
