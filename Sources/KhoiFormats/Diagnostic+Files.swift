import KhoiText

/// The wording of what is wrong with files as such: what they are, their compression, their size.
extension Diagnostic {
  // MARK: Kinds

  static func otherKind(_ path: String, _ kind: BinaryKind) -> Diagnostic {
    Diagnostic(
      .io, "not-text", "\(quoted(path)) is \(kind.name), which khoi does not read",
      notes: [kind.remedy.replacing("FILE", with: path)])
  }

  static func isFolderWithout(_ path: String, endings: [String]) -> Diagnostic {
    Diagnostic(
      .io, "is-directory", "\(quoted(path)) is a folder without files that khoi reads",
      notes: ["endings: " + endings.map { "." + $0 }.joined(separator: ", ")])
  }

  static func mixedFolder(_ path: String, _ endings: [String]) -> Diagnostic {
    let folder = path.hasSuffix("/") ? path : path + "/"
    return Diagnostic(
      .io, "mixed-formats",
      "the folder \(quoted(path)) holds files of several formats: "
        + endings.map { "." + $0 }.joined(separator: ", "),
      notes: ["\(quoted(folder + "*." + (endings.first ?? "csv"))) reads those of one format"])
  }

  // MARK: Compression

  static func compressedTruncated(_ path: String, _ kind: String, size: Int) -> Diagnostic {
    Diagnostic(
      .io, "compressed-truncated",
      "\(quoted(path)) ends in the middle of its \(kind) data, behind byte \(size)",
      notes: ["nothing was loaded; the file was cut short, or is still being written"])
  }

  static func compressedDamaged(
    _ path: String, _ kind: String, at offset: Int, reason: String
  ) -> Diagnostic {
    Diagnostic(
      .io, "compressed-damaged",
      "the \(kind) data of \(quoted(path)) is damaged near byte \(offset)"
        + (reason.isEmpty ? "" : ": \(reason)"),
      notes: [
        "nothing was loaded; a fresh copy of the file is needed",
        "if it is not compressed at all: compression => 'none'",
      ])
  }

  static func compressedTrailing(_ path: String, _ kind: String, at offset: Int) -> Diagnostic {
    Diagnostic(
      .io, "compressed-trailing",
      "other data follows the \(kind) data of \(quoted(path)), from byte \(offset) on",
      notes: ["nothing was loaded; the file is damaged, or two files were put together"])
  }

  static func notCompressed(_ path: String, _ kind: String) -> Diagnostic {
    Diagnostic(
      .io, "not-compressed", "\(quoted(path)) is no \(kind) data",
      notes: ["without the option compression, its first bytes decide"])
  }

  static func fileGrew(_ path: String, size: Int) -> Diagnostic {
    notice(
      "file-grew",
      "\(quoted(path)) grew while it was read; its first \(bytes(size)) were loaded, and the last "
        + "row may be incomplete",
      notes: ["load it again when the program that writes it has finished"])
  }

  // MARK: Memory

  static func unpackedTooLarge(_ path: String, limit: Int, compressedSize: Int) -> Diagnostic {
    Diagnostic(
      .runtime, "out-of-memory",
      "\(quoted(path)) (\(bytes(compressedSize))) unpacks to more than the memory limit of "
        + bytes(limit),
      notes: [raisesLimit])
  }

  static func loadTooLarge(_ path: String, needed: Int, limit: Int) -> Diagnostic {
    Diagnostic(
      .runtime, "out-of-memory",
      "loading \(quoted(path)) takes about \(bytes(needed)), more than the memory limit of "
        + bytes(limit),
      notes: ["nothing was loaded", raisesLimit])
  }

  static func noMemory(_ path: String) -> Diagnostic {
    Diagnostic(
      .runtime, "out-of-memory", "the system has no memory left for \(quoted(path))",
      notes: ["nothing was loaded"])
  }

  private static var raisesLimit: String { "SET memory_limit = '8GB' sets another limit" }

  /// A number of bytes for people, such as 1.5 GB.
  static func bytes(_ count: Int) -> String {
    var number = Double(count)
    var unit = 0
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    while number >= 1000 && unit + 1 < units.count {
      number /= 1000
      unit += 1
    }
    if unit == 0 { return counted(count, "byte") }
    let tenths = Int((number * 10).rounded())
    return tenths >= 1000
      ? "\(tenths / 10) \(units[unit])"
      : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
