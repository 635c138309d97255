import KhoiData
import Testing

@testable import KhoiFunctions

@Suite("Keys by their place agree with sorting")
struct KeySelectionTests {
  /// Keys of many shapes: few values and many, in order and not, of a period.
  private func keys(
    _ count: Int, shape: Int, _ generator: inout SystemRandomNumberGenerator
  ) -> [Int64] {
    (0..<count).map { index in
      switch shape {
      case 0: Int64.random(in: .min ... .max, using: &generator)
      case 1: Int64.random(in: 0...3, using: &generator)
      case 2: Int64(index)
      case 3: Int64(count - index)
      case 4: Int64(index % 127)
      case 5: index % 10 == 0 ? Int64.random(in: 0...9, using: &generator) : Int64.max
      case 6: 7
      default: Int64(index < count / 2 ? index : count - index)
      }
    }
  }

  @Test func `every place of few keys, some places of many`() {
    var generator = SystemRandomNumberGenerator()
    var selection = KeySelection()
    for count in [1, 2, 3, 24, 25, 26, 100, 1000, 4095, 4096, 9000, 70_000] {
      for shape in 0..<8 {
        let numbers = keys(count, shape: shape, &generator)
        let sorted = numbers.sorted()
        let buffer = Buffer(numbers)
        var places = Array(0..<min(count, 100))
        if count > 100 {
          places = [0, 1, count / 2, count / 10, count - 2, count - 1]
          places += (0..<6).map { _ in Int.random(in: 0..<count, using: &generator) }
        }
        for place in places {
          let (key, next) = unsafe selection.select(buffer.base, count: count, place: place)
          #expect(key == sorted[place], "place \(place) of \(count), shape \(shape)")
          #expect(
            next == (place + 1 < count ? sorted[place + 1] : nil),
            "behind place \(place) of \(count), shape \(shape)")
        }
        #expect(buffer.array == numbers, "keys stay where they are")
      }
    }
  }
}
