extension Vector {
  /// The value of a row: for tests, constants and the edges of the program.
  package subscript(row: Int) -> Value {
    if isNull(row) { return .null }
    let place = place(of: row)
    switch values {
    case .boolean(let buffer): return .boolean(buffer[place] != 0)
    case .int8(let buffer): return integer(Int64(buffer[place]))
    case .int16(let buffer): return integer(Int64(buffer[place]))
    case .int32(let buffer): return integer(Int64(buffer[place]))
    case .int64(let buffer): return integer(buffer[place])
    case .int128(let buffer): return wide(buffer[place])
    case .float64(let buffer):
      return type == .float ? .float(Float(buffer[place])) : .double(buffer[place])
    case .interval(let buffer): return .interval(buffer[place])
    case .text, .codes8, .codes16, .codes32: return textValue(row)
    case .list(let lists):
      let range = lists.entries[place].range
      if case .map(let key, let value) = type {
        let entries = lists.elements.structures
        return .map(
          range.map { entries.fields[0][$0] }, range.map { entries.fields[1][$0] }, key: key,
          value: value)
      }
      return .list(range.map { lists.elements[$0] }, element: lists.elements.type)
    case .structure(let structures):
      guard case .structure(let fields) = type else { return .null }
      return .structure(structures.fields.map { $0[place] }, fields)
    }
  }

  private func textValue(_ row: Int) -> Value {
    let view = textView(row)
    switch type {
    case .blob: return unsafe view.withBytes { unsafe .blob(Array($0)) }
    case .json: return .json(view.string)
    case .uuid: return .uuid(view.string)
    default: return .text(view.string)
    }
  }

  func integer(_ number: Int64) -> Value {
    switch type {
    case .date: .date(Int32(truncatingIfNeeded: number))
    case .timestamp, .roundedTimestamp: .timestamp(number)
    case .zonedTimestamp: .zonedTimestamp(number)
    case .time: .time(number)
    case .decimal(let precision, let scale):
      .decimal(Int128(number), precision: precision, scale: scale)
    case .hugeint, .ubigint: .hugeint(Int128(number))
    default: .integer(number)
    }
  }

  private func wide(_ number: Int128) -> Value {
    if case .decimal(let precision, let scale) = type {
      return .decimal(number, precision: precision, scale: scale)
    }
    return .hugeint(number)
  }

  /// Appends the spelling of a row that is not null (see `ValueText`).
  package func appendText(_ row: Int, into bytes: inout [UInt8]) {
    let place = place(of: row)
    switch values {
    case .text, .codes8, .codes16, .codes32:
      if type == .blob {
        ValueText.append(blob: unsafe textView(row).withBytes { unsafe Array($0) }, into: &bytes)
      } else {
        unsafe textView(row).withBytes { unsafe bytes.append(contentsOf: $0) }
      }
    case .boolean(let buffer): ValueText.append(buffer[place] != 0, into: &bytes)
    case .int8(let buffer): appendInteger(Int64(buffer[place]), into: &bytes)
    case .int16(let buffer): appendInteger(Int64(buffer[place]), into: &bytes)
    case .int32(let buffer): appendInteger(Int64(buffer[place]), into: &bytes)
    case .int64(let buffer): appendInteger(buffer[place], into: &bytes)
    case .int128(let buffer):
      if case .decimal(_, let scale) = type {
        ValueText.append(decimal: buffer[place], scale: scale, into: &bytes)
      } else {
        ValueText.append(wide: buffer[place], into: &bytes)
      }
    case .float64(let buffer):
      if type == .float {
        ValueText.append(float: buffer[place], into: &bytes)
      } else {
        ValueText.append(buffer[place], into: &bytes)
      }
    case .interval(let buffer): ValueText.append(buffer[place], into: &bytes)
    case .list, .structure: self[row].appendText(into: &bytes)
    }
  }

  private func appendInteger(_ number: Int64, into bytes: inout [UInt8]) {
    switch type {
    case .date: ValueText.append(date: Int32(truncatingIfNeeded: number), into: &bytes)
    case .timestamp, .roundedTimestamp: ValueText.append(timestamp: number, into: &bytes)
    case .zonedTimestamp: ValueText.append(zonedTimestamp: number, into: &bytes)
    case .time: ValueText.append(time: number, into: &bytes)
    case .decimal(_, let scale):
      ValueText.append(decimal: Int128(number), scale: scale, into: &bytes)
    default: ValueText.append(number, into: &bytes)
    }
  }
}
