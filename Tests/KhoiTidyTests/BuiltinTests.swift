import KhoiData
import KhoiEngine
import KhoiFunctions
import KhoiText
import Testing

/// Every built-in function explains itself, and what it shows as an example is true.
@Suite struct BuiltinTests {
  /// The text of all values of an answer, row by row.
  private func values(of query: String) throws -> String {
    let result: StatementResult = try Session().execute(query)
    let rows = result.chunks.flatMap { chunk in (0..<chunk.count).map { chunk.row($0) } }
    return rows.flatMap { $0.map(\.text) }.joined(separator: ", ")
  }

  @Test func `every function has a summary and an example`() {
    for documentation in FunctionLibrary.allDocumentation {
      #expect(documentation.summary.hasSuffix("."), "\(documentation.name)")
      #expect(!documentation.examples.isEmpty, "\(documentation.name)")
    }
    #expect(FunctionLibrary.allDocumentation.count > 50)
  }

  @Test func `every example of a scalar function gives what it says`() {
    for function in ScalarFunction.builtins {
      for example in function.documentation.examples {
        #expect(throws: Never.self, "\(function.name): \(example.code)") {
          let answer = try values(of: "SELECT \(example.code)")
          #expect(answer == example.answer, "\(function.name): \(example.code)")
        }
      }
    }
  }

  @Test func `every example of an aggregate or window function gives what it says`() {
    let documentation =
      AggregateFunction.builtins.map(\.documentation)
      + WindowFunction.builtins.map(\.documentation)
    for function in documentation {
      for example in function.examples {
        #expect(throws: Never.self, "\(function.name): \(example.code)") {
          let answer = try values(of: example.code)
          #expect(answer == example.answer, "\(function.name): \(example.code)")
        }
      }
    }
  }
}
