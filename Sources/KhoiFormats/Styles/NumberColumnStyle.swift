import KhoiData

/// How a column of text writes numbers: all evidence of its distinct values, then a decision.
///
/// The rule (in this order): a value that is no number, zeros before digits, more than 15 digits,
/// several currencies, nothing but parentheses: text. Evidence for the comma and for the point as
/// decimal sign: refused. Evidence for one: that one. Only `74.958`, which may be either: the
/// context decides if it is clear enough, and that is said; otherwise refused.
struct NumberColumnStyle {
  /// A value shown in a message, with its number among those of the column.
  struct Example: Equatable {
    var text: String
    var ordinal: Int
  }

  let header: HeaderWords
  private(set) var numberCount = 0
  private(set) var nothingCount = 0
  /// The first value that says that there is none.
  private(set) var nothing: Example?
  private(set) var misfitCount = 0
  private(set) var misfit: Example?
  private(set) var vietnamese = Tally()
  private(set) var american = Tally()
  private(set) var dotGroup = Tally()
  private(set) var commaGroup = Tally()
  private(set) var spaced = Tally()
  private(set) var scaled = Tally()
  private var large = Tally()
  private var leadingZeros = Tally()
  private var long = Tally()
  private(set) var parentheses = Tally()
  private(set) var units: [NumberCell.Unit: Example] = [:]
  private var percentCount = 0
  /// Of values without a percent sign the first between 0 and 1.
  private var bareFraction: Example?
  private var roundCount = 0
  private(set) var isWholeVietnamese = true
  private(set) var isWholeAmerican = true
  private(set) var overflow: Example?

  /// How many values are such, and the first of them.
  struct Tally {
    private(set) var count = 0
    private(set) var first: Example?

    mutating func add(_ bytes: [UInt8], _ ordinal: Int) {
      if count == 0 { first = Example(bytes, ordinal) }
      count += 1
    }
  }

  init(header: String) { self.header = HeaderWords(header) }

  /// Takes one distinct value; the result says whether the column may still be numbers.
  mutating func add(_ bytes: [UInt8], ordinal: Int) -> Bool {
    switch NumberCell.read(bytes) {
    case .nothing:
      if nothing == nil && !bytes.isEmpty { nothing = Example(bytes, ordinal) }
      nothingCount += 1
    case .other:
      if misfitCount == 0 { misfit = Example(bytes, ordinal) }
      misfitCount += 1
    case .number(let cell): add(cell, bytes, ordinal)
    }
    return misfitCount <= max(2, numberCount / 10) && leadingZeros.count < 3 && long.count < 3
  }

  private mutating func add(_ cell: NumberCell, _ bytes: [UInt8], _ ordinal: Int) {
    numberCount += 1
    if cell.hasLeadingZero { leadingZeros.add(bytes, ordinal) }
    if cell.digitCount > 15 { long.add(bytes, ordinal) }
    if cell.isInParentheses { parentheses.add(bytes, ordinal) }
    if cell.isScaled { scaled.add(bytes, ordinal) }
    if let unit = cell.unit {
      if units[unit] == nil { units[unit] = Example(bytes, ordinal) }
      if unit == .percent { percentCount += 1 }
    } else if bareFraction == nil, isBelowOne(cell.vietnamese) || isBelowOne(cell.american) {
      bareFraction = Example(bytes, ordinal)
    }
    let evidence = cell.evidence
    if evidence.contains(.vietnamese) { vietnamese.add(bytes, ordinal) }
    if evidence.contains(.american) { american.add(bytes, ordinal) }
    if evidence.contains(.spaced) { spaced.add(bytes, ordinal) }
    if evidence.contains(.dotGroup) { dotGroup.add(bytes, ordinal) }
    if evidence.contains(.commaGroup) { commaGroup.add(bytes, ordinal) }
    if evidence.contains(.dotGroup) || evidence.contains(.commaGroup) {
      if cell.ending % 50 == 0 { roundCount += 1 }
    } else if evidence.isEmpty, !cell.isScaled, let value = cell.vietnamese?.integer,
      value.magnitude >= 1000
    {
      large.add(bytes, ordinal)
    }
    if cell.vietnamese == nil && cell.american == nil && overflow == nil {
      overflow = Example(bytes, ordinal)
    }
    if let value = cell.vietnamese, value.integer == nil { isWholeVietnamese = false }
    if let value = cell.american, value.integer == nil { isWholeAmerican = false }
  }

