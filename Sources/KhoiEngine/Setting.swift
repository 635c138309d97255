import KhoiData
package import KhoiPlan
import KhoiText

/// A setting of a session: one definition that `SET`, `RESET`, `SHOW ALL` and help are made of.
package struct Setting: Sendable {
  package let name: String
  /// The names that other systems have for it.
  package var aliases: [String] = []
  package let summary: String
  /// What values may be given, for help and errors.
  package let accepts: String
  /// The value now in force.
  let value: @Sendable (SessionSettings) -> Value
  /// The settings with another value, or nil where the value is not accepted.
  let setting: @Sendable (SessionSettings, Value) -> SessionSettings?
}

/// The values of all settings.
package struct SessionSettings: Sendable {
  package var language = LanguageSettings()
  /// How many threads a statement may use.
  package var threads: Int
  /// Bytes that one statement may hold at a time.
  package var memoryLimit: Int
  /// Whether searches without results are tried again as typed in Telex or VNI.
  package var readsTypedSearches = true
  /// How files write numbers and dates that do not say: `vi`, `us` or `auto`.
  package var fileLocale = "auto"
  /// Rows in flight at a time; small values are for tests.
  package var chunkCapacity = Chunk.defaultCapacity

  package init(threads: Int, memoryLimit: Int) {
    self.threads = threads
    self.memoryLimit = memoryLimit
  }
}

extension Setting {
  /// Every setting, in the order help shows them.
  package static let builtins: [Setting] = [
    threads, memoryLimit, nullOrder, defaultOrder, doubleQuotes, integerDivision, collation,
    typedSearch, locale, maximumRounds, maximumRecursionRows, maximumRecursionBytes, chunkSize,
  ]

  static let threads = Setting(
    name: "threads", aliases: ["worker_threads"], summary: "How many threads a statement may use.",
    accepts: "1 to 256",
    value: { .integer(Int64($0.threads)) },
    setting: { settings, value in
      guard case .integer(let count) = value, (1...256).contains(count) else { return nil }
      return settings.changing { $0.threads = Int(count) }
    })

  static let memoryLimit = Setting(
    name: "memory_limit", aliases: ["max_memory"],
    summary: "Bytes that one statement may hold at a time.",
    accepts: "a number of bytes, or text such as '2GB'",
    value: { .integer(Int64($0.memoryLimit)) },
    setting: { settings, value in
      guard let bytes = byteCount(value), bytes > 0 else { return nil }
      return settings.changing { $0.memoryLimit = bytes }
    })

  static let nullOrder = Setting(
    name: "null_order", aliases: ["default_null_order"],
    summary: "Where NULLs stand in an order that does not say.",
    accepts: "'last' or 'first'",
    value: { .text($0.language.nullOrder.rawValue) },
    setting: { settings, value in
      guard let word = word(value) else { return nil }
      let isLong = word.hasPrefix("nulls_") || word.hasPrefix("nulls ")
      let name = isLong ? String(word.dropFirst(6)) : word
      guard let order = LanguageSettings.NullOrder(rawValue: name) else { return nil }
      return settings.changing { $0.language.nullOrder = order }
    })

  static let defaultOrder = Setting(
    name: "default_order", summary: "The direction of an ORDER BY that does not say.",
    accepts: "'asc' or 'desc'",
    value: { .text($0.language.ordersDescending ? "desc" : "asc") },
    setting: { settings, value in
      guard let word = word(value) else { return nil }
      let isDescending = ["desc", "descending"].contains(word)
      guard isDescending || ["asc", "ascending"].contains(word) else { return nil }
      return settings.changing { $0.language.ordersDescending = isDescending }
    })

  static let doubleQuotes = Setting(
    name: "double_quotes", summary: "What \"x\" is, for scripts of other dialects.",
    accepts: "'identifier' or 'string'",
    value: { .text($0.language.doubleQuotesAreStrings ? "string" : "identifier") },
    setting: { settings, value in
      guard let word = word(value), word == "string" || word == "identifier" else { return nil }
      return settings.changing { $0.language.doubleQuotesAreStrings = word == "string" }
    })

  static let integerDivision = Setting(
    name: "integer_division", summary: "Whether / of two integers drops the remainder.",
    accepts: "true or false",
    value: { .boolean($0.language.integerDivision) },
    setting: { settings, value in
      guard let flag = flag(value) else { return nil }
      return settings.changing { $0.language.integerDivision = flag }
    })

