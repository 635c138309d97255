package import KhoiData

/// The one line that says how far a statement is.
///
/// The rate is smoothed, and the time left is kept between half and twice of what the average so
/// far says, so that the number does not jump.
package struct ProgressLine {
  private var phase = -1
  private var start = 0.0
  private var lastTime = 0.0
  private var lastDone = 0
  private var rate = 0.0
  private var end: Double?

  package init() {}

  /// The line for a reading at a time in seconds, no wider than `width`.
  package mutating func text(
    _ reading: ProgressMeter.Reading, at time: Double, memory: Int, width: Int
  ) -> String {
    follow(reading, time)
    let elapsed = max(time - start, 0.001)
    var facts: [String] = []
    if reading.rows > 0 { facts.append(Self.short(reading.rows) + " rows") }
    if rate > 0 {
      facts.append(
        reading.unit == .bytes
          ? Counting.bytes(Int(min(rate, 1e15))) + "/s"
          : Self.short(Int(min(rate, 1e15))) + " rows/s")
    }
    let share = min(1, Double(reading.done) / Double(max(reading.total, 1)))
    if reading.total > 0, let left = timeLeft(reading, elapsed, time) {
      facts.append("~\(left) left")
    }
    if memory > 0 { facts.append("mem " + Counting.bytes(memory)) }
    let percent = Int(share * 100)
    while true {
      let tail = facts.joined(separator: "  ")
      let head =
        reading.total > 0 ? "\(percent < 10 ? "  " : percent < 100 ? " " : "")\(percent)%" : ""
      let room = width - head.count - tail.count - 6
      if room >= 8 || facts.isEmpty {
        let bar = reading.total > 0 && room >= 4 ? Self.bar(share, cells: min(26, room)) + " " : ""
        return reading.total > 0
          ? "\(head) \(bar)\(tail)" : "\(Self.spinner(time)) \(tail.isEmpty ? "working" : tail)"
      }
      facts.removeLast()
    }
  }

  private mutating func follow(_ reading: ProgressMeter.Reading, _ time: Double) {
    if reading.phase != phase {
      phase = reading.phase
      start = time
      lastTime = time
      lastDone = reading.done
      rate = 0
      end = nil
      return
    }
    let passed = time - lastTime
    guard passed > 0.05 else { return }
    let now = Double(reading.done - lastDone) / passed
    rate = rate == 0 ? now : rate * 0.7 + now * 0.3
    lastTime = time
    lastDone = reading.done
  }

  /// `3 s`, `2 min`; nil where nobody can say.
  private mutating func timeLeft(
    _ reading: ProgressMeter.Reading, _ elapsed: Double, _ time: Double
  ) -> String? {
    let left = Double(max(0, reading.total - reading.done))
    guard rate > 0, reading.done > 0, elapsed > 0.3 else { return nil }
    let average = left / (Double(reading.done) / elapsed)
    let bounded = min(max(left / rate, average / 2), average * 2)
    // What is smoothed is the moment of the end, which should stay where it is.
    let moment = time + bounded
    let smoothed = end.map { $0 * 0.7 + moment * 0.3 } ?? moment
    end = smoothed
    let seconds = max(0, smoothed - time)
    if seconds > 99 * 3600 { return nil }
    if seconds >= 3600 { return "\(Int(seconds) / 3600) h \(Int(seconds) / 60 % 60) min" }
    if seconds >= 100 { return "\(Int(seconds) / 60) min" }
    return "\(max(1, Int(seconds.rounded()))) s"
  }

  /// `12.4 M`, `3,210`.
  private static func short(_ number: Int) -> String {
    if number < 10_000 { return Counting.grouped(number) }
    if number < 1_000_000 { return Counting.decimals(Double(number) / 1e3, 1) + " k" }
    if number < 1_000_000_000 { return Counting.decimals(Double(number) / 1e6, 1) + " M" }
    return Counting.decimals(Double(number) / 1e9, 1) + " G"
  }

  private static func bar(_ share: Double, cells: Int) -> String {
    let eighths = Int((share * Double(cells * 8)).rounded(.down))
    let full = eighths / 8
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let last = full < cells ? parts[eighths % 8] : ""
    let blank = cells - full - (last.isEmpty ? 0 : 1)
    return "▕" + String(repeating: "█", count: full) + last + String(repeating: " ", count: blank)
      + "▏"
  }

  private static func spinner(_ time: Double) -> String {
    ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"][Int(time * 10) % 10]
  }
}
