/// One record as the general scanner reads it: the contents of its fields behind each other.
struct CSVRecord {
  enum Kind {
    case data
    /// A line without anything.
    case blank
    /// A line that holds a comment and nothing else.
    case comment
  }

  /// What is wrong with a record.
  enum Problem: Equatable {
    /// The file ends inside quotes.
    case unclosedQuote
    /// Something other than a delimiter follows a closing quote.
    case textBehindQuote
    /// The byte behind an escape needs none.
    case needlessEscape
    /// A line end of another kind than the one asked for.
    case otherLineEnd
  }

  struct Field {
    /// The end of its content in `text`; it starts where the one before ends.
    var end = 0
    var isQuoted = false
    /// Where it stands in what was read, quotes and all.
    var sourceStart = 0
    var sourceEnd = 0
  }

  var kind = Kind.data
  /// Offsets in the file of its first byte and of the record behind it.
  var start = 0
  var end = 0
  var problem: Problem?
  /// The offset of what is wrong.
  var problemOffset = 0
  /// The contents of fields behind each other; those of other records may stand before and behind
  /// this one's, so that many records share one piece of memory.
  var text: [UInt8] = []
  var fields: [Field] = []
  /// Where this record's part of `text` and of `fields` begins.
  private var textStart = 0
  private var firstField = 0
  private(set) var fieldCount = 0
  /// What is added to where a field stands to know it in the file.
  private var shift = 0

  /// Begins a new record; one that is kept has its contents behind those of the one before.
  mutating func clear(at offset: Int, keepsContents: Bool) {
    kind = .data
    start = offset
    end = offset
    problem = nil
    fieldCount = 0
    if keepsContents {
      textStart = text.count
      firstField = fields.count
    } else {
      text.removeAll(keepingCapacity: true)
      fields.removeAll(keepingCapacity: true)
    }
  }

  mutating func append(_ field: Field) {
    fields.append(field)
    fieldCount += 1
  }

  /// The record without its contents, which are handed in once all are read.
  var outline: CSVRecord {
    var outline = self
    outline.text = []
    outline.fields = []
    return outline
  }

  /// Tells offsets as in a file of which the bytes read are a later part.
  mutating func move(by offset: Int) {
    start += offset
    end += offset
    problemOffset += offset
    shift += offset
  }

  /// Where a field of this record stands in `fields`.
  private func index(of place: Int) -> Int {
    precondition(place < fieldCount, "field out of range")
    return firstField + place
  }

  /// The content of a field.
  func content(_ place: Int) -> ArraySlice<UInt8> {
    let field = index(of: place)
    return text[(place == 0 ? textStart : fields[field - 1].end)..<fields[field].end]
  }

  func isQuoted(_ place: Int) -> Bool {
    fields[index(of: place)].isQuoted
  }

  /// Where a field stands in the file, quotes and all.
  func source(_ place: Int) -> Range<Int> {
    let field = fields[index(of: place)]
    return (field.sourceStart + shift)..<(field.sourceEnd + shift)
  }

  /// Whether a field has no bytes and no quotes.
  func isEmpty(_ place: Int) -> Bool {
    content(place).isEmpty && !isQuoted(place)
  }
}
