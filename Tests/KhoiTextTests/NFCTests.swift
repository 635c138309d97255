import KhoiText
@_spi(_Unicode) import Swift
import Testing

@Suite struct `Normalisation form C` {
  @Test func `every row of the vectors holds`() throws {
    for row in try VectorRows.read("normalisation.csv") {
      let input = Self.text(row[1])
      let (bytes, _) = NFC.normalise(input)
      #expect(bytes == Self.text(row[3]), "\(row[1])")
      // Without the repair it is what Unicode says.
      var change: NFC.Change = []
      if let plain = NFC.composed(UTF8Scan.scalars(of: input), repairs: false, &change) {
        #expect(plain == UTF8Scan.scalars(of: Self.text(row[2])), "\(row[1])")
      }
      #expect(change.isEmpty)
    }
  }

  @Test func `repairs are counted apart`() {
    #expect(NFC.normalise(Array("e\u{301}\u{302}".utf8)).change == .reordered)
    #expect(NFC.normalise(Array("é\u{302}".utf8)).change == .reordered)
    #expect(NFC.normalise(Array("e\u{302}\u{301}".utf8)).change == .composed)
    #expect(NFC.normalise(Array("ế".utf8)).change == [])
    #expect(NFC.normalise(Array("n\u{301}\u{302}".utf8)).bytes == Array("ń\u{302}".utf8))
    #expect(NFC.normalise(Array("я e\u{301}\u{302}".utf8)).bytes == Array("я ế".utf8))
  }

  @Test func `sixty thousand torture strings are as Unicode says`() {
    var generator = SplitMix(seed: 60_000)
    let bases = Array(
      "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐEÊOÔƠUƯYÀáạậếỘởữỳñçåäöüßøĀǎǖḗṩẛ 1.-–ﬁя日한".unicodeScalars)
    let marks = Array(
      "\u{300}\u{301}\u{302}\u{303}\u{306}\u{309}\u{31B}\u{323}\u{340}\u{341}".unicodeScalars)
    let others = Array("\u{30A}\u{327}\u{308}\u{328}\u{345}".unicodeScalars)
    for _ in 0..<60_000 {
      var text = String.UnicodeScalarView()
      for _ in 0...(generator.next() % 3) {
        if generator.next() % 16 != 0 {
          text.append(bases[Int(generator.next() % UInt64(bases.count))])
        }
        for _ in 0..<(generator.next() % 5) {
          let isOther = generator.next() % 32 == 0
          let from = isOther ? others : marks
          text.append(from[Int(generator.next() % UInt64(from.count))])
        }
      }
      let scalars = text.map(\.value)
      var expected: [UInt32] = []
      for scalar in String(text)._nfc { expected.append(scalar.value) }
      var change: NFC.Change = []
      if let composed = NFC.composed(scalars, repairs: false, &change) {
        #expect(composed == expected, "\(scalars.map { String($0, radix: 16) })")
      }
      let (bytes, done) = NFC.normalise(Array(String(text).utf8))
      if !done.contains(.reordered) {
        #expect(UTF8Scan.scalars(of: bytes) == expected)
      }
    }
  }

  private static func text(_ points: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for point in points.split(separator: " ") {
      UTF8Scan.append(UInt32(point, radix: 16) ?? 0xFFFD, to: &bytes)
    }
    return bytes
  }
}
