package import KhoiData
package import KhoiText

/// Everything a statement's meaning depends on besides its text.
package struct BindingEnvironment: Sendable {
  package var catalog: Catalog
  package var provider: any TableProvider
  /// Values of `$name`.
  package var parameters: [String: Value]
  /// What `SET VARIABLE` set.
  package var variables: [String: Value] = [:]
  /// Every setting with its value, for SHOW.
  package var settingValues: [(name: String, aliases: [String], value: Value, summary: String)] =
    []
  package var settings: LanguageSettings
  /// Makes a table of the last result; asked for only by a statement that uses it.
  private var makeLastResult: @Sendable () -> Table?
  /// Runs a plan at planning time, for `PIVOT … IN (ANY)`: its rows.
  package var evaluate: @Sendable (LogicalPlan) throws(Diagnostic) -> [[Value]]

  package init(
    catalog: Catalog, provider: any TableProvider, parameters: [String: Value],
    settings: LanguageSettings, lastResult: @escaping @Sendable () -> Table?,
    evaluate: @escaping @Sendable (LogicalPlan) throws(Diagnostic) -> [[Value]]
  ) {
    self.catalog = catalog
    self.provider = provider
    self.parameters = parameters
    self.settings = settings
    makeLastResult = lastResult
    self.evaluate = evaluate
  }
}

/// The settings that change what a statement means.
package struct LanguageSettings: Hashable, Sendable {
  /// Where NULLs sort when the statement does not say.
  package enum NullOrder: String, Hashable, Sendable {
    case last, first
  }

  /// Whether `"x"` is a string instead of an identifier.
  package var doubleQuotesAreStrings = false
  /// Where NULLs stand in an order that does not say.
  package var nullOrder = NullOrder.last
  /// In which order texts stand where no collation is written.
  package enum TextOrder: String, CaseIterable, Hashable, Sendable {
    /// By bytes.
    case binary
    /// As a Vietnamese dictionary orders whole texts; then with numbers by their size; or
    /// syllable by syllable.
    case vi
    case viNumeric = "vi_numeric"
    case viDictionary = "vi_dict"
  }

  package var textOrder = TextOrder.binary
  /// Whether constant searches are read as typed in Telex or VNI, with a notice.
  package var readsTypedSearches = false
  /// Whether `/` of two integers is integer division, for foreign tests.
  package var integerDivision = false
  /// Whether ORDER BY goes from the greatest to the least where it does not say.
  package var ordersDescending = false
  /// How many rounds a recursive query may take.
  package var maximumRounds = 100_000
  /// How many rows, and bytes of them, all rounds of a recursive query may give.
  package var maximumRecursionRows = 10_000_000
  package var maximumRecursionBytes = 1 << 30

  package init() {}
}

extension BindingEnvironment {
  /// The last result, for `_` and statements that begin with `|>`.
  package var lastResult: Table? { makeLastResult() }

  /// The value of a setting under any of its names.
  func settingValue(named name: String) -> Value? {
    let key = IdentifierKey(name)
    return settingValues.first { setting in
      IdentifierKey(setting.name) == key || setting.aliases.contains { IdentifierKey($0) == key }
    }?.value
  }

  /// The rows of a plan that planning itself needs.
  package func rows(of plan: LogicalPlan) throws(Diagnostic) -> [[Value]] { try evaluate(plan) }
}
