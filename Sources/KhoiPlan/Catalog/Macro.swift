package import KhoiSyntax

/// A function that was defined by an expression or a query; it is bound anew wherever it is called.
package struct Macro: Sendable {
  package let name: String
  package let parameters: [FunctionParameterSyntax]
  package let returnType: TypeSyntax?
  package let body: CreateFunctionSyntax.Body
  /// The text of the whole definition, and where in its script it began.
  package let text: String
  package let textOffset: Int

  package init(
    name: String, parameters: [FunctionParameterSyntax], returnType: TypeSyntax?,
    body: CreateFunctionSyntax.Body, text: String, textOffset: Int
  ) {
    self.name = name
    self.parameters = parameters
    self.returnType = returnType
    self.body = body
    self.text = text
    self.textOffset = textOffset
  }

  /// Whether calls of it stand in FROM.
  package var givesTable: Bool {
    if case .query = body { true } else { false }
  }

  /// `f(x, y)`, for messages and help.
  package var signature: String {
    "\(name)(\(parameters.map(\.name.text).joined(separator: ", ")))"
  }
}
