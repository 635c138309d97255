import KhoiText

/// A text file as UTF-8, whatever it was written in.
///
/// What nobody named is detected from the head and the middle; a file that is UTF-8 there is read
/// as it lies, without looking at the rest. Should a reader stumble over other bytes later, the
/// file is opened again as `suspect` and looked at whole.
struct DecodedFile: Sendable {
  let file: InputFile
  var encoding = TextEncoding.utf8
  /// What was guessed and what was mended.
  var notices: [Diagnostic] = []

  private static let sampleSize = 1 << 16

  /// The file, decoded if need be.
  ///
  /// - Parameters:
  ///   - given: the encoding, where one was named.
  ///   - isTolerant: whether a file that is nearly UTF-8 may be mended, and one that is nothing
  ///     known be read as windows-1252.
  ///   - isSuspect: whether bytes are known to be there that are no UTF-8.
  init(
    _ file: InputFile, as given: TextEncoding?, isTolerant: Bool = true, isSuspect: Bool = false,
    threads: Int, monitor: LoadMonitor
  ) throws(Diagnostic) {
    if let given {
      // The readers say where it is not.
      self.file = given == .utf8 ? file : try Self.decoded(file, given, threads, monitor)
      encoding = given
      return
    }
    var samples: [[UInt8]] = []
    var isUTF8 = true
    for place in file.size > Self.sampleSize * 2 ? [0, file.size / 2] : [0] {
      let buffer = ScanBuffer()
      try file.read(offset: place, count: Self.sampleSize, into: buffer)
      isUTF8 = isUTF8 && buffer.isUTF8(startsInside: place > 0)
      samples.append(buffer.bytes(0, buffer.count))
    }
    if isUTF8 && !isSuspect {
      self.file = file
      return
    }
    if EncodingDetector(samples, isTolerant: false).encoding.isUTF16 {
      let found = EncodingDetector(samples).encoding
      self.file = try Self.decoded(file, found, threads, monitor)
      encoding = found
      if EncodingDetector.marked(samples[0]) == nil {
        notices = [.encodingFound(found, sample: Self.row(samples, found))]
      }
      return
    }
    let census = try Self.census(file, monitor)
    if census.damaged == 0 || (isTolerant && census.isTolerable) {
      guard census.damaged > 0 else {
        self.file = file
        return
      }
      let place = file.location(of: census.firstDamaged ?? 0)
      self.file = try Self.decoded(file, .utf8, threads, monitor)
      notices = [.charactersReplaced(census.damaged, first: place)]
      return
    }
    samples = try Self.wideSamples(file, monitor)
    let detected = EncodingDetector(samples, isTolerant: false)
    guard detected.encoding != .utf8, detected.isSure || (isTolerant && detected.isReadable) else {
      self.file = file
      return
    }
    encoding = detected.encoding
    self.file = try Self.decoded(file, encoding, threads, monitor)
    let row = Self.row(samples, encoding)
    notices = [
      detected.isSure
        ? .encodingFound(encoding, sample: row)
        : .encodingUnsure(encoding, sample: row, candidates: detected.candidates)
    ]
  }

  // MARK: Samples

