import Foundation

/// A small CSV file of the folder `Vectors`: a header, then rows of fields, some in quotes.
enum VectorRows {
  static func read(_ name: String, of path: String = #filePath) throws -> [[String]] {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    let text = try String(contentsOfFile: "/\(folder)/Vectors/\(name)", encoding: .utf8)
    var rows: [[String]] = []
    for line in text.unicodeScalars.split(whereSeparator: { $0 == "\n" || $0 == "\r" }).dropFirst()
    {
      var fields: [String.UnicodeScalarView] = [String.UnicodeScalarView()]
      var isQuoted = false
      for scalar in line {
        if scalar == "\"" {
          isQuoted.toggle()
        } else if scalar == "," && !isQuoted {
          fields.append(String.UnicodeScalarView())
        } else {
          fields[fields.count - 1].append(scalar)
        }
      }
      rows.append(fields.map { String($0) })
    }
    return rows
  }
}
