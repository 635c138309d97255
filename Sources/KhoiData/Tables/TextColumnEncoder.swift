/// Turns the text of one column into codes of one dictionary where that is smaller.
///
/// The form is chosen by a sample and, where texts repeat, by coding all of them; after that the
/// segments can be encoded at the same time.
package struct TextColumnEncoder: Sendable {
  private let segments: [[Vector]]
  private let form: Form

  private enum Form {
    /// The parts share a dictionary worth keeping.
    case kept
    /// The codes of each segment.
    case coded([Buffer<UInt32>], TextDictionary)
    case views
  }

  /// `segments` are the parts of each segment, in order.
  package init(_ segments: [[Vector]]) {
    self.segments = segments
    let rowCount = segments.joined().reduce(0) { $0 + $1.count }
    if Self.sharesDictionary(segments, rowCount) {
      form = .kept
    } else if Self.hardlyRepeats(segments, rowCount) {
      form = .views
    } else {
      form = Self.coded(segments, rowCount)
    }
  }

  /// The parts as codes of one dictionary with unique entries, or as views where texts hardly
  /// repeat.
  package static func encode(_ parts: [Vector]) -> [Vector] {
    let encoder = TextColumnEncoder(parts.map { [$0] })
    return parts.indices.map { encoder.encoded($0) }
  }

  /// A segment in the chosen form.
  ///
  /// Long texts are copied into a heap of the segment, so that the sources can go.
  package func encoded(_ segment: Int) -> Vector {
    let parts = segments[segment]
    let type = parts[0].type
    switch form {
    case .kept: return .joining(parts, type: type)
    case .coded(let codes, let dictionary):
      let validity = Vector.joinValidity(parts.map { $0.flattened() })
      return Vector(type, .codes32(codes[segment], dictionary), validity: validity)
    case .views:
      let flat = Vector.joining(parts, type: type).canonical()
      return Vector(
        flat.type, .text(flat.texts.inHeapOfTheirOwn(flat.validity)), validity: flat.validity)
    }
  }

  private static func sharesDictionary(_ segments: [[Vector]], _ rowCount: Int) -> Bool {
    guard let shared = segments.first?.first?.values.dictionary, shared.hasUniqueEntries,
      segments.joined().allSatisfy({ $0.values.dictionary === shared && !$0.isConstant })
    else { return false }
    // A dictionary much larger than what is left of its column would be carried along for little.
    return shared.count <= max(256, rowCount * 4)
  }

  /// Whether a sample says that there are more distinct texts than half the rows.
  ///
  /// Of n rows drawn from D equally frequent texts about n² / 2D repeat one drawn before.
  private static func hardlyRepeats(_ segments: [[Vector]], _ rowCount: Int) -> Bool {
    let step = rowCount / 32_768
    guard step > 1 else { return false }
    var table = TextCodeTable()
    var drawn = 0
    var next = 0
    var start = 0
    for part in segments.joined() {
      while next < start + part.count {
        if !part.isNull(next - start) {
          _ = table.insert(part.textView(next - start))
          drawn += 1
        }
        next += step
      }
      start += part.count
    }
    return drawn > 4096 && drawn * drawn > (drawn - table.count) * rowCount
  }

  private static func coded(_ segments: [[Vector]], _ rowCount: Int) -> Form {
    let heap = TextHeap()
    var table = TextCodeTable()
    var codes: [Buffer<UInt32>] = []
    for parts in segments {
      var segmentCodes: [UInt32] = []
      segmentCodes.reserveCapacity(parts.reduce(0) { $0 + $1.count })
      for part in parts {
        for row in 0..<part.count {
          segmentCodes.append(
            part.isNull(row)
              ? 0 : table.insert(part.textView(row)) { view in heap.keep(view) })
        }
      }
      codes.append(Buffer(segmentCodes))
      if table.count > 4096 && table.count * 2 > rowCount { return .views }
    }
    return .coded(
      codes,
      TextDictionary(entries: Buffer(table.entries), heaps: [heap], hasUniqueEntries: true))
  }
}
