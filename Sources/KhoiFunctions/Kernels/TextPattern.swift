import KhoiText

/// A pattern of LIKE, ILIKE or GLOB, ready to be matched.
///
/// The pattern is cut at its "anything" signs. The first piece must stand at the start, the last at
/// the end, and those between are taken at their first place each, which never misses a match, so
/// no text is gone over more than once per piece.
struct TextPattern {
  /// What one place of a piece accepts.
  enum Element: Equatable {
    case bytes([UInt8])
    /// Any one code point.
    case one
    /// A code point of a set, or none of the set.
    case set([ClosedRange<UInt32>], isNegated: Bool)
  }

  /// The pieces between "anything" signs; one piece where there is no such sign.
  private var pieces: [[Element]] = [[]]
  private let ignoresCase: Bool

  /// `%` stands for anything, `_` for one code point, and what follows `escape` for itself.
  init(
    like pattern: UnsafeBufferPointer<UInt8>, escape: UInt32? = nil, ignoresCase: Bool = false
  ) throws(Diagnostic) {
    self.ignoresCase = ignoresCase
    var offset = 0
    while offset < pattern.count {
      let scalar = unsafe UTF8Text.decode(pattern, &offset)
      if scalar == escape {
        guard offset < pattern.count else {
          throw .badArgument("LIKE", "the pattern ends with its escape character")
        }
        unsafe addLiteral(UTF8Text.decode(pattern, &offset))
      } else if scalar == 0x25 {
        pieces.append([])
      } else if scalar == 0x5F {
        pieces[pieces.count - 1].append(.one)
      } else {
        addLiteral(scalar)
      }
    }
  }

  /// `*` stands for anything, `?` for one code point, `[a-z]` for one of a set and `[!a-z]` for one
  /// outside of it; `\` takes the next sign for itself.
  init(glob pattern: UnsafeBufferPointer<UInt8>) {
    ignoresCase = false
    var offset = 0
    while offset < pattern.count {
      let scalar = unsafe UTF8Text.decode(pattern, &offset)
      switch scalar {
      case 0x2A: pieces.append([])
      case 0x3F: pieces[pieces.count - 1].append(.one)
      case 0x5C where offset < pattern.count: unsafe addLiteral(UTF8Text.decode(pattern, &offset))
      case 0x5B:
        if let set = unsafe Self.set(pattern, &offset) {
          pieces[pieces.count - 1].append(set)
        } else {
          addLiteral(scalar)
        }
      default: addLiteral(scalar)
      }
    }
  }

  private mutating func addLiteral(_ scalar: UInt32) {
    var bytes: [UInt8] = []
    if ignoresCase {
      CaseMapping.lower.append(scalar, to: &bytes)
    } else {
      UTF8Scan.append(scalar, to: &bytes)
    }
    let piece = pieces.count - 1
    if case .bytes(let before)? = pieces[piece].last {
      pieces[piece][pieces[piece].count - 1] = .bytes(before + bytes)
    } else {
      pieces[piece].append(.bytes(bytes))
    }
  }

  /// The set that starts after a bracket, or nil where the bracket is never closed.
  private static func set(
    _ pattern: UnsafeBufferPointer<UInt8>, _ offset: inout Int
  ) -> Element? {
    var place = offset
    var isNegated = false
    if place < pattern.count, unsafe pattern[place] == 0x21 || pattern[place] == 0x5E {
      isNegated = true
      place += 1
    }
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while place < pattern.count {
      let low = unsafe UTF8Text.decode(pattern, &place)
      if low == 0x5D && !isFirst {
        offset = place
        return .set(ranges, isNegated: isNegated)
      }
      isFirst = false
      if place + 1 < pattern.count, unsafe pattern[place] == 0x2D, unsafe pattern[place + 1] != 0x5D
      {
        place += 1
        let high = unsafe UTF8Text.decode(pattern, &place)
        if low <= high { ranges.append(low...high) }
      } else {
        ranges.append(low...low)
      }
    }
    return nil
  }

  /// The pieces as bytes, where they are nothing else and case matters; else nil.
  var literal: LiteralPattern? {
    if ignoresCase { return nil }
    var bytes: [[UInt8]] = []
    for piece in pieces {
      if piece.isEmpty {
        bytes.append([])
      } else if piece.count == 1, case .bytes(let only) = piece[0] {
        bytes.append(only)
      } else {
        return nil
      }
    }
    return LiteralPattern(bytes)
  }

  /// Whether the whole text fits; `scratch` is room for the small letters where case is ignored.
  func matches(_ text: UnsafeBufferPointer<UInt8>, scratch: inout [UInt8]) -> Bool {
    guard ignoresCase else { return unsafe matches(text) }
    scratch.removeAll(keepingCapacity: true)
    unsafe CaseMapping.lower.append(text, to: &scratch)
    return unsafe scratch.withUnsafeBufferPointer { unsafe matches($0) }
  }

  private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = pieces.first, let last = pieces.last,
      let afterFirst = unsafe end(of: first, in: text, at: 0)
    else { return false }
    if pieces.count == 1 { return afterFirst == text.count }
    var place = afterFirst
    for piece in pieces[1..<(pieces.count - 1)] {
      guard let after = unsafe firstEnd(of: piece, in: text, from: place) else { return false }
      place = after
    }
    guard let start = unsafe start(of: last, endingIn: text), start >= place else { return false }
    return unsafe end(of: last, in: text, at: start) == text.count
  }

  /// Where the piece ends if it stands at `offset`.
  private func end(
    of piece: [Element], in text: UnsafeBufferPointer<UInt8>, at offset: Int
  ) -> Int? {
    var place = offset
    for element in piece {
      switch element {
      case .bytes(let bytes):
        let fits = unsafe bytes.withUnsafeBufferPointer {
          unsafe ByteSearch.matches($0, in: text, at: place)
        }
        if !fits { return nil }
        place += bytes.count
      case .one:
        if place >= text.count { return nil }
        place = unsafe UTF8Text.end(of: place, in: text)
      case .set(let ranges, let isNegated):
        if place >= text.count { return nil }
        let scalar = unsafe UTF8Text.decode(text, &place)
        if ranges.contains(where: { $0.contains(scalar) }) == isNegated { return nil }
      }
    }
    return place
  }

  /// Where the first occurrence of the piece at or after `start` ends.
  private func firstEnd(
    of piece: [Element], in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let first = piece.first else { return start }
    if case .bytes(let bytes) = first {
      var place = start
      while let found = unsafe bytes.withUnsafeBufferPointer({
        unsafe ByteSearch.first($0, in: text, from: place)
      }) {
        if let end = unsafe end(of: piece, in: text, at: found) { return end }
        place = found + 1
      }
      return nil
    }
    var place = start
    while place < text.count {
      if let end = unsafe end(of: piece, in: text, at: place) { return end }
      place = unsafe UTF8Text.end(of: place, in: text)
    }
    return nil
  }

  /// Where the piece must start to reach the end of the text.
  private func start(of piece: [Element], endingIn text: UnsafeBufferPointer<UInt8>) -> Int? {
    var place = text.count
    for element in piece.reversed() {
      switch element {
      case .bytes(let bytes): place -= bytes.count
      case .one, .set:
        if place <= 0 { return nil }
        place = unsafe UTF8Text.start(before: place, in: text)
      }
      if place < 0 { return nil }
    }
    return place
  }
}
