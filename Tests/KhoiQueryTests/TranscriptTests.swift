import Foundation
import KhoiTestSupport
import Testing

/// Every recorded conversation under `Cases/`, with one thread and with several, with chunks of the
/// usual size and of three rows.
struct TranscriptTests {
  static let folder = "\(PackageFolder.root)/Tests/KhoiQueryTests/Cases"

  @Test(arguments: Transcript.all(below: folder))
  func `a conversation goes as recorded`(transcript: Transcript) throws {
    #expect(PackageFolder.isCurrent)
    let recorded = transcript.exchanges.map(\.answer)
    let answers = transcript.answers(threads: 1, chunkCapacity: 2048)
    if Transcript.isRecording && answers != recorded {
      try transcript.text(answers: answers).write(
        toFile: transcript.path, atomically: true, encoding: .utf8)
    }
    for (exchange, answer) in zip(transcript.exchanges, answers) {
      #expect(
        answer == exchange.answer, "\(transcript.name): \(exchange.input)\ngave\n\(answer)")
    }
    // Hundreds of thousands of rows by threes would take minutes and show nothing more.
    let isLarge = transcript.name.hasSuffix("_large.kq")
    for (threads, chunkCapacity) in isLarge ? [(4, 2048)] : [(1, 3), (4, 2048), (4, 3)] {
      let others = transcript.answers(threads: threads, chunkCapacity: chunkCapacity)
      for (index, answer) in others.enumerated() {
        #expect(
          answer == answers[index],
          """
          \(transcript.name) with \(threads) threads and chunks of \(chunkCapacity): \
          \(transcript.exchanges[index].input)
          """
        )
      }
    }
  }
}

extension Transcript: CustomTestStringConvertible {
  /// The name in reports of test runs.
  public var testDescription: String { name }
}
