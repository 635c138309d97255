import KhoiText

/// Lines of many places at once, for the pseudo-column `_line`.
extension InputFile {
  /// The one-based lines of byte offsets, which ascend; LF, CR LF and CR end lines.
  func lines(of offsets: [Int], monitor: LoadMonitor) throws(Diagnostic) -> [Int64] {
    if let relocation {
      return try relocation.file.lines(
        of: offsets.map { relocation.source(of: $0) }, monitor: monitor)
    }
    var result: [Int64] = []
    result.reserveCapacity(offsets.count)
    let buffer = ScanBuffer()
    var line: Int64 = 1
    var previous: UInt8 = 0
    var position = 0
    while result.count < offsets.count {
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      try read(offset: position, count: 1 << 20, into: buffer)
      var place = 0
      while result.count < offsets.count {
        let target = min(buffer.count, max(place, offsets[result.count] - position))
        while place < target {
          let byte = unsafe buffer.base[place]
          if byte == 13 || (byte == 10 && previous != 13) { line += 1 }
          previous = byte
          place += 1
        }
        if offsets[result.count] - position > target { break }
        result.append(line)
      }
      position += buffer.count
      // What lies behind the end has the last line.
      if buffer.count == 0 { while result.count < offsets.count { result.append(line) } }
    }
    return result
  }
}
