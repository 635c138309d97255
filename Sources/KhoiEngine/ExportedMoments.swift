import KhoiData
import KhoiFormats
import KhoiFunctions
import KhoiText

/// Days and moments written by formats of their own: `COPY … (DATEFORMAT '%d/%m/%Y')`.
struct ExportedMoments {
  private var formats: [LogicalType: String] = [:]

  /// Takes the formats out of the options of COPY.
  init(takingFrom options: inout [FormatOptions.Given]) throws(Diagnostic) {
    var others: [FormatOptions.Given] = []
    for option in options {
      switch option.name.lowercased() {
      case "dateformat", "date_format": formats[.date] = try option.texts().first
      case "timestampformat", "timestamp_format":
        formats[.timestamp] = try option.texts().first
        for precision in TimestampPrecision.allCases {
          formats[.roundedTimestamp(precision)] = formats[.timestamp]
        }
      default: others.append(option)
      }
    }
    options = others
  }

  /// The schema with texts in place of what has a format.
  func schema(_ schema: Schema) -> Schema {
    formats.isEmpty
      ? schema
      : Schema(schema.fields.map { formats[$0.type] == nil ? $0 : Field($0.name, .varchar) })
  }

  /// The rows with texts in place of what has a format.
  func spelled(_ chunk: Chunk, _ context: EvaluationContext) throws(Diagnostic) -> Chunk {
    if formats.isEmpty || chunk.count == 0 { return chunk }
    var vectors = chunk.vectors
    for (place, vector) in chunk.vectors.enumerated() {
      guard let format = formats[vector.type] else { continue }
      let vector = vector.type.isRoundedTimestamp ? vector.retyped(.timestamp) : vector
      guard
        let overload = FunctionLibrary.scalar(named: "strftime")?.overloads.first(where: {
          $0.parameters == [.type(vector.type), .type(.varchar)]
        })
      else { continue }
      let pattern = Vector(constant: .text(format), count: vector.count)
      let spelled = try overload.evaluate(
        [vector.canonical(), pattern.flattened()], vector.count, context)
      vectors[place] = spelled.replacing(validity: vector.flattened().validity)
    }
    return Chunk(vectors, count: chunk.count)
  }
}
