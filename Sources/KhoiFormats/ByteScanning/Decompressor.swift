import CCompression
import KhoiText

/// Unpacks gzip and zstd data into memory: all members or frames, one behind the other.
///
/// The unpacked size that a file claims is only believed as far as its own size makes it likely,
/// and the room grows with what really comes out: a small file cannot ask for much memory, and a
/// large one stops at the limit of the statement.
@safe final class Decompressor {
  private let file: InputFile
  private let compression: Compression
  private let decoder: OpaquePointer
  private let output = ScanBuffer()
  /// Where the next byte to be unpacked stands in the file.
  private var offset = 0
  /// Whether the decoder is inside a member or frame.
  private var isInside = true
  private static let pieceSize = 1 << 18

  init(_ file: InputFile, _ compression: Compression) throws(Diagnostic) {
    self.file = file
    self.compression = compression
    guard let decoder = unsafe khoi_decoder_create(compression.code) else {
      throw Diagnostic.noMemory(file.path)
    }
    unsafe self.decoder = unsafe decoder
  }

  deinit { unsafe khoi_decoder_destroy(decoder) }

  /// The unpacked bytes, at most about `limit` of them, which is an error unless `isHead`.
  func unpacked(_ monitor: LoadMonitor, headOnly limit: Int? = nil) throws(Diagnostic) -> ScanBuffer
  {
    let piece = ScanBuffer(capacity: Decompressor.pieceSize)
    if limit == nil { try reserveHint(piece, monitor.memoryLimit) }
    while offset < file.size {
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
      try file.read(offset: offset, count: Decompressor.pieceSize, into: piece)
      do throws(Diagnostic) {
        try unpack(piece, monitor, limit)
      } catch {
        // What stands before the damage tells what the file is, all the same.
        if limit != nil && output.count > 0 { break }
        throw error
      }
      if let limit, output.count >= limit { break }
    }
    if isInside && limit == nil {
      throw Diagnostic.compressedTruncated(file.path, compression.rawValue, size: file.size)
    }
    output.pad()
    return output
  }

  /// Unpacks one piece of the file.
  private func unpack(
    _ piece: ScanBuffer, _ monitor: LoadMonitor, _ limit: Int?
  ) throws(Diagnostic) {
    var used = 0
    var hasMore = false
    while used < piece.count || hasMore {
      if !isInside {
        guard used < piece.count else { break }
        // Zeros behind the data are what fills the last block of a tape.
        if piece[used] == 0 {
          used += 1
          offset += 1
          continue
        }
        guard compression.mayBegin(with: piece[used]) else {
          throw Diagnostic.compressedTrailing(file.path, compression.rawValue, at: offset)
        }
        _ = unsafe khoi_decoder_restart(decoder)
        isInside = true
      }
      try makeRoom(monitor)
      var consumed = 0
      var produced = 0
      let room = output.capacity - output.count
      let code = unsafe khoi_decoder_run(
        decoder, piece.base + used, piece.count - used, &consumed, output.base + output.count,
        room, &produced)
      used += consumed
      offset += consumed
      output.count += produced
      hasMore = produced == room
      switch Int(code) {
      case Int(KHOI_COMPRESSION_ENDED):
        isInside = false
        hasMore = false
      case Int(KHOI_COMPRESSION_DAMAGED):
        let reason = unsafe khoi_decoder_error(decoder).map { unsafe String(cString: $0) } ?? ""
        throw Diagnostic.compressedDamaged(
          file.path, compression.rawValue, at: offset, reason: reason.lowercased())
      case Int(KHOI_COMPRESSION_NO_MEMORY): throw Diagnostic.noMemory(file.path)
      default: if consumed == 0 && produced == 0 { return }
      }
      if let limit, output.count >= limit { return }
      if monitor.shouldStop { throw Diagnostic.loadCancelled }
    }
  }

  /// Makes sure that more can be unpacked.
  private func makeRoom(_ monitor: LoadMonitor) throws(Diagnostic) {
    if output.count >= monitor.memoryLimit {
      throw Diagnostic.unpackedTooLarge(
        file.path, limit: monitor.memoryLimit, compressedSize: file.size)
    }
    guard output.capacity - output.count < 1 << 16 else { return }
    guard output.tryReserve(output.count + max(1 << 18, output.count / 2)) else {
      throw Diagnostic.noMemory(file.path)
    }
  }

  /// Makes the room at once that the file says it needs, if that is likely.
  private func reserveHint(_ piece: ScanBuffer, _ limit: Int) throws(Diagnostic) {
    var claimed = 0
    switch compression {
    case .gzip:
      try file.read(offset: max(0, file.size - 4), count: 4, into: piece)
      for place in (0..<piece.count).reversed() { claimed = claimed << 8 | Int(piece[place]) }
    case .zstd:
      try file.read(offset: 0, count: 32, into: piece)
      let size = unsafe khoi_zstd_content_size(piece.base, piece.count)
      claimed = Int(clamping: size)
    }
    if claimed > file.size && claimed / 24 <= file.size && claimed < limit {
      _ = output.tryReserve(claimed + (1 << 16) + 1)
    }
  }
}
