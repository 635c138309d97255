import KhoiData
import KhoiFormats
import KhoiFunctions
import KhoiText

/// Brings columns that were loaded as text, or as a wider type, to the types that were asked for or
/// that their JSON has.
struct LoadedCasts {
  let report: LoadReport

  /// Whether there is anything to be done.
  var isNeeded: Bool {
    !report.casts.isEmpty || !report.untypedColumns.isEmpty || !report.integerCandidates.isEmpty
  }

  /// The table with the columns cast; values that do not go over are an error, become NULL or leave
  /// their row out.
  func apply(to table: Table) throws(Diagnostic) -> Table {
    let casts = try targets(table)
    var fields = table.schema.fields
    for (place, type) in casts { fields[place] = Field(fields[place].name, type) }
    var builder = TableBuilder(schema: Schema(fields))
    var rowsBefore = 0
    for segment in table.segments {
      let chunk = segment.chunk
      var vectors = chunk.vectors
      for (place, type) in casts {
        vectors[place] = try cast(
          chunk.vectors[place], place, to: type, column: fields[place].name,
          rowsBefore: rowsBefore)
      }
      rowsBefore += chunk.count
      let result = Chunk(vectors, count: chunk.count)
      guard report.dropsMisfits else {
        builder.append(result)
        continue
      }
      var kept: [UInt32] = []
      for row in 0..<chunk.count {
        let goesOver = casts.allSatisfy { place, _ in
          !vectors[place].isNull(row) || chunk.vectors[place].isNull(row)
        }
        if goesOver { kept.append(UInt32(row)) }
      }
      builder.append(kept.count == chunk.count ? result : result.gather(Buffer(kept)))
    }
    return builder.finish()
  }

  /// The columns to be cast and their types, those of JSON found out.
  private func targets(
    _ table: Table
  ) throws(Diagnostic) -> [(place: Int, type: LogicalType)] {
    var casts = report.casts
    for place in report.untypedColumns {
      var inference = JSONInference(depth: report.jsonDepth)
      for segment in table.segments {
        inference.add(segment.columns[place].slice(0, segment.rowCount))
      }
      casts[place] = inference.type
    }
    for place in report.integerCandidates where table.rowCount > 0 {
      let areIntegers = table.segments.allSatisfy { segment in
        (try? Cast.evaluate(segment.columns[place].slice(0, segment.rowCount), to: .bigint)) != nil
      }
      if areIntegers { casts[place] = .bigint }
    }
    return casts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func cast(
    _ source: Vector, _ place: Int, to type: LogicalType, column: String, rowsBefore: Int
  ) throws(Diagnostic) -> Vector {
    let isJSON = report.jsonColumns.contains(place)
    let vector = isJSON ? source.retyped(.json) : source
    let isTry = report.dropsMisfits || report.nullsMisfits
    do throws(Diagnostic) {
      return try Cast.evaluate(vector, to: type, isTry: isTry)
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
