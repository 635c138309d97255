import KhoiData
import KhoiText

extension ScalarOverload {
  /// The same function with NULL in the rows on which it fails: what `SAFE.f(…)` means.
  package var givingNullOnFailure: ScalarOverload {
    guard canFail else { return self }
    let original = self
    return ScalarOverload(
      parameters, variadic: isVariadic, returns: result, nulls: nullHandling, canFail: false,
      takesAnyForm: takesAnyForm, takesCodes: takesCodes
    ) { arguments, count, context throws(Diagnostic) in
      if let all = try? original.evaluateKernel(arguments, count: count, context: context) {
        return all
      }
      let type = original.resultType(of: arguments.map(\.type))
      var rows: [Vector] = []
      rows.reserveCapacity(count)
      for row in 0..<count {
        let single = arguments.map { $0.slice(row, 1) }
        do throws(Diagnostic) {
          rows.append(
            try original.evaluateKernel(single, count: 1, context: context).flattened())
        } catch  where error.kind == .runtime {
          rows.append(Vector(nulls: type, count: 1).flattened())
        } catch {
          throw error
        }
      }
      return Vector.concatenate(rows, type: type)
    }
  }
}
