import CByteScan
import KhoiData
import KhoiFunctions

/// Cells as they stand in a file, one behind the other with a comma after each.
@safe struct CellBytes {
  private let bytes: Buffer<UInt8>
  /// Where each cell starts, and one more.
  private let starts: Buffer<UInt32>

  init(_ cells: [String]) {
    var bytes: [UInt8] = []
    var starts: [UInt32] = [0]
    for cell in cells {
      bytes.append(contentsOf: cell.utf8)
      bytes.append(UInt8(ascii: ","))
      starts.append(UInt32(bytes.count))
    }
    // The scan reads whole blocks of 64.
    bytes.append(contentsOf: repeatElement(0, count: 64))
    self.bytes = Buffer(bytes)
    self.starts = Buffer(starts)
  }

  var count: Int { starts.count - 1 }
  var byteCount: Int { Int(starts[count]) }

  private func sum(_ parse: (UnsafeBufferPointer<UInt8>) -> Int) -> Int {
    var total = 0
    for cell in 0..<count {
      let start = unsafe Int(starts.base[cell])
      let length = unsafe Int(starts.base[cell + 1]) - start - 1
      total &+= unsafe parse(UnsafeBufferPointer(start: bytes.base + start, count: length))
    }
    return total
  }

  func sumOfIntegers() -> Int {
    unsafe sum { unsafe Int(TextParsing.integer($0) ?? 0) }
  }

  func sumOfDoubles() -> Int {
    unsafe sum { unsafe Int(TextParsing.double($0) ?? 0) }
  }

  func sumOfDates() -> Int {
    unsafe sum { unsafe Int(TextParsing.date($0) ?? 0) }
  }

  /// Ends of fields found with 512-bit vectors, where the processor has them.
  func countOfFieldEnds() -> Int {
    let room = UnsafeMutablePointer<UInt32>.allocate(capacity: count + 128)
    defer { unsafe room.deallocate() }
    var state = khoi_csv_state()
    state.opens_next = 1
    var found = unsafe khoi_csv_ends(
      ends: room, capacity: count + 64, count: 0, records: 0, returns: 0)
    let blocks = unsafe khoi_index_csv(
      bytes.base, byteCount / 64, UInt8(ascii: ","), UInt8(ascii: "\""), 0, &state, &found)
    return unsafe blocks &+ found.count
  }

  /// Commas found 64 bytes at a time, as the reader of CSV finds them.
  func countOfSeparators() -> Int {
    var found = 0
    var place = 0
    while place < byteCount {
      let masks = unsafe khoi_scan_csv(
        bytes.base + place, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\""))
      found &+= (masks.delimiters | masks.newlines).nonzeroBitCount
      place &+= 64
    }
    return found
  }
}
