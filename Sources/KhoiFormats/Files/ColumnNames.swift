import KhoiText

/// Names of columns made fit for use: none empty, none twice.
enum ColumnNames {
  /// The names, an empty one replaced by `column3`, a repeated one by `name_2`; a sentence for each
  /// change.
  static func made(from names: [String]) -> (names: [String], changes: [String]) {
    var taken = Set<IdentifierKey>()
    var result: [String] = []
    var changes: [String] = []
    let given = Set(names.map { IdentifierKey($0) })
    for (place, name) in names.enumerated() {
      var unique = name.isEmpty ? "column\(place + 1)" : name
      let stem = unique
      var number = 2
      while taken.contains(IdentifierKey(unique))
        || (unique != name && given.contains(IdentifierKey(unique)))
      {
        unique = "\(stem)_\(number)"
        number += 1
      }
      if name.isEmpty {
        changes.append("column \(place + 1) has no name: \(unique)")
      } else if unique != name {
        changes.append("column \(place + 1) repeats the name \(name): \(unique)")
      }
      taken.insert(IdentifierKey(unique))
      result.append(unique)
    }
    return (result, changes)
  }

  /// The names `column1`, `column2` and so on.
  static func numbered(_ count: Int) -> [String] { (0..<count).map { "column\($0 + 1)" } }
}
