import KhoiSyntax
import KhoiText

/// One call of a function that was defined: what its parameters stand for while its body is bound.
///
/// An argument is bound where the body mentions the parameter, but with the names, and in the text,
/// of the place where the call stands.
final class MacroFrame {
  struct Argument {
    let syntax: ExpressionSyntax
    let type: TypeSyntax?
    /// Whether it is the parameter's default, which is part of the definition's text.
    let isDefault: Bool
  }

  let macro: Macro
  let arguments: [IdentifierKey: Argument]
  let callerContext: ExpressionContext
  let callerFrames: [MacroFrame]
  let callerText: [UInt8]
  let callerOffset: Int
  let callerTables: [CommonTable]
  /// Whether the error on its way out comes from an argument, whose place is right already.
  var failedInArgument = false

  init(
    macro: Macro, arguments: [IdentifierKey: Argument], context: ExpressionContext,
    binder: Binder
  ) {
    self.macro = macro
    self.arguments = arguments
    callerContext = context
    callerFrames = binder.macroFrames
    callerText = binder.text
    callerOffset = binder.textOffset
    callerTables = binder.commonTables
  }
}
