import KhoiData
import KhoiText

/// The regular expressions of the rows of a call: one for all where the pattern is constant, else
/// the one of the row, compiled once per statement.
struct PatternSource {
  private let patterns: Operand<TextView>
  private let spelledOptions: Operand<TextView>?
  private let options: RegularExpression.Options
  private let context: EvaluationContext
  private let reader: (_ pattern: [UInt8]) throws(Diagnostic) -> [UInt8]
  private let function: String
  private let allowsGlobal: Bool
  private let isConstant: Bool
  private var last: (pattern: TextView, options: TextView, entry: Entry)?

  /// A pattern and what its options say beyond it.
  struct Entry {
    let expression: RegularExpression
    let isGlobal: Bool
  }

  /// `options` is the vector of option letters, if there is one; `reader` turns another dialect of
  /// patterns into regular expressions.
  init(
    _ patterns: Vector, options: Vector? = nil, always fixed: RegularExpression.Options = [],
    function: String, allowsGlobal: Bool = false, context: EvaluationContext,
    reader: @escaping (_ pattern: [UInt8]) throws(Diagnostic) -> [UInt8] = { $0 }
  ) {
    self.patterns = patterns.textViews
    spelledOptions = options?.textViews
    self.options = fixed
    self.context = context
    self.function = function
    self.allowsGlobal = allowsGlobal
    self.reader = reader
    isConstant = patterns.isConstant && options?.isConstant != false
  }

  /// The expression of a row in which neither pattern nor options are null.
  mutating func entry(_ row: Int) throws(Diagnostic) -> Entry {
    let pattern = patterns[row]
    let letters = spelledOptions?[row] ?? TextView()
    if let last, isConstant || (last.pattern == pattern && last.options == letters) {
      return last.entry
    }
    let (chosen, isGlobal) = try RegularExpression.Options.read(
      letters.string, function: function, allowsGlobal: allowsGlobal)
    let bytes = try reader(Array(pattern.string.utf8))
    let expression = try context.regularExpression(bytes, options.union(chosen))
    let entry = Entry(expression: expression, isGlobal: isGlobal)
    last = (pattern, letters, entry)
    return entry
  }
}

extension RegularExpression.Options {
  /// The options that letters stand for; `g` (all matches) only where it means something.
  static func read(
    _ letters: String, function: String, allowsGlobal: Bool
  ) throws(Diagnostic) -> (options: RegularExpression.Options, isGlobal: Bool) {
    var options: RegularExpression.Options = []
    var isGlobal = false
    for letter in letters {
      switch letter {
      case "c": options.remove(.ignoresCase)
      case "i": options.insert(.ignoresCase)
      case "l": options.insert(.isLiteral)
      case "m":
        options.remove(.dotTakesNewline)
        options.insert(.isMultiline)
      case "n", "p": options.remove(.dotTakesNewline)
      case "s": options.insert(.dotTakesNewline)
      case "U": options.insert(.isUngreedy)
      case "g" where allowsGlobal: isGlobal = true
      case "g": throw .globalOption(function)
      case " ", "\t", "\n", "\r": continue
      default: throw .unknownPatternOption(function, letter)
      }
    }
    return (options, isGlobal)
  }
}
