import KhoiText
import Synchronization

/// Opens the files of loads: unpacks what is compressed, refuses what is no text, and keeps what
/// came out of pipes, which can be read only once but may be asked for again.
package final class OpenedInputs: Sendable {
  private let pipes = Mutex<[String: InputFile]>([:])

  package init() {}

  /// The file of a path, ready to be parsed.
  func file(
    _ path: String, _ choice: Compression.Choice, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> InputFile {
    let name = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path) ? "-" : path
    let isPipe = name == "-" || path.hasPrefix("/dev/fd/")
    let known = isPipe ? pipes.withLock { $0[name] } : nil
    let raw: InputFile
    if let known { raw = known } else { raw = try InputFile(path: path, monitor: monitor) }
    if isPipe, known == nil, raw.isInMemory { pipes.withLock { $0[name] = raw } }
    let file = try Self.unpacked(raw, choice, monitor)
    if let kind = BinaryKind.recognise(try FileHead.read(file, .fixed(nil))) {
      throw Diagnostic.otherKind(path, kind)
    }
    return file
  }

  private static func unpacked(
    _ raw: InputFile, _ choice: Compression.Choice, _ monitor: LoadMonitor
  ) throws(Diagnostic) -> InputFile {
    let head = try FileHead.read(raw, .fixed(nil))
    var compression = Compression(head: head)
    if case .fixed(let chosen) = choice {
      if let chosen, compression != chosen {
        throw Diagnostic.notCompressed(raw.path, chosen.rawValue)
      }
      compression = chosen
    }
    guard let compression else { return raw }
    let contents = try Decompressor(raw, compression).unpacked(monitor)
    try raw.checkUnchanged()
    return InputFile(path: raw.path, contents: contents, relocation: nil)
  }
}
