/// Cuts a name into words, with abbreviations spelled out if asked.
struct NameReader {
  let expands: Bool
  /// Abbreviations by the base and marks of their letters.
  let explained: [[UInt8]: [NameWord]]

  init(expands: Bool, explained: [[UInt8]: [NameWord]] = [:]) {
    self.expands = expands
    self.explained = explained
  }

  func words(of name: [UInt8]) -> [NameWord] { words(of: SpellingForm(name)) }

  func words(of form: SpellingForm) -> [NameWord] {
    var words: [NameWord] = []
    words.reserveCapacity(12)
    var isInParentheses = false
    Self.forEachToken(of: form) { token in
      switch SpellingCell.base(form[token.lowerBound]) {
      case 0x28: isInParentheses = true
      case 0x29: isInParentheses = false
      default:
        // (MTTQ) behind Mặt trận Tổ quốc says nothing new.
        if isInParentheses, let letters = Self.abbreviation(form, token),
          words.count >= letters.count,
          words.suffix(letters.count).map(\.initial) == letters
        {
          return
        }
        append(form, token, to: &words)
      }
    }
    let isPlain = !words.contains(where: \.hasAccent)
    words.removeAll { Self.isConjunction($0, isPlain: isPlain) }
    return words
  }

  private func append(_ form: SpellingForm, _ token: Range<Int>, to words: inout [NameWord]) {
    if let expansion = expansion(form, token) {
      words.append(contentsOf: expansion)
      return
    }
    // What stands between punctuation.
    var place = token.lowerBound
    while place < token.upperBound {
      let start = place
      while place < token.upperBound && form[place] & SpellingCell.word != 0 { place += 1 }
      let part = start..<place
      place += 1
      if part.isEmpty { continue }
      if part != token, let expansion = expansion(form, part) {
        words.append(contentsOf: expansion)
      } else {
        words.append(Self.word(form, part))
      }
    }
  }

  private func expansion(_ form: SpellingForm, _ token: Range<Int>) -> [NameWord]? {
    guard expands, let letters = Self.abbreviation(form, token) else { return nil }
    return explained[letters] ?? Abbreviations.known[letters]
  }

  // MARK: Parts

  /// What stands between spaces, and each parenthesis alone.
  static func forEachToken(of form: SpellingForm, _ body: (Range<Int>) -> Void) {
    var start = 0
    for place in 0..<form.count {
      let base = SpellingCell.base(form[place])
      guard base == SpellingCell.space || base == 0x28 || base == 0x29 else { continue }
      if start < place { body(start..<place) }
      if base != SpellingCell.space { body(place..<(place + 1)) }
      start = place + 1
    }
    if start < form.count { body(start..<form.count) }
  }

  private static let conjunctions: [NameWord] = ["và", "cùng"].map { text in
    let form = SpellingForm(text)
    return word(form, 0..<form.count)
  }

  private static func isConjunction(_ word: NameWord, isPlain: Bool) -> Bool {
    conjunctions.contains { isPlain ? $0.base == word.base : $0.key == word.key }
  }

  /// The letters and digits of a part that has nothing else.
  private static func word(_ form: SpellingForm, _ part: Range<Int>) -> NameWord {
    var key: [UInt8] = []
    var base: [UInt8] = []
    key.reserveCapacity(16)
    base.reserveCapacity(8)
    var place = part.lowerBound
    let first = form[place]
    while place < part.upperBound {
      if form[place] & SpellingCell.letter == 0 {
        SpellingForm.append(SpellingCell.base(form[place]), to: &key)
        SpellingForm.append(SpellingCell.base(form[place]), to: &base)
        place += 1
        continue
      }
      let start = place
      while place < part.upperBound && form[place] & SpellingCell.letter != 0 {
        base.append(letter(form[place]))
        place += 1
      }
      append(form, start..<place, to: &key)
    }
    return NameWord(
      key: key, base: base, initial: first & SpellingCell.letter != 0 ? initial(first) : 0)
  }

