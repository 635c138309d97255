/// Finds out how a text is encoded from samples of its bytes.
///
/// In this order: a byte order mark; UTF-16 by its zeros; UTF-8, which other text hardly ever is by
/// accident; then each old Vietnamese encoding is tried, and the one whose text looks most like
/// Vietnamese wins. Nothing looks like it: windows-1252, and unsure.
package struct EncodingDetector: Sendable {
  package let encoding: TextEncoding
  /// Whether the bytes say it; false for the guess that is left when nothing fits.
  package let isSure: Bool
  /// The old encodings by how much their text looks like Vietnamese, the best first; none where the
  /// text is Unicode.
  package let candidates: [Candidate]
  /// Whether the text makes sense in that encoding: bytes beyond ASCII are letters of words rather
  /// than signs in the midst of them.
  package let isReadable: Bool
  /// Bytes that are no UTF-8 in a text that is UTF-8 all the same.
  package let damaged: Int

  /// An encoding that was tried.
  package struct Candidate: Sendable {
    package let encoding: TextEncoding
    package let score: Double
  }

  /// What has to be reached to be called Vietnamese.
  package static let threshold = 0.6
  /// What is tried; of those that give the same text the first is taken.
  private static let tried: [TextEncoding] = [
    .windows1252, .windows1258, .tcvn3, .vni, .viscii, .vps,
  ]

  /// - Parameters:
  ///   - samples: parts of the text, the first of them its beginning; cut anywhere.
  ///   - isTolerant: whether a little damage is forgiven in UTF-8.
  package init(_ samples: [[UInt8]], isTolerant: Bool = true) {
    let head = samples.first ?? []
    if let marked = Self.marked(head) ?? UTF16Scan.order(head) {
      self.init(marked)
      return
    }
    var census = UTF8Scan.Census()
    for sample in samples {
      let part = UTF8Scan.census(sample)
      census.wide += part.wide
      census.damaged += part.damaged
    }
    if census.damaged == 0 || isTolerant && census.isTolerable {
      self.init(.utf8, damaged: census.damaged)
      return
    }
    // A binary file is nothing to guess about.
    if samples.contains(where: { $0.contains(0) }) {
      self.init(.utf8, isSure: false, damaged: census.damaged)
      return
    }
    let texts = samples.map { Self.wholeWords($0) }
    var candidates: [Candidate] = []
    var letters: [TextEncoding: Int] = [:]
    for encoding in Self.tried {
      var score = VietnameseScore()
      for text in texts { score.add(encoding.decoded(text)) }
      candidates.append(Candidate(encoding: encoding, score: score.value))
      letters[encoding] = score.validLetters
    }
    var best = candidates[0]
    for candidate in candidates where candidate.score > best.score { best = candidate }
    // As 1252 has none of the letters that make it Vietnamese, its own score says little.
    let isVietnamese =
      best.encoding != .windows1252 && best.score >= Self.threshold
      && letters[best.encoding] ?? 0 >= 2
    self.init(
      isVietnamese ? best.encoding : .windows1252, isSure: isVietnamese,
      isReadable: isVietnamese || Self.isReadable(texts),
      candidates: candidates.sorted { $0.score > $1.score })
  }

  private init(
    _ encoding: TextEncoding, isSure: Bool = true, isReadable: Bool = true,
    candidates: [Candidate] = [], damaged: Int = 0
  ) {
    self.isReadable = isReadable
    self.encoding = encoding
    self.isSure = isSure
    self.candidates = candidates
    self.damaged = damaged
  }

  /// The encoding that a byte order mark names.
  package static func marked(_ head: [UInt8]) -> TextEncoding? {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
    if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
    return nil
  }

  /// Whether most bytes beyond ASCII are what western text has: a letter beside a letter of ASCII,
  /// or a sign that stands apart. ÿ is byte FF, which is damage more often than a letter.
  private static func isReadable(_ texts: [[UInt8]]) -> Bool {
    var (good, bad) = (0, 0)
    for text in texts {
      for place in text.indices where text[place] >= 0x80 {
        let before = place > 0 ? text[place - 1] : 0x20
        let after = place + 1 < text.count ? text[place + 1] : 0x20
        let code = CodePage.windows1252.scalars[Int(text[place])]
        let isBeside = isLetter(before) || isLetter(after)
        if VietnameseScore.isLetter(code) && text[place] != 0xFF {
          if isBeside || !(before >= 0x80 || after >= 0x80) { good += 1 } else { bad += 1 }
        } else if text[place] == 0xFF || code < 0xA0
          || (isLetter(before) && isLetter(after) && !joiners.contains(text[place]))
          || (before >= 0x80 || after >= 0x80) && text[place] != 0xA0
        {
          bad += 1
        } else {
          good += 1
        }
      }
    }
    return bad <= good
  }

  /// Apostrophes, dashes and dots, which stand between letters.
  private static let joiners: Set<UInt8> = [0x91, 0x92, 0x96, 0x97, 0xB4, 0xB7]

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte < 0x80 && byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
  }

  /// The sample without the words cut at its ends.
  private static func wholeWords(_ sample: [UInt8]) -> [UInt8] {
    guard sample.count > 1024 else { return sample }
    let first = sample.firstIndex { $0 <= 0x20 } ?? 0
    let last = sample.lastIndex { $0 <= 0x20 } ?? sample.count
    return first < last ? Array(sample[first..<last]) : sample
  }
}
