package import KhoiText

/// An expression as it was written.
///
/// Special forms that only spell a call differently (`SUBSTRING(x FROM 1 FOR 2)`, `x::DATE`,
/// `TRIM(BOTH ' ' FROM x)`) are already the call or cast that they mean. Parentheses leave no node;
/// the range of a parenthesised expression includes them.
package struct ExpressionSyntax: Sendable {
  package var kind: Kind
  package var range: SourceRange

  package init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  /// What stands there.
  package indirect enum Kind: Sendable {
    case literal(LiteralSyntax)
    /// `year`, `t.year`: a column, or a field of one.
    case name(NameSyntax)
    /// `*`, `t.*` with its changes; in calls only the argument of `COUNT(*)` and the like.
    case star(StarSyntax)
    /// `#1`: a column by its position.
    case position(Int)
    case parameter(ParameterSyntax)

    case unary(UnaryOperator, ExpressionSyntax)
    /// Two operands; `operatorRange` is the operator itself.
    case binary(BinaryOperator, ExpressionSyntax, ExpressionSyntax, operatorRange: SourceRange)
    case isNull(ExpressionSyntax, isNegated: Bool)
    case isTruth(ExpressionSyntax, TruthTest, isNegated: Bool)
    /// `a IS DISTINCT FROM b`; `isNegated` for `IS NOT DISTINCT FROM`.
    case isDistinct(ExpressionSyntax, ExpressionSyntax, isNegated: Bool)
    case between(
      ExpressionSyntax, lower: ExpressionSyntax, upper: ExpressionSyntax, isNegated: Bool)
    case inList(ExpressionSyntax, [ExpressionSyntax], isNegated: Bool)
    case inSubquery(ExpressionSyntax, QuerySyntax, isNegated: Bool)
    /// `x IN UNNEST(list)` and `x IN list`.
    case inCollection(ExpressionSyntax, ExpressionSyntax, isNegated: Bool)
    case pattern(PatternSyntax)
    /// `x = ANY (…)`, `x > ALL (…)`.
    case quantified(
      BinaryOperator, ExpressionSyntax, Quantifier, QuantifiedOperandSyntax)

    case caseWhen(CaseSyntax)
    /// `CAST`, `x::t`; `isTry` for `TRY_CAST` and `SAFE_CAST`.
    case cast(ExpressionSyntax, TypeSyntax, isTry: Bool, format: ExpressionSyntax?)
    case call(FunctionCallSyntax)
    /// `EXTRACT(part FROM from)`; the part as written, such as `YEAR` or `WEEK(MONDAY)`.
    case extract(part: IdentifierSyntax, from: ExpressionSyntax)
    /// `INTERVAL value unit [TO lastUnit]`; without a unit the value is a text that has them.
    case interval(
      ExpressionSyntax, unit: IdentifierSyntax?, lastUnit: IdentifierSyntax?)
    case exists(QuerySyntax)
    /// A query in parentheses whose one value is meant.
    case subquery(QuerySyntax)
    /// `ARRAY(query)`: the query's one column as a list.
    case arraySubquery(QuerySyntax)

    /// `(a, b)` and `ROW(a, b)`; `()` has no elements.
    case row([ExpressionSyntax])
    /// `[a, b]` and `ARRAY[a, b]`, with the element type of `ARRAY<t>[…]`.
    case list([ExpressionSyntax], elementType: TypeSyntax?)
    /// `{a: 1}`, `STRUCT(1 AS a)`.
    case structure([StructureFieldSyntax], type: TypeSyntax?)
    /// `MAP {k: v}`.
    case map([MapEntrySyntax])
    /// `[element FOR name IN list IF condition]`.
    case comprehension(ListComprehensionSyntax)
    case element(of: ExpressionSyntax, at: ExpressionSyntax)
    /// `list[lower:upper:step]`.
    case slice(
      of: ExpressionSyntax, lower: ExpressionSyntax?, upper: ExpressionSyntax?,
      step: ExpressionSyntax?)
    /// `(expression).field`; a path of plain names is a `name`.
    case field(of: ExpressionSyntax, IdentifierSyntax)
    /// `x -> e`, `(x, y) -> e`, `lambda x, y: e`.
    case lambda([IdentifierSyntax], ExpressionSyntax)
    case collate(ExpressionSyntax, collation: NameSyntax)
    case atTimeZone(ExpressionSyntax, zone: ExpressionSyntax)
    /// `DEFAULT` as a value to insert or to set.
    case defaultValue
  }
}

/// `x [NOT] LIKE pattern [ESCAPE escape]` and its relatives, also `LIKE ANY (…)`.
package struct PatternSyntax: Sendable {
  package var operation: PatternOperator
  package var value: ExpressionSyntax
  /// One pattern, or several after `ANY` or `ALL`.
  package var patterns: [ExpressionSyntax]
  package var quantifier: Quantifier?
  package var escape: ExpressionSyntax?
  package var isNegated: Bool = false
  package var operatorRange: SourceRange

  package init(
    operation: PatternOperator, value: ExpressionSyntax, patterns: [ExpressionSyntax],
    quantifier: Quantifier? = nil, escape: ExpressionSyntax? = nil, isNegated: Bool = false,
    operatorRange: SourceRange
  ) {
    self.operation = operation
    self.value = value
    self.patterns = patterns
    self.quantifier = quantifier
    self.escape = escape
    self.isNegated = isNegated
    self.operatorRange = operatorRange
  }
}

