/// A kind of file that is no text, known by its first bytes: khoi says what it is and what to do.
struct BinaryKind: Sendable {
  /// Such as "an Excel workbook".
  let name: String
  /// One way to make text of it; `FILE` stands for the path.
  let remedy: String
  private let matches: @Sendable ([UInt8]) -> Bool

  /// The kind of a file that begins so, or nil.
  static func recognise(_ head: [UInt8]) -> BinaryKind? {
    builtins.first { $0.matches(head) }
  }

  private init(_ name: String, remedy: String, matches: @escaping @Sendable ([UInt8]) -> Bool) {
    self.name = name
    self.remedy = remedy
    self.matches = matches
  }

  /// A kind whose files begin with these bytes; letters alone could begin a text, too, so what
  /// follows them must not be one.
  private init(_ name: String, _ magic: [UInt8], remedy: String, at offset: Int = 0) {
    self.init(name, remedy: remedy) { head in
      guard head.count >= offset + magic.count,
        head[offset..<(offset + magic.count)].elementsEqual(magic)
      else { return false }
      return magic.contains { $0 < 9 || $0 > 0x7E } || !FileHead.isText(head)
    }
  }

  private static let sheet = "save the sheet as CSV UTF-8, or: soffice --convert-to csv FILE"

  /// Every kind, the more special ones first.
  private static let builtins: [BinaryKind] = [
    BinaryKind("an Excel workbook (xlsx)", remedy: sheet) { isArchive($0, holding: "xl/") },
    BinaryKind("an OpenDocument spreadsheet (ods)", remedy: sheet) {
      isArchive($0, holding: "opendocument.spreadsheet")
    },
    BinaryKind(
      "a Word document (docx)",
      remedy: "copy the table into a spreadsheet and save that as CSV UTF-8"
    ) { isArchive($0, holding: "word/") },
    BinaryKind("a zip archive", remedy: "unpack it first: unzip FILE") { isArchive($0) },
    BinaryKind(
      "an old Excel workbook (xls) or another old Office file",
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], remedy: sheet),
    BinaryKind(
      "a Parquet file", Array("PAR1".utf8),
      remedy: "write it as CSV first: duckdb -csv -c \"FROM 'FILE'\" > table.csv"),
    BinaryKind(
      "a SQLite database", Array("SQLite format 3\0".utf8),
      remedy: "write a table as CSV first: sqlite3 -header -csv FILE 'SELECT * FROM t' > t.csv"),
    BinaryKind(
      "a DuckDB database", Array("DUCK".utf8),
      remedy: "write a table as CSV first: duckdb -csv FILE 'FROM t' > t.csv", at: 8),
    BinaryKind(
      "an Arrow file", Array("ARROW1".utf8), remedy: "write it as CSV with the program that made it"
    ),
    BinaryKind(
      "an ORC file", Array("ORC".utf8), remedy: "write it as CSV with the program that made it"),
    BinaryKind(
      "an Avro file", [0x4F, 0x62, 0x6A, 1],
      remedy: "write it as JSON first: avro-tools tojson FILE"
    ),
    BinaryKind("compressed with bzip2", Array("BZh".utf8), remedy: "unpack it first: bunzip2 FILE"),
    BinaryKind(
      "compressed with xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A], remedy: "unpack it first: unxz FILE"),
    BinaryKind(
      "compressed with lz4", [0x04, 0x22, 0x4D, 0x18], remedy: "unpack it first: unlz4 FILE"),
    BinaryKind(
      "a 7z archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], remedy: "unpack it first: 7z x FILE"),
    BinaryKind("a rar archive", Array("Rar!".utf8), remedy: "unpack it first: unrar x FILE"),
    BinaryKind("a PDF document", Array("%PDF-".utf8), remedy: "copy the table out of it first"),
    BinaryKind(
      "a tar archive", Array("ustar".utf8), remedy: "unpack it first: tar xf FILE", at: 257),
  ]

  /// Whether a file is a zip archive, with a text among its first names.
  private static func isArchive(_ head: [UInt8], holding text: String = "") -> Bool {
    guard head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) else {
      return false
    }
    let wanted = Array(text.utf8)
    guard wanted.count > 0 else { return true }
    guard head.count >= wanted.count else { return false }
    return (0...(head.count - wanted.count)).contains { place in
      head[place..<(place + wanted.count)].elementsEqual(wanted)
    }
  }
}