  /// How much of the file is no UTF-8.
  private static func census(
    _ file: InputFile, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> UTF8Scan.Census {
    var total = UTF8Scan.Census()
    for range in try blocks(of: file, isUTF16: false, monitor) {
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      let buffer = ScanBuffer()
      try file.read(offset: range.lowerBound, count: range.count, into: buffer)
      let part = UTF8Scan.census(buffer.bytes(0, buffer.count), mayBeCut: false)
      total.wide += part.wide
      total.damaged += part.damaged
      if total.firstDamaged == nil, let first = part.firstDamaged {
        total.firstDamaged = range.lowerBound + first
      }
    }
    return total
  }

  /// Up to 64 pieces of the file that hold bytes beyond ASCII, spread evenly.
  private static func wideSamples(
    _ file: InputFile, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> [[UInt8]] {
    let piece = 4096
    let buffer = ScanBuffer()
    var places: [Int] = []
    var position = 0
    while position < file.size {
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      try file.read(offset: position, count: 1 << 20, into: buffer)
      for start in stride(from: 0, to: buffer.count, by: piece)
      where buffer.isWide(start, min(start + piece, buffer.count)) {
        places.append(position + start)
      }
      position += buffer.count
    }
    let step = max(1, places.count / 64)
    var samples: [[UInt8]] = []
    for index in stride(from: 0, to: places.count, by: step) {
      try file.read(offset: places[index], count: piece, into: buffer)
      samples.append(buffer.bytes(0, buffer.count))
    }
    return samples
  }

  /// The first line of the samples that shows letters beyond ASCII.
  private static func row(_ samples: [[UInt8]], _ encoding: TextEncoding) -> String {
    for sample in samples {
      let text = encoding.decoded(sample)
      let lines = text.split(whereSeparator: { $0 == 10 || $0 == 13 })
      // The first and the last may be cut.
      let whole = lines.count > 2 ? lines[1..<(lines.count - 1)] : lines[...]
      if let line = whole.first(where: { $0.contains { $0 >= 0xC3 } }) {
        return Diagnostic.shortened(String(decoding: line.prefix(240), as: UTF8.self))
      }
    }
    return ""
  }

  // MARK: Decoding

  private static func decoded(
    _ file: InputFile, _ encoding: TextEncoding, _ threads: Int, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> InputFile {
    var encoding = encoding
    if encoding == .utf16 {
      let buffer = ScanBuffer()
      try file.read(offset: 0, count: 1 << 12, into: buffer)
      let head = buffer.bytes(0, buffer.count)
      let found = EncodingDetector.marked(head) ?? UTF16Scan.order(head)
      encoding = found.map { $0.isUTF16 ? $0 : .utf16LittleEndian } ?? .utf16LittleEndian
    }
    try monitor.checkRoom(for: file.size + file.size / 2, of: file.path)
    let ranges = try blocks(of: file, isUTF16: encoding.isUTF16, monitor)
    let parts = ParallelResults<[UInt8]>(count: ranges.count)
    let chosen = encoding
    ParallelLoop.run(count: ranges.count, threads: threads) { place, _ in
      if monitor.shouldStop { return false }
      let buffer = ScanBuffer()
      let range = ranges[place]
      guard (try? file.read(offset: range.lowerBound, count: range.count, into: buffer)) != nil
      else { return false }
      parts.set(place, chosen.decoded(buffer.bytes(0, buffer.count)))
      return true
    }
    let texts = ranges.indices.map { parts.take($0) }
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
    let output = ScanBuffer()
    output.reserve(texts.reduce(0) { $0 + ($1?.count ?? 0) })
    for text in texts {
      guard let text else { throw Diagnostic.fileChanged(file.path) }
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      output.append(text)
    }
    output.pad()
    try file.checkUnchanged()
    return InputFile(path: file.path, contents: output, relocation: nil)
  }

  /// Parts of about a megabyte that end behind a line, or at least behind a blank.
  private static func blocks(
    of file: InputFile, isUTF16: Bool, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> [Range<Int>] {
    let size = 1 << 20
    let buffer = ScanBuffer()
    var ranges: [Range<Int>] = []
    var start = 0
    while start < file.size {
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      var end = min(file.size, start + size)
      if end < file.size {
        try file.read(offset: end, count: 1 << 16, into: buffer)
        end += buffer.blockEnd(isUTF16: isUTF16)
      }
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }
}

extension LoadReport {
  /// Notes how the files were written, each thing once.
  mutating func note(_ files: [DecodedFile]) {
    let encodings = files.map(\.encoding).filter { $0 != .utf8 }
    if let first = encodings.first {
      encoding = first.isUTF16 ? first.name.uppercased() : first.name
    }
    for file in files {
      for notice in file.notices.prefix(4)
      where !notices.contains(where: {
        $0.message == notice.message
      }) {
        notices.append(notice)
      }
    }
  }
}

extension ScanBuffer {
  /// Where a block may end in these bytes, which follow it: behind the first line's end.
  fileprivate func blockEnd(isUTF16: Bool) -> Int {
    let bytes = bytes(0, count)
    if isUTF16 {
      for place in stride(from: 0, to: bytes.count - 1, by: 2)
      where bytes[place] | bytes[place + 1] == 10 && (bytes[place] == 0 || bytes[place + 1] == 0) {
        return place + 2
      }
      return bytes.count & ~1
    }
    if let line = bytes.firstIndex(of: 10) { return line + 1 }
    return bytes.firstIndex { $0 >= 0x20 && $0 <= 0x40 }.map { $0 + 1 } ?? bytes.count
  }
}
