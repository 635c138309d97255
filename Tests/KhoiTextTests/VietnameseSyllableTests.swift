import KhoiText
import Testing

@Suite struct `Vietnamese syllables` {
  private func letters(_ word: String) -> [VietnameseLetter] {
    word.unicodeScalars.compactMap { VietnameseLetter($0) }
  }

  @Test func `every letter comes back from its parts`() {
    var count = 0
    for code in UInt32(0)..<0x2000 {
      guard let scalar = Unicode.Scalar(code), let letter = VietnameseLetter(scalar) else {
        continue
      }
      count += 1
      #expect(letter.scalar == scalar)
    }
    #expect(count == 134 + 52)
  }

  @Test(arguments: [
    "nghiêng", "quốc", "quý", "gì", "giếng", "giữ", "khuỷu", "thuở", "Đặng", "ưng", "y", "hoà",
    "xoong", "quyết", "khuya", "chếch", "oẳn", "yêu", "kỹ", "huýt", "ỵ",
  ])
  func `what Vietnamese could say is valid`(_ word: String) {
    #expect(VietnameseSyllable.isValid(letters(word)))
  }

  @Test(arguments: [
    "free", "email", "bôk", "kà", "cê", "ghà", "ngê", "tac", "tàc", "cáćh", "résumé", "lắk",
    "qưa", "hyên", "trngh", "d̂", "nghiêngs",
  ])
  func `what it could not is not`(_ word: String) {
    let read = letters(word)
    #expect(read.count < word.unicodeScalars.count || !VietnameseSyllable.isValid(read))
  }
}
