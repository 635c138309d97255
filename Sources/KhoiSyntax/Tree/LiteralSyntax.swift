/// A constant as the text has it; numbers stay text until their type is chosen.
///
/// The text of a number starts with `-` where a sign stood right before it, so that the least
/// integer can be written.
package enum LiteralSyntax: Sendable {
  case null
  case boolean(Bool)
  /// Decimal digits, or hexadecimal ones after `0x`, without separators.
  case integer(String)
  /// A number with a decimal point and no exponent, without separators.
  case decimal(String)
  /// A number with an exponent, without separators.
  case float(String)
  case string(String)
  /// The bytes of `x'…'` or `b'…'`.
  case bytes([UInt8])
  /// `DATE '…'`, `TIMESTAMP '…'`, `JSON '…'` and so on.
  case typed(TypeSyntax, text: String)
}
