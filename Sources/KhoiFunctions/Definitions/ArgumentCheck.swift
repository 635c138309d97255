package import KhoiData
package import KhoiText

/// Looks at the constant arguments of a call before it runs, so that what is wrong with one of them
/// is said at its place.
package struct ArgumentCheck: Sendable {
  /// The place of a bad argument and what is wrong with it; an argument that is not constant is
  /// nil.
  package let findFault: @Sendable (_ constants: [Value?]) -> (place: Int, fault: Diagnostic)?

  /// A check of any kind.
  package init(
    _ findFault: @escaping @Sendable (_ constants: [Value?]) -> (place: Int, fault: Diagnostic)?
  ) {
    self.findFault = findFault
  }

  /// The argument at `place` is a regular expression, the one at `options` its option letters.
  static func pattern(
    at place: Int, options optionPlace: Int?, _ function: String, allowsGlobal: Bool = false
  ) -> ArgumentCheck {
    ArgumentCheck { constants in
      var options: RegularExpression.Options = []
      if let optionPlace, optionPlace < constants.count,
        case .text(let letters)? = constants[optionPlace]
      {
        do throws(Diagnostic) {
          options = try RegularExpression.Options.read(
            letters, function: function, allowsGlobal: allowsGlobal
          ).options
        } catch {
          return (optionPlace, error)
        }
      }
      guard place < constants.count, case .text(let pattern)? = constants[place] else {
        return nil
      }
      do throws(Diagnostic) {
        _ = try RegularExpression(pattern: pattern, options: options)
        return nil
      } catch {
        return (place, error)
      }
    }
  }
}