  private func isBelowOne(_ value: ExactNumber?) -> Bool {
    guard let double = value?.double.magnitude else { return false }
    return double > 0 && double < 1
  }

  /// Whether anything in it is written as people do and machines do not.
  var isStyled: Bool {
    vietnamese.count + dotGroup.count + commaGroup.count + spaced.count + scaled.count
      + parentheses.count + units.count > 0
  }

  /// The locale that the values show by themselves.
  var vote: NumberLocale? {
    guard misfitCount == 0, !isText else { return nil }
    if vietnamese.count > 0 && american.count == 0 { return .vietnamese }
    return american.count > 0 && vietnamese.count == 0 ? .american : nil
  }

  private var isText: Bool {
    numberCount == 0 || leadingZeros.count > 0 || long.count > 0 || overflow != nil
      || parentheses.count == numberCount || mixesUnits
  }

  private var currencies: [String] {
    units.keys.filter { $0 != .percent }.map(\.rawValue).sorted()
  }

  private var mixesUnits: Bool {
    currencies.count > 1 || (percentCount > 0 && !currencies.isEmpty)
      || (percentCount > 0 && percentCount < numberCount && bareFraction != nil)
  }
}

extension NumberColumnStyle.Example {
  init(_ bytes: [UInt8], _ ordinal: Int) {
    self.init(text: String(decoding: bytes, as: UTF8.self), ordinal: ordinal)
  }
}

extension NumberColumnStyle {
  /// What a column became.
  enum Decision: Equatable {
    case numbers(Style)
    case text(Refusal)
  }

  /// The numbers of a column.
  struct Style: Equatable {
    var locale: NumberLocale
    /// Whether it was decided by the context and not by the values.
    var isAssumed = false
    var isWhole: Bool
    var unit: NumberCell.Unit?
    var parenthesesCount = 0
    var why: String
    var example: Example?
  }

  /// Why a column stays text.
  struct Refusal: Equatable {
    var why: String
    /// Whether it is numbers, of which it is not known what they mean.
    var isRefused = false
    var examples: [Example] = []
  }

  func decide(_ context: StyleContext) -> Decision {
    if let text = text { return .text(text) }
    if let locale = context.locale { return forced(locale) }
    let commas = vietnamese
    let points = american
    if let one = commas.first, let other = points.first {
      return .text(
        Refusal(
          why: "both conventions: '\(one.text)' and '\(other.text)'", isRefused: true,
          examples: [one, other]))
    }
    if let first = commas.first ?? points.first {
      return .numbers(
        style(
          commas.count > 0 ? .vietnamese : .american,
          why: "\(commas.count + points.count) unambiguous, e.g. '\(first.text)'", example: first))
    }
    switch (dotGroup.first, commaGroup.first) {
    case (let dot?, let comma?):
      return .text(
        Refusal(
          why: "ambiguous both ways: '\(dot.text)' and '\(comma.text)'", isRefused: true,
          examples: [dot, comma]))
    case (nil, nil): return .numbers(style(.vietnamese, why: "no separators", example: nil))
    case (let example?, nil), (nil, let example?): return byContext(example, context)
    }
  }

