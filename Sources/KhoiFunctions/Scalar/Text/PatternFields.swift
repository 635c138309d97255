import KhoiData
import KhoiText

extension ScalarFunction {
  /// `regexp_extract(text, pattern, ['a', 'b'])`: the groups of the first match as fields of these
  /// names; empty texts where nothing fits.
  package static func regularExpressionFields(names: [String]) -> ScalarFunction {
    let type = LogicalType.structure(names.map { Field($0, .varchar) })
    func overload(_ parameterCount: Int) -> ScalarOverload {
      ScalarOverload(
        [ParameterType](repeating: .type(.varchar), count: parameterCount),
        returns: .type(type), canFail: true, takesAnyForm: true
      ) { arguments, count, context throws(Diagnostic) in
        var source = PatternSource(
          arguments[1], options: arguments.count > 2 ? arguments[2] : nil,
          function: "regexp_extract", context: context)
        var groups: [Vector] = []
        for group in 1...max(1, names.count) {
          groups.append(
            unsafe try TextKernel.parts(arguments, count: count) {
              (row, bytes) throws(Diagnostic) in
              unsafe PatternPlaces.first(
                try source.entry(row).expression, bytes, group: group, from: 0, occurrence: 1)
                ?? 0..<0
            })
        }
        return Vector(
          type, .structure(StructureValues(fields: groups, count: count)), count: count)
      }
    }
    return ScalarFunction(
      FunctionDocumentation("regexp_extract", .text, "", examples: []),
      overloads: [overload(2), overload(3)],
      check: .pattern(at: 1, options: 2, "regexp_extract"))
  }
}
