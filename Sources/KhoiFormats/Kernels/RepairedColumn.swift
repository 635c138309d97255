import KhoiData
import KhoiText

/// A text column with its texts rewritten, each distinct one once.
struct RepairedColumn {
  /// One a segment.
  let parts: [StoredColumn]
  /// Rows whose text is another one now.
  private(set) var changedRows = 0
  /// A text before and after.
  private(set) var example: (before: String, after: String)?

  /// - Parameter repair: the text that takes the place of another; nil to keep it.
  init(_ table: Table, column: Int, repair: ([UInt8]) -> [UInt8]?) {
    let heap = TextHeap()
    var known = TextCodeTable()
    var results: [TextView] = []
    var isChanged: [Bool] = []
    var vectors: [Vector] = []
    for segment in table.segments {
      let flat = segment.columns[column].slice(0, segment.rowCount).canonical()
      let views = flat.texts.views
      var output = [TextView](repeating: TextView(), count: flat.count)
      for row in 0..<flat.count where !flat.isNull(row) {
        let code = Int(known.insert(views[row]) { heap.keep($0) })
        if code == results.count {
          let bytes = unsafe views[row].withBytes { unsafe Array($0) }
          let result = repair(bytes)
          results.append(result.map { heap.store($0) } ?? heap.keep(views[row]))
          isChanged.append(result != nil)
          if let result, example == nil || (example?.before.utf8.count ?? 0) < 12 {
            example = (
              String(decoding: bytes, as: UTF8.self), String(decoding: result, as: UTF8.self)
            )
          }
        }
        output[row] = results[code]
        if isChanged[code] { changedRows += 1 }
      }
      vectors.append(
        Vector(
          flat.type, .text(TextValues(views: Buffer(output), heaps: [heap])),
          validity: flat.validity))
    }
    parts = TextColumnEncoder.encode(vectors).map { StoredColumn(narrowing: $0) }
  }
}
