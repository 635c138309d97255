import Foundation
import KhoiSyntax
import KhoiTestSupport
import Testing

/// The layout of every query that the project itself has.
struct FormatterCorpusTests {
  @Test(arguments: Transcript.all(below: TranscriptTests.folder))
  func `a layout is stable and changes no token`(transcript: Transcript) throws {
    for exchange in transcript.exchanges {
      // Some inputs are there to be refused.
      guard let layout = try? QueryFormatter.format(exchange.input) else { continue }
      #expect(QueryFormatter.haveSameTokens(exchange.input, layout), "\(exchange.input)")
      #expect(try QueryFormatter.format(layout) == layout, "\(exchange.input)")
      #expect(layout.hasSuffix("\n") || layout.isEmpty, "left as it was: \(exchange.input)")
    }
  }

  @Test func `saved queries stand in the one layout`() throws {
    let folder = "\(PackageFolder.root)/queries"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      guard name.hasSuffix(".sql") else { continue }
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      #expect(try QueryFormatter.format(text) == text, "khoi fmt --write queries/\(name)")
    }
  }
}
