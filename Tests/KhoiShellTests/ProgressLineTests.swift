import KhoiData
import KhoiShell
import Testing

/// The line that says how far a statement is.
@Suite struct ProgressLineTests {
  private func reading(_ done: Int, of total: Int, rows: Int = 0) -> ProgressMeter.Reading {
    ProgressMeter.Reading(unit: .bytes, total: total, done: done, rows: rows, phase: 1)
  }

  @Test func `share, rows, rate, time left and memory`() {
    var line = ProgressLine()
    _ = line.text(reading(0, of: 1000_000_000), at: 0, memory: 0, width: 100)
    let text = line.text(
      reading(470_000_000, of: 1000_000_000, rows: 12_400_000), at: 4.7, memory: 359_000_000,
      width: 100)
    #expect(
      text == " 47% ▕████████████▏             ▏ 12.4 M rows  100 MB/s  ~5 s left  mem 359 MB")
  }

  @Test func `a narrow terminal gets less`() {
    var line = ProgressLine()
    _ = line.text(reading(0, of: 1000), at: 0, memory: 0, width: 30)
    for width in [10, 20, 30, 40, 60] {
      let text = line.text(reading(500, of: 1000, rows: 9), at: 1, memory: 1000, width: width)
      #expect(text.count <= width)
      #expect(text.contains("50%"))
    }
  }

  @Test func `nobody knows how much there is`() {
    var line = ProgressLine()
    _ = line.text(reading(0, of: 0), at: 0, memory: 0, width: 80)
    let text = line.text(reading(5, of: 0, rows: 5), at: 1, memory: 0, width: 80)
    #expect(!text.contains("%"))
    #expect(text.contains("5 rows"))
  }

  @Test func `the time left does not jump`() {
    var line = ProgressLine()
    _ = line.text(reading(0, of: 1000), at: 0, memory: 0, width: 100)
    _ = line.text(reading(100, of: 1000), at: 1, memory: 0, width: 100)
    // A pause: the rate falls to nothing, the average does not.
    let text = line.text(reading(101, of: 1000), at: 2, memory: 0, width: 100)
    #expect(text.contains("~9 s left"))
    #expect(!text.contains("min"))
  }
}
