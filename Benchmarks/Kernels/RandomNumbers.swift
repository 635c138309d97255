import KhoiData

/// The same numbers in every run (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
struct RandomNumbers {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// `count` numbers below a bound.
  mutating func numbers<Number: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int, below bound: Int, as type: Number.Type = Number.self
  ) -> Buffer<Number> {
    Buffer((0..<count).map { _ in Number(truncatingIfNeeded: next() % UInt64(bound)) })
  }

  /// `count` numbers from 0 to 100.
  mutating func doubles(_ count: Int) -> Buffer<Double> {
    Buffer((0..<count).map { _ in Double(next() >> 11) / Double(1 << 53) * 100 })
  }
}
