/// Hashes of keys in words: one multiplication to 128 bits a word, folded (wyhash's mixing step).
enum Hashing {
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  @inline(__always)
  static func hash(_ words: UnsafePointer<UInt64>, count: Int) -> UInt64 {
    var state = unsafe mix(words[0])
    for index in 1..<max(1, count) { state = unsafe mix(state ^ words[index]) }
    return state
  }
}
