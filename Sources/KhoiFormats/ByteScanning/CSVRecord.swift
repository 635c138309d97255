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
    /// Where it stands in the file, quotes and all.
    var sourceStart = 0
    var sourceEnd = 0
  }

  var kind = Kind.data
  /// Offsets in the file of its first byte and of the record behind it.
  var start = 0
  var end = 0
  var text: [UInt8] = []
  var fields: [Field] = []
  var problem: Problem?
  /// The offset of what is wrong.
  var problemOffset = 0

  mutating func clear(at offset: Int) {
    kind = .data
    start = offset
    end = offset
    text.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    problem = nil
  }

  /// Tells offsets as in a file of which the bytes read are a later part.
  mutating func move(by offset: Int) {
    start += offset
    end += offset
    problemOffset += offset
    for place in fields.indices {
      fields[place].sourceStart += offset
      fields[place].sourceEnd += offset
    }
  }

  /// The content of a field.
  func content(_ place: Int) -> ArraySlice<UInt8> {
    text[(place == 0 ? 0 : fields[place - 1].end)..<fields[place].end]
  }

  /// Whether a field has no bytes and no quotes.
  func isEmpty(_ place: Int) -> Bool {
    content(place).isEmpty && !fields[place].isQuoted
  }
}
