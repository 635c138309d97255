import KhoiData

extension Buffer where Element == Int64 {
  /// `count` numbers from `start` by `step`.
  static func counting(from start: Int64, by step: Int64, count: Int) -> Buffer<Int64> {
    unsafe Buffer(count: count) { out in
      for index in 0..<count { unsafe out[index] = start &+ step &* Int64(index) }
    }
  }
}
