import KhoiData
import KhoiFormats
import KhoiFunctions
import KhoiText

/// Brings columns that were loaded as text, or as a wider type, to the types that were asked for.
struct LoadedCasts {
  let report: LoadReport

  /// The table with the columns cast; rows whose values do not go over are left out or an error.
  func apply(to table: Table) throws(Diagnostic) -> Table {
    var fields = table.schema.fields
    for (place, type) in report.casts { fields[place] = Field(fields[place].name, type) }
    var builder = TableBuilder(schema: Schema(fields))
    var rowsBefore = 0
    for segment in table.segments {
      let chunk = segment.chunk
      var vectors = chunk.vectors
      for (place, type) in report.casts.sorted(by: { $0.key < $1.key }) {
        vectors[place] = try cast(
          chunk.vectors[place], to: type, column: fields[place].name, rowsBefore: rowsBefore)
      }
      rowsBefore += chunk.count
      let result = Chunk(vectors, count: chunk.count)
      guard report.dropsMisfits else {
        builder.append(result)
        continue
      }
      var kept: [UInt32] = []
      for row in 0..<chunk.count {
        let goesOver = report.casts.keys.allSatisfy { place in
          !vectors[place].isNull(row) || chunk.vectors[place].isNull(row)
        }
        if goesOver { kept.append(UInt32(row)) }
      }
      builder.append(kept.count == chunk.count ? result : result.gather(Buffer(kept)))
    }
    return builder.finish()
  }

  private func cast(
    _ vector: Vector, to type: LogicalType, column: String, rowsBefore: Int
  ) throws(Diagnostic) -> Vector {
    do throws(Diagnostic) {
      return try Cast.evaluate(vector, to: type, isTry: report.dropsMisfits)
    } catch {
      if let earlier = report.castError { throw earlier }
      for row in 0..<vector.count {
        let one = vector.slice(row, 1)
        if (try? Cast.evaluate(one, to: type)) == nil {
          throw Diagnostic.valueOfOtherType(
            report.path, row: rowsBefore + row + 1, column: column, value: vector[row].text,
            type: type)
        }
      }
      throw error
    }
  }
}
