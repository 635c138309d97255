import KhoiText

/// Where the records of a rewritten file stood before.
final class Relocation: Sendable {
  struct Entry: Sendable {
    var target: Int
    var source: Int
  }

  let file: InputFile
  let entries: [Entry]

  init(file: InputFile, entries: [Entry]) {
    self.file = file
    self.entries = entries
  }

  /// The place in the original file of the record at an offset of the rewritten one.
  func location(of offset: Int) -> FileLocation { file.location(of: source(of: offset)) }

  /// The offset in the original file of the record at an offset of the rewritten one.
  func source(of offset: Int) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].target <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? entries[low - 1].source : 0
  }
}
