import KhoiData

/// How one sort key becomes bits of a word: its distance from the least key of a sample.
struct KeyWord: Sendable {
  private let specification: SortSpecification
  /// What codes of every chunk belong to; without one texts count by their first bytes.
  private let dictionary: TextDictionary?
  private let prefix: TextPrefix?
  /// Low bits of the key's number that are left out.
  private let dropped: UInt64
  private let least: UInt64
  private let span: UInt64
  /// How many low bits of the code do not fit.
  private let cut: Int
  /// Bits of the word below this key's.
  let shift: Int
  /// Whether keys with equal bits are equal, so that the next key counts.
  let isExact: Bool

  /// `room` is how many low bits of the word are free.
  init(
    _ sample: [Vector], _ specification: SortSpecification, dictionary: TextDictionary?, room: Int
  ) {
    self.specification = specification
    self.dictionary = dictionary
    prefix = dictionary == nil ? TextPrefix(sharedBy: sample) : nil
    var (least, greatest) = (UInt64.max, UInt64.min)
    var isExact = true
    for vector in sample {
      let numbers = KeyOrder(vector, dictionary, prefix)
      isExact = isExact && numbers.isExact
      for row in 0..<numbers.values.count where numbers.validity?.isValid(row) ?? true {
        least = min(least, numbers.values[row])
        greatest = max(greatest, numbers.values[row])
      }
    }
    if least > greatest { (least, greatest) = (0, 0) }
    let isWide = greatest - least >= 1 << 62
    dropped = isWide ? 2 : 0
    self.least = least >> dropped
    span = greatest >> dropped - self.least
    // The distances, and codes for NULL and for what is below or above the sample.
    let bits = 64 - (span + 3).leadingZeroBitCount
    shift = max(0, room - bits)
    cut = max(0, bits - room)
    self.isExact = isExact && !isWide && cut == 0
  }

  /// Adds the bits of each row's key to its word where the row's word is open.
  ///
  /// Keys below the sample share a code and so do those above; their words close, as what comes
  /// next would not say how they compare.
  func add(
    _ key: Vector, to target: UnsafeMutablePointer<UInt64>, open: UnsafeMutablePointer<UInt64>?
  ) {
    let numbers = KeyOrder(key, dictionary, prefix)
    let (shift, cut) = (UInt64(shift), UInt64(cut))
    let beyond = span &+ 2
    let bias: UInt64 = specification.nullsFirst ? 1 : 0
    let null = specification.nullsFirst ? 0 : beyond &+ 1
    let isDescending = specification.isDescending
    for row in 0..<numbers.values.count {
      let number = unsafe numbers.values.base[row] &>> dropped
      let distance = number &- least &+ 1
      var code = number < least ? 0 : min(distance, beyond)
      let isOutside = code == 0 || code == beyond
      code = (isDescending ? beyond &- code : code) &+ bias
      let isNull = numbers.validity.map { !$0.isValid(row) } ?? false
      if isNull { code = null }
      let placed = (code &>> cut) &<< shift
      if let open = unsafe open {
        unsafe target[row] |= placed & open[row]
        if isOutside && !isNull { unsafe open[row] = 0 }
      } else {
        unsafe target[row] = placed
      }
    }
  }
}

/// The values of a key as numbers in their order, as far as a number can say.
struct KeyOrder {
  /// One a row; any number where the row is null.
  let values: Buffer<UInt64>
  let validity: Validity?
  /// Whether equal numbers are equal values.
  let isExact: Bool