  /// Why the column is text in any case; nil where it is numbers.
  private var text: Refusal? {
    if let misfit {
      return Refusal(why: "'\(misfit.text)' is not a number", examples: [misfit])
    }
    if numberCount == 0 { return Refusal(why: "no values") }
    if let first = leadingZeros.first {
      return Refusal(
        why: "\(leadingZeros.count) values start with 0: codes, not amounts", examples: [first])
    }
    if let first = long.first ?? overflow {
      return Refusal(why: "more than 15 digits: identifiers", examples: [first])
    }
    if currencies.count > 1 {
      let examples = units.values.sorted { $0.ordinal < $1.ordinal }
      return Refusal(
        why: "mixed currencies \(currencies.joined(separator: ", "))", isRefused: true,
        examples: examples)
    }
    if mixesUnits {
      let examples =
        units.values.sorted { $0.ordinal < $1.ordinal } + [bareFraction].compactMap { $0 }
      return Refusal(why: "mixed units", isRefused: true, examples: Array(examples.prefix(2)))
    }
    if parentheses.count == numberCount {
      return Refusal(
        why: "every value is in parentheses: labels or negatives?",
        examples: [parentheses.first].compactMap { $0 })
    }
    return nil
  }

  private func style(
    _ locale: NumberLocale, why: String, example: Example?, isAssumed: Bool = false
  ) -> Style {
    Style(
      locale: locale, isAssumed: isAssumed,
      isWhole: locale == .vietnamese ? isWholeVietnamese : isWholeAmerican,
      unit: units.keys.first, parenthesesCount: parentheses.count, why: why, example: example)
  }

  /// As a person said; the values that do not fit are the loader's error.
  private func forced(_ locale: NumberLocale) -> Decision {
    let first = vietnamese.first ?? american.first ?? dotGroup.first ?? commaGroup.first
    return .numbers(style(locale, why: "as asked for", example: first))
  }

  /// Whether the sign of an ambiguous value parts thousands, by everything around it.
  private func byContext(_ example: Example, _ context: StyleContext) -> Decision {
    let isDot = dotGroup.count > 0
    let sign = isDot ? 1 : -1
    var score = 0
    var reasons: [String] = []
    func weigh(_ points: Int, _ reason: String) {
      score += points
      reasons.append(reason)
    }
    if context.vietnameseColumns != context.americanColumns {
      let isVietnamese = context.vietnameseColumns > context.americanColumns
      weigh(
        isVietnamese ? 3 * sign : -3 * sign, "other columns are \(isVietnamese ? "vi" : "us")")
    }
    if let first = large.first { weigh(-3, "ungrouped '\(first.text)' beside it") }
    let ambiguous = dotGroup.count + commaGroup.count
    if ambiguous >= 5 && roundCount * 10 >= ambiguous * 6 { weigh(1, "round numbers") }
    if context.usesSemicolons { weigh(sign, "file uses ';' (comma-decimal Excel)") }
    if context.hasVietnameseText { weigh(sign, "Vietnamese text in the file") }
    if header.namesAmount { weigh(1, "header says amount") }
    if header.namesRatio { weigh(-2, "header says ratio") }
    guard abs(score) >= 2 else {
      let (grouped, decimal) = readings(of: example)
      return .text(
        Refusal(
          why: "'\(example.text)' may be \(grouped) or \(decimal): nothing in the file decides "
            + "(\(reasons.isEmpty ? "no evidence" : reasons.joined(separator: "; ")))",
          isRefused: true, examples: [example]))
    }
    let partsThousands = score > 0
    return .numbers(
      style(
        partsThousands == isDot ? .vietnamese : .american, why: reasons.joined(separator: "; "),
        example: example, isAssumed: true))
  }

  /// What an ambiguous value is if its sign parts thousands, and if it parts decimals.
  func readings(of example: Example) -> (grouped: String, decimal: String) {
    guard case .number(let cell) = NumberCell.read(Array(example.text.utf8)) else {
      return ("", "")
    }
    let (comma, point) = (cell.vietnamese?.text ?? "", cell.american?.text ?? "")
    return cell.evidence.contains(.commaGroup) ? (point, comma) : (comma, point)
  }
}