  static let collation = Setting(
    name: "collation", summary: "How ORDER BY, MIN and MAX compare text.",
    accepts: "'binary', 'vi', 'vi_numeric' or 'vi_dict'",
    value: { .text($0.language.textOrder.rawValue) },
    setting: { settings, value in
      guard let name = word(value), let order = LanguageSettings.TextOrder(rawValue: name) else {
        return nil
      }
      return settings.changing { $0.language.textOrder = order }
    })

  static let typedSearch = Setting(
    name: "typed_search",
    summary: "Whether a search without results is tried again as typed in Telex or VNI.",
    accepts: "true or false",
    value: { .boolean($0.readsTypedSearches) },
    setting: { settings, value in
      guard let flag = flag(value) else { return nil }
      return settings.changing { $0.readsTypedSearches = flag }
    })

  static let locale = Setting(
    name: "locale", summary: "How files write numbers and dates: vi has 1.234,5 and days first.",
    accepts: "'auto', 'vi' or 'us'",
    value: { .text($0.fileLocale) },
    setting: { settings, value in
      guard let name = word(value), ["auto", "vi", "us"].contains(name) else { return nil }
      return settings.changing { $0.fileLocale = name }
    })

  static let maximumRounds = Setting(
    name: "max_recursion", summary: "How many rounds a recursive query may take.",
    accepts: "1 and up",
    value: { .integer(Int64($0.language.maximumRounds)) },
    setting: { settings, value in
      guard case .integer(let count) = value, count >= 1 else { return nil }
      return settings.changing { $0.language.maximumRounds = Int(clamping: count) }
    })

  static let maximumRecursionRows = Setting(
    name: "max_recursion_rows",
    summary: "How many rows all rounds of a recursive query may give.",
    accepts: "1 and up",
    value: { .integer(Int64($0.language.maximumRecursionRows)) },
    setting: { settings, value in
      guard case .integer(let count) = value, count >= 1 else { return nil }
      return settings.changing { $0.language.maximumRecursionRows = Int(clamping: count) }
    })

  static let maximumRecursionBytes = Setting(
    name: "max_recursion_bytes",
    summary: "How many bytes the rows of a recursive query may fill.",
    accepts: "a number of bytes, or text such as '2GB'",
    value: { .integer(Int64($0.language.maximumRecursionBytes)) },
    setting: { settings, value in
      guard let bytes = byteCount(value), bytes > 0 else { return nil }
      return settings.changing { $0.language.maximumRecursionBytes = bytes }
    })

  static let chunkSize = Setting(
    name: "chunk_size", summary: "Rows in flight at a time; small values are for tests.",
    accepts: "1 to 65536",
    value: { .integer(Int64($0.chunkCapacity)) },
    setting: { settings, value in
      guard case .integer(let count) = value, (1...65_536).contains(count) else { return nil }
      return settings.changing { $0.chunkCapacity = Int(count) }
    })

  private static func word(_ value: Value) -> String? {
    guard case .text(let text) = value else { return nil }
    return text.lowercased()
  }

  private static func flag(_ value: Value) -> Bool? {
    switch value {
    case .boolean(let flag): flag
    case .integer(let number) where number == 0 || number == 1: number == 1
    case .text(let text):
      ["true", "on"].contains(text.lowercased())
        ? true : ["false", "off"].contains(text.lowercased()) ? false : nil
    default: nil
    }
  }

  /// Bytes of `1000000`, `'512MB'` or `'2 GiB'`.
  private static func byteCount(_ value: Value) -> Int? {
    switch value {
    case .integer(let number): return Int(exactly: number)
    case .text(let text):
      let digits = text.prefix { $0.isNumber || $0 == "." }
      guard let number = Double(String(digits)), number.isFinite else { return nil }
      let unit = text.dropFirst(digits.count).lowercased().filter { !$0.isWhitespace }
      let factors: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1024,
        "mib": 1_048_576, "gib": 1_073_741_824,
      ]
      guard let factor = factors[unit] else { return nil }
      return Int(exactly: (number * factor).rounded())
    default: return nil
    }
  }
}

extension SessionSettings {
  fileprivate func changing(_ change: (inout SessionSettings) -> Void) -> SessionSettings {
    var copy = self
    change(&copy)
    return copy
  }
}
