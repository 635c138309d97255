/// How many terminal cells a piece of text takes.
///
/// The unit is the extended grapheme cluster, the thing a person sees as one character. Counting
/// bytes, scalars or `Character`s misplaces every column after a letter with separate marks, an
/// ideograph or an emoji; libc's `wcwidth` depends on the locale and knows no clusters.
package enum DisplayWidth {
  /// The cells of `text`.
  package static func of(_ text: some StringProtocol) -> Int {
    var cells = 0
    for byte in text.utf8 {
      // Printable ASCII is one cell a byte; anything else needs the clusters.
      guard byte >= 0x20 && byte < 0x7F else { return ofClusters(text) }
      cells += 1
    }
    return cells
  }

  /// The cells of one grapheme cluster.
  package static func of(_ cluster: Character) -> Int {
    if let ascii = cluster.asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
    var cells = 0
    var scalarCount = 0
    var regionalCount = 0
    var isEmojiSequence = false
    for scalar in cluster.unicodeScalars {
      scalarCount += 1
      let value = scalar.value
      if value == 0xFE0F || value == 0x200D || (0x1F3FB...0x1F3FF).contains(value) {
        isEmojiSequence = isEmojiSequence || scalarCount > 1
      }
      if (0x1F1E6...0x1F1FF).contains(value) { regionalCount += 1 }
      cells += of(scalar)
    }
    if regionalCount >= 2 { return 2 }
    // A picture built of several scalars is still one picture.
    if isEmojiSequence, cells > 0, isPicture(cluster) { return 2 }
    return cells
  }

  /// The longest prefix of whole clusters of `text` that fits into `limit` cells, and its width.
  package static func prefix(of text: Substring, fitting limit: Int) -> (Substring, Int) {
    var end = text.startIndex
    var cells = 0
    for cluster in text {
      let width = of(cluster)
      if cells + width > limit { break }
      cells += width
      end = text.index(after: end)
    }
    return (text[..<end], cells)
  }

  /// `text` as it stands if it fits into `limit` cells, else its beginning and an ellipsis.
  package static func shortened(_ text: String, to limit: Int) -> String {
    if of(text) <= limit { return text }
    if limit <= 0 { return "" }
    return String(prefix(of: text[...], fitting: limit - 1).0) + "…"
  }

  /// `text` followed or preceded by blanks up to `cells`.
  package static func padded(_ text: String, to cells: Int, right: Bool = false) -> String {
    let missing = cells - of(text)
    if missing <= 0 { return text }
    let blanks = String(repeating: " ", count: missing)
    return right ? blanks + text : text + blanks
  }

  private static func ofClusters(_ text: some StringProtocol) -> Int {
    var cells = 0
    for cluster in text { cells += of(cluster) }
    return cells
  }

  /// Whether a cluster with a joiner or a variation selector is drawn as an emoji.
  private static func isPicture(_ cluster: Character) -> Bool {
    guard let first = cluster.unicodeScalars.first else { return false }
    return first.properties.isEmoji
  }

  /// The cells of one scalar alone.
  private static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 {
      // The soft hyphen is drawn by terminals, although Unicode calls it a format character.
      if value < 0x20 || (value >= 0x7F && value < 0xA0) { return 0 }
      return 1
    }
    if value >= 0x1100 && isWide(value) { return 2 }
    // Vowels and final consonants of conjoining Hangul stack upon their initial.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .format, .control, .surrogate,
      .lineSeparator, .paragraphSeparator:
      return 0
    default:
      return 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    var low = 0
    var high = wideRanges.count - 1
    while low <= high {
      let middle = (low + high) / 2
      let range = wideRanges[middle]
      if value < range.lowerBound {
        high = middle - 1
      } else if value > range.upperBound {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  /// Scalars of East Asian Width `W` or `F`, unassigned gaps inside a block included.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
    0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
    0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
    0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAD9, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
    0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
    0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4,
    0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
    0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F,
    0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6DF, 0x1F6EB...0x1F6EC,
    0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF,
    0x1FA70...0x1FAF6, 0x20000...0x3FFFD,
  ]
}
