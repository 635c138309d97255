import Foundation
import KhoiFormats
import Testing

/// Times the loading of the file that KHOI_SPEED_FILE names; without it, does nothing.
@Suite struct LoadSpeedTests {
  static let file = ProcessInfo.processInfo.environment["KHOI_SPEED_FILE"]

  @Test(.enabled(if: file != nil))
  func `time of a load`() throws {
    guard let path = LoadSpeedTests.file else { return }
    for threads in [1, 2, 2, 2] {
      let (_, report) = try FileFormat.of(path: path).read(path: path, threads: threads)
      let rate = Double(report.bytes) / report.seconds / 1e9
      print("\(report.summary): \(threads) threads, \(report.seconds) s, \(rate) GB/s")
    }
  }
}
