import CCompression
import KhoiText

/// How a file is compressed.
enum Compression: String, CaseIterable, Sendable {
  case gzip
  case zstd

  /// What was said about the compression of a file.
  enum Choice: Sendable, Equatable {
    /// By the first bytes of a file that is read, by the name of one that is written.
    case automatic
    case fixed(Compression?)

    init(_ given: FormatOptions.Given) throws(Diagnostic) {
      switch try given.text().lowercased() {
      case "auto", "auto_detect": self = .automatic
      case "none", "uncompressed": self = .fixed(nil)
      case "gzip", "gz": self = .fixed(.gzip)
      case "zstd", "zst": self = .fixed(.zstd)
      default:
        throw Diagnostic.wrongOptionValue(
          given.name, "'auto', 'none', 'gzip' or 'zstd'", at: given.range)
      }
    }

    /// The choice among the options of a file.
    init(among options: FormatOptions) throws(Diagnostic) {
      self = .automatic
      for given in options.given where given.name.lowercased() == "compression" {
        self = try Choice(given)
      }
    }
  }

  static let reading = FormatOption(
    "compression", .text, help: "auto (by the first bytes), none, gzip or zstd",
    example: "compression => 'gzip'")
  static let writing = FormatOption(
    "compression", .text, help: "auto (by the file's name), none, gzip or zstd",
    example: "compression => 'zstd'")

  /// The endings that names of such files have.
  var endings: [String] {
    switch self {
    case .gzip: ["gz", "gzip"]
    case .zstd: ["zst", "zstd"]
    }
  }

  /// The compression that the last ending of a path tells.
  init?(ending: String) {
    guard let found = Compression.allCases.first(where: { $0.endings.contains(ending) }) else {
      return nil
    }
    self = found
  }

  /// The compression that the first bytes of a file show.
  init?(head: [UInt8]) {
    if head.starts(with: [0x1F, 0x8B, 0x08]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else if head.count >= 4, head[0] & 0xF0 == 0x50, head[1...3] == [0x2A, 0x4D, 0x18] {
      // A frame to be skipped, as some programs put first.
      self = .zstd
    } else {
      return nil
    }
  }

  /// Whether a byte may begin another member or frame.
  func mayBegin(with byte: UInt8) -> Bool {
    switch self {
    case .gzip: byte == 0x1F
    case .zstd: byte == 0x28 || byte & 0xF0 == 0x50
    }
  }

  /// The number that the C interface knows it by.
  var code: Int32 {
    switch self {
    case .gzip: Int32(KHOI_COMPRESSION_GZIP)
    case .zstd: Int32(KHOI_COMPRESSION_ZSTD)
    }
  }
}
