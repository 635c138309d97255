extension ScalarFunction {
  /// Every scalar function and operator of the language, in the order help lists them.
  package static let builtins: [ScalarFunction] = operators

  private static let operators: [ScalarFunction] = [
    .plus, .minus, .times, .dividedBy, .integerDividedBy, .remainder, .negation,
    .concatenation, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
    .isDistinct, .isNotDistinct, .like, .ilike, .glob, .not,
    .bitwiseAnd, .bitwiseOr, .bitwiseXor, .bitwiseNot, .shiftLeft, .shiftRight,
  ]
}
