import KhoiData
import KhoiExecution
import KhoiFormats
import KhoiFunctions
import KhoiText

/// Brings columns that were loaded as text, or as a wider type, to the types that were asked for or
/// that their JSON has.
struct LoadedCasts {
  let report: LoadReport
  /// Asked now and then.
  var isCancelled: () -> Bool = { false }

  /// Whether there is anything to be done.
  var isNeeded: Bool {
    !report.casts.isEmpty || !report.untypedColumns.isEmpty || !report.integerCandidates.isEmpty
      || !report.exactNumbers.isEmpty
  }

  /// The table with the columns cast; values that do not go over are an error, become NULL or leave
  /// their row out.
  func apply(to table: Table) throws(Diagnostic) -> (Table, Losses) {
    var losses = Losses()
    let casts = try targets(table)
    var fields = table.schema.fields
    for (place, type) in casts { fields[place] = Field(fields[place].name, type) }
    var builder = TableBuilder(schema: Schema(fields))
    var rowsBefore = 0
    for segment in table.segments {
      if isCancelled() { throw .cancelled }
      let chunk = segment.chunk
      var sources = chunk.vectors
      var vectors = chunk.vectors
      for (place, type) in casts {
        let isJSON = report.jsonColumns.contains(place)
        sources[place] =
          isJSON ? sources[place].retyped(.json) : withoutEmptiness(sources[place], type)
        vectors[place] = try cast(
          sources[place], to: type, column: fields[place].name, rowsBefore: rowsBefore)
      }
      rowsBefore += chunk.count
      if report.nullsMisfits {
        for (place, _) in casts {
          let lost = (0..<chunk.count).filter {
            vectors[place].isNull($0) && !sources[place].isNull($0)
          }.count
          if lost > 0 { losses.nulled[place, default: 0] += lost }
        }
      }
      let result = Chunk(vectors, count: chunk.count)
      guard report.dropsMisfits else {
        builder.append(result)
        continue
      }
      var kept: [UInt32] = []
      for row in 0..<chunk.count {
        let goesOver = casts.allSatisfy { place, _ in
          !vectors[place].isNull(row) || sources[place].isNull(row)
        }
        if goesOver { kept.append(UInt32(row)) }
      }
      losses.droppedCount += chunk.count - kept.count
      builder.append(kept.count == chunk.count ? result : result.gather(Buffer(kept)))
    }
    return (builder.finish(), losses)
  }

  /// What did not go over to the types that were asked for.
  struct Losses {
    var droppedCount = 0
    /// Values that became NULL, by column.
    var nulled: [Int: Int] = [:]

    func notices(_ schema: Schema) -> [Diagnostic] {
      var notices: [Diagnostic] = []
      if droppedCount > 0 {
        notices.append(.droppedMisfits(droppedCount))
      }
      for (place, count) in nulled.sorted(by: { $0.key < $1.key }) {
        notices.append(.nulledMisfits(count, schema[place]))
      }
      return notices
    }
  }

  /// The columns to be cast and their types, those of JSON found out.
  private func targets(
    _ table: Table
  ) throws(Diagnostic) -> [(place: Int, type: LogicalType)] {
    var casts = report.casts
    for place in report.untypedColumns {
      var inference = JSONInference(depth: report.jsonDepth)
      for segment in table.segments {
        var row = 0
        while row < segment.rowCount {
          if isCancelled() { throw .cancelled }
          let count = min(2048, segment.rowCount - row)
          inference.add(segment.columns[place].slice(row, count))
          row += count
        }
      }
      casts[place] = inference.type
    }
    for place in report.integerCandidates where table.rowCount > 0 {
      let areIntegers = table.segments.allSatisfy { segment in
        (try? Cast.evaluate(segment.columns[place].slice(0, segment.rowCount), to: .bigint)) != nil
      }
      if areIntegers { casts[place] = .bigint }
    }
    for place in report.exactNumbers where table.rowCount > 0 {
      if let type = Self.exactType(table, place) { casts[place] = type }
    }
    return casts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The type that holds all numbers of a column of texts; nil where only text does.
  private static func exactType(_ table: Table, _ place: Int) -> LogicalType? {
    var extent = NumberExtent()
    for segment in table.segments {
      let vector = segment.columns[place].slice(0, segment.rowCount)
      for row in 0..<vector.count where !vector.isNull(row) {
        extent.add(vector.textView(row).string.utf8)
      }
    }
    guard let type = extent.type else { return nil }
    let areCast = table.segments.allSatisfy { segment in
      (try? Cast.evaluate(segment.columns[place].slice(0, segment.rowCount), to: type)) != nil
    }
    return areCast ? type : nil
  }

  /// What became of the columns of numbers that BIGINT or DOUBLE would not hold.
  static func exactNotices(_ table: Table, _ report: LoadReport) -> [Diagnostic] {
    report.exactNumbers.sorted().map { place in
      let field = table.schema[place]
      return Diagnostic(
        .io, field.type == .varchar ? "kept-as-text" : "exact-numbers",
        field.type == .varchar
          ? "column \"\(field.name)\" kept as text: no type holds all digits of its numbers"
          : "column \"\(field.name)\" is \(field.type.name): DOUBLE would lose digits",
        severity: .notice)
    }
  }

  private func cast(
    _ vector: Vector, to type: LogicalType, column: String, rowsBefore: Int
  ) throws(Diagnostic) -> Vector {
    let isTry = report.dropsMisfits || report.nullsMisfits
    do throws(Diagnostic) {
      return try Cast.evaluate(vector, to: type, isTry: isTry)
    } catch {
      // The place in the file is known where the first reading met the same column.
      if let earlier = report.castError, earlier.message.hasPrefix("column \"\(column)\"") {
        throw earlier
      }
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

  /// The texts with NULL in place of empty ones, which no number or date can be.
  private func withoutEmptiness(_ source: Vector, _ type: LogicalType) -> Vector {
    guard source.type == .varchar, type != .varchar, type != .blob else { return source }
    let flat = source.flattened()
    let isEmpty = (0..<flat.count).map { !flat.isNull($0) && flat.textView($0).count == 0 }
    guard isEmpty.contains(true) else { return source }
    return flat.replacing(
      validity: Validity(count: flat.count) { !flat.isNull($0) && !isEmpty[$0] })
  }
}
