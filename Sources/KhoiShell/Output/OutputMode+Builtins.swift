/// Every output mode, in the order of `.help mode`.
extension OutputMode {
  package static let all: [OutputMode] = [
    .box, .csv, .tsv, .json, .ndjson, .markdown, .line, .list, .html, .insert, .trash,
  ]
}
