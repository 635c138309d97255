import Testing

/// The tidy tests see code where there is code, and nothing in comments and strings.
@Suite struct SwiftCodeTests {
  @Test func `comments and strings are blanked, line for line`() {
    let text = ##"""
      let a = "try! \(name("x!")) end" // fatalError
      /* one /* two */ try! */ let b = #"a "quote" try!"#
      let c = """
        try! \(value!)
        """
      let d = e!
      """##
    let code = SwiftCode.blankingCommentsAndStrings(text)
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 6)
    #expect(lines.dropLast().allSatisfy { !$0.contains("!") })
    #expect(lines[0].hasPrefix("let a = \"") && !lines[0].contains("fatalError"))
    #expect(lines[1].contains("let b = #\"") && lines[1].hasSuffix("\"#"))
    #expect(lines[5] == "let d = e!")
  }

  @Test func `functions are measured by the lines of their body`() {
    let text = """
      protocol P {
        func none(_ a: Int) -> Int
        init(b: Int)
      }
      func short() { 1 }
      func long<T>(
        _ a: T, closure: () -> Void = { }
      ) -> T
      where T: P {
        if a {
        }
      }
      """
    let extents = FunctionExtent.all(in: SourceFile(path: "Sources/X/Y.swift", text: text))
    #expect(extents.map(\.name) == ["short", "long"])
    #expect(extents.map(\.line) == [5, 6])
    #expect(extents.map(\.lineCount) == [1, 4])
  }

  @Test func `unsafe rooms are known by the name of a folder`() {
    #expect(SourceFile(path: "Sources/A/Storage/B.swift", text: "").isUnsafeRoom)
    #expect(!SourceFile(path: "Sources/A/Storages/B.swift", text: "").isUnsafeRoom)
    #expect(SourceFile(path: "Sources/A/Storage/B.swift", text: "").target == "A")
  }
}
