import Foundation
import Testing

/// What could crash or corrupt stays in its rooms.
@Suite struct SafetyTests {
  /// Code outside the rooms for unsafe pointers.
  private let files = SourceFile.sources.filter { !$0.isUnsafeRoom }

  private func expectNone(_ pattern: String, _ why: Comment, in files: [SourceFile]? = nil) {
    let places = (files ?? self.files).flatMap { $0.places(matching: pattern) }
    #expect(places.isEmpty, why)
    for place in places {
      Issue.record("\(place)")
    }
  }

  @Test func `unsafe pointers stay in their rooms`() {
    expectNone(
      #"\bUnsafe\w*|\bwithUnsafe\w*|\bunsafe[A-Z]\w*|\bUnmanaged\b|\bOpaquePointer\b"#,
      "unsafe pointers belong into a file of an unsafe room; elsewhere use checked buffers")
  }

  /// Files outside the rooms that may mark an expression `unsafe`, and why. The compiler checks
  /// that every such expression is marked (`strictMemorySafety` in Package.swift).
  private static let markedCallers = [
    "Sources/KhoiFunctions/Scalar/Text/": "hands the bytes of a text to the byte kernels",
    "Sources/KhoiFunctions/Scalar/List/ListValue.swift":
      "hands the bytes of a text to the byte kernels",
    "Sources/KhoiFunctions/Scalar/Number/SpecialFunctions.swift":
      "asks the C library for the gamma function",
    "Sources/KhoiFunctions/Scalar/Date/FormatDate.swift": "hands the bytes of a text to a parser",
    "Sources/KhoiFunctions/Scalar/Number/Random.swift": "fills a buffer",
    "Sources/KhoiFunctions/Operators/ComparisonOperators.swift": "fills a buffer",
    "Sources/KhoiData/Vectors/Vector+Row.swift": "copies the bytes of a text",
    "Sources/KhoiFormats/Writers/ColumnText.swift": "copies the bytes of a text",
    "Sources/KhoiFormats/CSV/CSVRangeReader.swift": "hands the bytes it read to the scanner",
    "Sources/KhoiFormats/Files/": "asks the C library about files",
    "Sources/KhoiEngine/WallTime.swift": "asks the C library for the time",
    "Sources/KhoiEngine/FileSignature.swift": "asks the C library about files",
    "Sources/KhoiExecution/Profile/Clock.swift": "asks the C library for the time",
    "Sources/KhoiShell/Diagnostic+Shell.swift": "asks the C library for the text of an error",
    "Sources/KhoiShell/Shell/": "asks the C library about files and processes",
    "Sources/KhoiShell/Stdio/RequestReader.swift": "reads bytes with the C library",
  ]

  @Test func `outside the rooms only callers of kernels and of C are marked unsafe`() {
    let others = files.filter { file in
      !Self.markedCallers.keys.contains { file.path.hasPrefix($0) }
    }
    expectNone(
      #"\bunsafe\b"#, "name the file among the marked callers with the reason, or use a buffer",
      in: others)
    for caller in Self.markedCallers.keys {
      let isUsed = files.contains { file in
        file.path.hasPrefix(caller) && !file.places(matching: #"\bunsafe\b"#).isEmpty
      }
      #expect(isUsed, "nothing in \(caller) is marked unsafe any more")
    }
  }

  @Test func `nothing of khoi's own imports Foundation`() {
    expectNone(
      #"^\s*(\w+\s+)?import\s+(\w+\s+)?Foundation\w*"#,
      "Foundation costs 60 MB of binary and start-up time", in: SourceFile.sources)
  }

  @Test func `no trap is written by hand outside the rooms`() {
    expectNone(
      #"\bfatalError\s*\(|\btry!|\bas!"#,
      "user input must never reach a trap; throw a Diagnostic or say preconditionFailure(why)")
  }

  @Test func `no force unwraps outside the rooms`() {
    expectNone(
      #"[\w)\]>?]!(?!=)"#,
      "use guard … else, or ?? with a meaningful value")
  }

  @Test func `nothing is left commented out or marked to do without an end`() {
    for file in SourceFile.sources {
      for (index, line) in file.lines.enumerated() {
        let trimmed = line.trimmingCharacters(in: .whitespaces)
        let isCode =
          trimmed.range(
            of: #"^// *((let|var|func|return|guard|import) \S.*[=({]|\}$)"#,
            options: .regularExpression) != nil
        #expect(!isCode, "\(file.path):\(index + 1): commented-out code: \(trimmed)")
        #expect(
          !trimmed.contains("FIXME") && !trimmed.contains("XXX"), "\(file.path):\(index + 1)")
      }
    }
  }

  @Test func `an unchecked Sendable says why it is safe`() {
    for file in SourceFile.sources {
      for (index, line) in file.codeLines.enumerated() where line.contains("@unchecked Sendable") {
        let around = file.lines[max(0, index - 6)...min(index + 4, file.lines.count - 1)]
        #expect(
          around.contains { $0.range(of: #"\b[Ss]afe\b"#, options: .regularExpression) != nil },
          "\(file.path):\(index + 1): write `// Safe because …` beside it")
      }
    }
  }
}
