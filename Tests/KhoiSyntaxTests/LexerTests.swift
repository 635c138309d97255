import KhoiSyntax
import KhoiText
import Testing

@Suite("Lexer")
struct LexerTests {
  @Test("Tokens cover every text without a gap", arguments: AcceptedStatements.all)
  func coversPrefixes(text: String) {
    let bytes = Array(text.utf8)
    for end in 0...bytes.count {
      expectCover(Array(bytes[..<end]))
    }
  }

  @Test("Random bytes never trap, neither here nor in the parser")
  func survivesRandomBytes() {
    var generator = SplitMix(state: 20_261_121)
    let pieces = AcceptedStatements.all.map { Array($0.utf8) }
    for round in 0..<3_000 {
      var bytes = round % 3 == 0 ? [] : pieces[Int(generator.next() % UInt64(pieces.count))]
      for _ in 0..<Int(generator.next() % 12) {
        let place = Int(generator.next() % UInt64(bytes.count + 1))
        let byte = UInt8(truncatingIfNeeded: generator.next())
        bytes.insert(round % 2 == 0 ? byte : Self.signs[Int(byte) % Self.signs.count], at: place)
      }
      expectCover(bytes)
      let script = parseScript(String(decoding: bytes, as: UTF8.self))
      #expect(script.diagnostics.filter { $0.severity == .error }.count <= 1)
    }
  }

  private static let signs = Array("()[]{},;.'\"`|>*/-#$@?:=<>!~^&%+ \n0e'xE".utf8)

  private func expectCover(_ bytes: [UInt8]) {
    var position = 0
    for token in Lexer(bytes: bytes).tokens() {
      #expect(token.range.lower == position && token.range.upper > position)
      position = token.range.upper
    }
    #expect(position == bytes.count)
  }

  @Test(
    "Pieces are told apart",
    arguments: [
      ("SELECT", [Token.Kind.keyword]),
      ("year", [.identifier]),
      ("đơn_vị", [.identifier]),
      ("\"a b\"", [.quotedIdentifier]),
      ("`a`", [.quotedIdentifier]),
      ("'it''s'", [.string]),
      ("''''", [.string]),
      ("$$a$$", [.string]),
      ("$a", [.parameter]),
      ("?", [.parameter]),
      ("1_000", [.number]),
      ("1e5", [.number]),
      ("0x1F", [.number]),
      ("|>", [.pipe]),
      ("||", [.operator]),
      ("a.b", [.identifier, .punctuation, .identifier]),
      ("-- x", [.comment]),
      ("# x", [.comment]),
      ("/* a /* b */ c */", [.comment]),
      ("'open", [.error]),
      ("10K", [.error]),
      ("≠", [.error]),
      ("t.select", [.identifier, .punctuation, .identifier]),
      ("|>extend", [.pipe, .keyword]),
      ("describe", [.keyword]),
      ("1..2", [.number, .punctuation, .number]),
    ])
  func tellsKind(text: String, kinds: [Token.Kind]) {
    #expect(Lexer(text).tokens().map(\.kind) == kinds)
  }

  @Test("Every keyword is found in any case")
  func findsKeywords() {
    for keyword in Keyword.allCases {
      #expect(Lexer(keyword.rawValue.lowercased()).tokens().first?.keyword == keyword)
    }
    #expect(Lexer("selects").tokens().first?.keyword == nil)
  }

  @Test("Every pipe operator's example is a query that uses it")
  func parsesExamples() {
    for entry in PipeOperatorKeyword.all {
      #expect(parseScript(entry.example).error == nil, "\(entry.example)")
      #expect(entry.syntax.hasPrefix("|> "))
    }
    #expect(Set(PipeOperatorKeyword.all.map(\.name)).count == PipeOperatorKeyword.all.count)
  }
}

/// A small generator with a fixed seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