  /// `dictionary` is that of all chunks of the column, if they share one; `prefix` is what most
  /// texts begin with.
  init(_ key: Vector, _ dictionary: TextDictionary?, _ prefix: TextPrefix?) {
    let flat = key.flattened()
    validity = flat.validity
    isExact =
      switch flat.values {
      case .boolean, .int8, .int16, .int32, .int64, .float64: true
      case .codes8, .codes16, .codes32: dictionary != nil
      case .int128, .interval, .text, .list, .structure: false
      }
    values =
      switch flat.values {
      case .boolean(let buffer): Self.integers(buffer)
      case .int8(let buffer): Self.integers(buffer)
      case .int16(let buffer): Self.integers(buffer)
      case .int32(let buffer): Self.integers(buffer)
      case .int64(let buffer): Self.integers(buffer)
      case .int128(let buffer): Self.map(buffer) { Self.bits(Int64(clamping: $0)) }
      case .interval(let buffer):
        Self.map(buffer) { Self.bits(Int64(clamping: $0.comparableMicroseconds)) }
      case .float64(let buffer): Self.map(buffer) { SortLevel.orderedBits($0) }
      case .text(let texts): Self.words(texts.views, prefix)
      case .codes8(let codes, let own): Self.places(codes, own, dictionary, prefix)
      case .codes16(let codes, let own): Self.places(codes, own, dictionary, prefix)
      case .codes32(let codes, let own): Self.places(codes, own, dictionary, prefix)
      case .list, .structure: Self.prefixes(flat.sortKeys())
      }
  }

  private static func bits(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 1 << 63 }

  private static func integers<Element: FixedWidthInteger & BitwiseCopyable>(
    _ buffer: Buffer<Element>
  ) -> Buffer<UInt64> {
    map(buffer) { bits(Int64(truncatingIfNeeded: $0)) }
  }

  private static func places<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: Buffer<Code>, _ own: TextDictionary, _ dictionary: TextDictionary?,
    _ prefix: TextPrefix?
  ) -> Buffer<UInt64> {
    guard let dictionary, own === dictionary else { return words(own.views(of: codes), prefix) }
    let ranks = dictionary.ranks
    return map(codes) { code in
      let place = Int(truncatingIfNeeded: code)
      return unsafe place < ranks.count ? UInt64(ranks.base[place]) : 0
    }
  }

  private static func prefixes(_ keys: Vector) -> Buffer<UInt64> {
    guard case .text(let texts) = keys.flattened().values else {
      return Buffer(repeating: 0, count: keys.count)
    }
    return words(texts.views, nil)
  }

  private static func words(
    _ views: Buffer<TextView>, _ prefix: TextPrefix?
  ) -> Buffer<UInt64> {
    guard let prefix else { return map(views) { $0.sortWord(from: 0) } }
    return map(views) { prefix.word(of: $0) }
  }

  @inline(__always)
  private static func map<Element: BitwiseCopyable>(
    _ buffer: Buffer<Element>, _ number: (Element) -> UInt64
  ) -> Buffer<UInt64> {
    unsafe Buffer<UInt64>(count: buffer.count) { out in
      for row in 0..<buffer.count { unsafe out[row] = number(buffer.base[row]) }
    }
  }
}

/// What the texts of a sample begin with: only behind it do they tell anything about their order.
struct TextPrefix: Sendable {
  private let text: TextView
  private let count: Int
  /// Keeps the bytes alive.
  private let heaps: [TextHeap]

  /// Nil where the texts share nothing, or are no texts.
  init?(sharedBy sample: [Vector]) {
    var shared: (text: TextView, count: Int, heaps: [TextHeap])?
    for vector in sample {
      guard case .text(let texts) = vector.canonical().values else { return nil }
      for row in 0..<texts.views.count where !vector.isNull(row) {
        let view = texts.views[row]
        guard let known = shared else {
          shared = (view, view.count, texts.heaps)
          continue
        }
        shared?.count = min(known.count, known.text.sharedCount(with: view, known: 0))
      }
    }
    guard let shared, shared.count > 0 else { return nil }
    (text, count, heaps) = shared
  }

  /// The bytes behind the prefix; for a text without it less or more than any.
  func word(of view: TextView) -> UInt64 {
    if text.sharedCount(with: view, known: 0) >= count { return view.sortWord(from: count) }
    return TextView.compare(view, text) < 0 ? 0 : .max
  }
}

extension ChunkCollection {
  /// The dictionary that the codes of every chunk of a column belong to, if there is one.
  func sharedDictionary(of column: Int) -> TextDictionary? {
    guard let dictionary = chunks.first?[column].values.dictionary else { return nil }
    let isShared = chunks.allSatisfy { $0[column].values.dictionary === dictionary }
    return isShared ? dictionary : nil
  }
}