  /// The letter from a to z, with i for what could be i or y.
  private static func letter(_ cell: UInt32) -> UInt8 {
    cell & SpellingCell.variant != 0
      ? 0x69 : UInt8(truncatingIfNeeded: SpellingCell.base(cell))
  }

  /// Appends a run of letters as keys write it.
  static func append(_ form: SpellingForm, _ run: Range<Int>, to output: inout [UInt8]) {
    let tone = SpellingCell.tone(form[run.lowerBound])
    let isOneTone = run.allSatisfy { SpellingCell.tone(form[$0]) == tone }
    for place in run {
      let cell = form[place]
      output.append(letter(cell))
      let mark = Int(SpellingCell.mark(cell))
      if mark > 0 && mark < marks.count { output.append(contentsOf: marks[mark]) }
      let own = SpellingCell.tone(cell)
      if !isOneTone && own != 0 { output.append(UInt8(truncatingIfNeeded: 0x30 + own)) }
    }
    if isOneTone && tone != 0 { output.append(UInt8(truncatingIfNeeded: 0x30 + tone)) }
  }

  private static let marks = ["", "ˆ", "˘", "ʾ", "ˍ", "˚"].map { Array($0.utf8) }

  static func initial(_ cell: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: (SpellingCell.base(cell) - 0x60) << 3 | SpellingCell.mark(cell))
  }

  // MARK: Abbreviations

  /// The letters of a token in capitals, such as UBND or KH&KT; nil for what is none.
  ///
  /// Small letters count, too, where no syllable could be meant (ubnd).
  static func abbreviation(_ form: SpellingForm, _ token: Range<Int>) -> [UInt8]? {
    guard token.count >= 2 && token.count <= 12 else { return nil }
    var (letters, capitals, vowels) = (0, 0, 0)
    for place in token {
      let cell = form[place]
      if cell & SpellingCell.letter == 0 {
        if cell & SpellingCell.word != 0 { return nil }
        continue
      }
      letters += 1
      if cell & SpellingCell.capital != 0 { capitals += 1 }
      switch SpellingCell.base(cell) {
      case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: vowels += 1
      default: break
      }
    }
    guard (2...8).contains(letters),
      capitals == letters || (capitals == 0 && letters >= 3 && vowels == 0)
    else { return nil }
    return token.compactMap { place in
      form[place] & SpellingCell.letter == 0 ? nil : initial(form[place])
    }
  }
}

/// Abbreviations of offices and organisations that everybody knows.
enum Abbreviations {
  static let known: [[UInt8]: [NameWord]] = {
    var known: [[UInt8]: [NameWord]] = [:]
    for entry in list.split(separator: "\n") {
      let sides = entry.split(separator: "=")
      guard sides.count == 2 else { continue }
      let short = SpellingForm(String(sides[0]))
      guard let letters = NameReader.abbreviation(short, 0..<short.count) else { continue }
      known[letters] = NameReader(expands: false).words(of: Array(sides[1].utf8))
    }
    return known
  }()

  private static let list = """
    UBND=uỷ ban nhân dân
    HĐND=hội đồng nhân dân
    MTTQ=mặt trận tổ quốc
    CCB=cựu chiến binh
    TNXP=thanh niên xung phong
    KHKT=khoa học kỹ thuật
    LHPN=liên hiệp phụ nữ
    LĐLĐ=liên đoàn lao động
    HTX=hợp tác xã
    VHNT=văn học nghệ thuật
    CTĐ=chữ thập đỏ
    NCT=người cao tuổi
    NKT=người khuyết tật
    TNCS=thanh niên cộng sản
    TP=thành phố
    TX=thị xã
    TT=thị trấn
    BCH=ban chấp hành
    BĐD=ban đại diện
    CHQS=chỉ huy quân sự
    GDĐT=giáo dục đào tạo
    THPT=trung học phổ thông
    THCS=trung học cơ sở
    ĐHQG=đại học quốc gia
    """
}
