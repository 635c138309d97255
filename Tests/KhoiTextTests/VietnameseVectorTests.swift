import KhoiText
@_spi(_Unicode) import Swift
import Testing

@Suite struct `Vietnamese vectors` {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Equality of code points, which that of strings is not.
  private func isSame(_ left: String, _ right: String) -> Bool {
    left.unicodeScalars.elementsEqual(right.unicodeScalars)
  }

  @Test func `keys of spellings`() {
    let rows = VectorFile.rows("normalisation.csv")
    #expect(rows.count > 20)
    for row in rows {
      #expect(isSame(text(SpellingForm(row[0]).key()), row[4]), "\(row[0])")
      #expect(isSame(text(SpellingForm(row[0]).baseKey()), row[5]), "\(row[0])")
    }
  }

  @Test func `places of tones`() {
    let rows = VectorFile.rows("tone-placement.csv")
    #expect(rows.count > 90)
    for row in rows {
      for spelling in row[..<2] {
        #expect(isSame(text(SpellingForm(spelling).key()), row[2]), "\(spelling)")
        let bytes = Array(spelling.utf8)
        #expect(isSame(text(TonePlacement.spell(bytes, .old)), row[0]), "\(spelling)")
        #expect(isSame(text(TonePlacement.spell(bytes, .new)), row[1]), "\(spelling)")
      }
    }
  }

  @Test func `levels of search`() throws {
    let header = VectorFile.header("search-levels.csv")
    let rows = VectorFile.rows("search-levels.csv")
    #expect(rows.count > 40)
    for row in rows {
      for column in 2..<header.count {
        let level = try #require(SearchLevel(word: header[column]))
        let query = SearchQuery(composed(row[0]), level: level)
        var form = SpellingForm()
        query.read(composed(row[1]).span, into: &form)
        let isFound = query.firstMatch(in: form) != nil
        #expect(isFound == (row[column] == "1"), "\(row[0]) in \(row[1]): \(header[column])")
      }
    }
  }

  /// As the store holds it, but with misplaced tones left where they are.
  private func composed(_ text: String) -> [UInt8] {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text._nfc)
    return Array(String(view).utf8)
  }

  @Test func `words typed in Telex and VNI`() {
    let rows = VectorFile.rows("typed-input.csv")
    #expect(rows.count > 40)
    for row in rows {
      let method = row[0] == "telex" ? TypedText.Method.telex : .vni
      #expect((TypedText.read(row[1], by: method)?.lowercased() ?? "-") == row[2], "\(row[1])")
    }
  }

  @Test func `a typed text keeps the words that are none`() {
    #expect(TypedText.read("Hooij CCB tinhr 2024")?.text == "Hội CCB tỉnh 2024")
    #expect(TypedText.read("Ho6i5 d9o62ng")?.text == "Hội đồng")
    #expect(TypedText.read("Hội hocj")?.text == "Hội học")
    #expect(TypedText.read("email book") == nil)
    #expect(TypedText.read("xooong")?.text == "xoong")
  }

  @Test func `keys of names`() {
    let rows = VectorFile.rows("association-names.csv")
    #expect(rows.count > 50)
    for row in rows {
      let name = Array(row[1].utf8)
      #expect(isSame(text(NameKey(name, .words).text), row[3]), "\(row[1])")
      #expect(isSame(text(NameKey(name, .expanded).text), row[4]), "\(row[1])")
      #expect(isSame(text(NameKey(name, .withoutRank).text), row[5]), "\(row[1])")
      #expect(isSame(text(NameKey(name, .withoutRank).base), row[6]), "\(row[1])")
    }
    for row in VectorFile.rows("abbreviations.csv") {
      let short = NameKey(Array(row[0].utf8), .expanded).text
      #expect(short == NameKey(Array(row[1].utf8), .words).text, "\(row[0])")
    }
  }

  /// How many pairs of one cluster are found by equal keys, and how many of two clusters.
  private func found(_ rows: [[String]]) -> (right: Int, wrong: Int) {
    let pairs = AliasPairs.find(in: rows.map { Array($0[1].utf8) }).filter { $0.rule != .look }
    let right = pairs.count { rows[$0.first][0] == rows[$0.second][0] }
    return (right, pairs.count - right)
  }

  @Test func `pairs of names`() {
    let rows = VectorFile.rows("association-names.csv")
    let seeds = found(rows.filter { $0[2] != "made" })
    #expect(seeds == (26, 0))
    let all = found(rows)
    #expect(all == (71, 0))
  }
}