/// What stands in the parentheses after `ANY` and `ALL`.
package enum QuantifiedOperandSyntax: Sendable {
  case query(QuerySyntax)
  /// Several values, or one value that is a list.
  case values([ExpressionSyntax])
}

/// `CASE [operand] WHEN … THEN … ELSE … END`.
package struct CaseSyntax: Sendable {
  package var operand: ExpressionSyntax?
  package var branches: [CaseBranchSyntax]
  package var otherwise: ExpressionSyntax?

  package init(
    operand: ExpressionSyntax? = nil, branches: [CaseBranchSyntax],
    otherwise: ExpressionSyntax? = nil
  ) {
    self.operand = operand
    self.branches = branches
    self.otherwise = otherwise
  }
}

/// `WHEN condition THEN result`.
package struct CaseBranchSyntax: Sendable {
  package var condition: ExpressionSyntax
  package var result: ExpressionSyntax

  package init(condition: ExpressionSyntax, result: ExpressionSyntax) {
    self.condition = condition
    self.result = result
  }
}

/// `$name`, `$1`, `?` or `@name`.
package struct ParameterSyntax: Sendable {
  /// How the parameter is told apart from others.
  package enum Key: Sendable, Hashable {
    case name(String)
    /// One-based; a `?` gets the number of its turn in the statement.
    case position(Int)
  }

  package var key: Key
  package var range: SourceRange

  package init(key: Key, range: SourceRange) {
    self.key = key
    self.range = range
  }
}

/// One field of a structure value.
package struct StructureFieldSyntax: Sendable {
  package var name: IdentifierSyntax?
  package var value: ExpressionSyntax

  package init(name: IdentifierSyntax? = nil, value: ExpressionSyntax) {
    self.name = name
    self.value = value
  }
}

/// One key and its value in a `MAP {…}`.
package struct MapEntrySyntax: Sendable {
  package var key: ExpressionSyntax
  package var value: ExpressionSyntax

  package init(key: ExpressionSyntax, value: ExpressionSyntax) {
    self.key = key
    self.value = value
  }
}

/// `[element FOR name IN list IF condition]`.
package struct ListComprehensionSyntax: Sendable {
  package var element: ExpressionSyntax
  package var names: [IdentifierSyntax]
  package var list: ExpressionSyntax
  package var condition: ExpressionSyntax?

  package init(
    element: ExpressionSyntax, names: [IdentifierSyntax], list: ExpressionSyntax,
    condition: ExpressionSyntax? = nil
  ) {
    self.element = element
    self.names = names
    self.list = list
    self.condition = condition
  }
}

/// `*` or `t.*` with what is left out, replaced and renamed.
package struct StarSyntax: Sendable {
  /// The table or structure column before `.*`.
  package var qualifier: NameSyntax?
  /// Any other expression before `.*`.
  package var operand: ExpressionSyntax?
  /// `EXCEPT (…)` or `EXCLUDE (…)`.
  package var excluded: [NameSyntax] = []
  /// `REPLACE (e AS c, …)`; each item has an alias.
  package var replaced: [SelectItemSyntax] = []
  /// `RENAME (old AS new, …)`.
  package var renamed: [RenameSyntax] = []
  /// `* LIKE 'x%'`: only columns whose names match.
  package var pattern: StarPatternSyntax?

  package init(
    qualifier: NameSyntax? = nil, operand: ExpressionSyntax? = nil, excluded: [NameSyntax] = [],
    replaced: [SelectItemSyntax] = [], renamed: [RenameSyntax] = [],
    pattern: StarPatternSyntax? = nil
  ) {
    self.qualifier = qualifier
    self.operand = operand
    self.excluded = excluded
    self.replaced = replaced
    self.renamed = renamed
    self.pattern = pattern
  }
}

/// The pattern of `* [NOT] LIKE 'pattern'`.
package struct StarPatternSyntax: Sendable {
  package var operation: PatternOperator
  package var pattern: ExpressionSyntax
  package var escape: ExpressionSyntax?
  package var isNegated: Bool = false

  package init(
    operation: PatternOperator, pattern: ExpressionSyntax, escape: ExpressionSyntax? = nil,
    isNegated: Bool = false
  ) {
    self.operation = operation
    self.pattern = pattern
    self.escape = escape
    self.isNegated = isNegated
  }
}

/// `old AS new`.
package struct RenameSyntax: Sendable {
  package var old: NameSyntax
  package var new: IdentifierSyntax

  package init(old: NameSyntax, new: IdentifierSyntax) {
    self.old = old
    self.new = new
  }
}
