import KhoiText

/// Names of columns made fit for use: none empty, none twice.
enum ColumnNames {
  /// The names, an empty one replaced by `column3`, a repeated one by `name_1`; a sentence for each
  /// change.
  static func made(from names: [String]) -> (names: [String], changes: [String]) {
    if areFit(names) { return (names, []) }
    var taken = Set<IdentifierKey>()
    var result: [String] = []
    var changes: [String] = []
    let given = Set(names.map { IdentifierKey($0) })
    // Where the count of each repeated name goes on, as a sheet may have thousands of them.
    var numbers: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      var unique = name.isEmpty ? numbered(place, of: names.count) : name
      let stem = unique
      var number = numbers[stem] ?? 1
      while taken.contains(IdentifierKey(unique))
        || (unique != name && given.contains(IdentifierKey(unique)))
      {
        unique = "\(stem)_\(number)"
        number += 1
      }
      numbers[stem] = number
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

  /// Whether nothing has to be changed, as of most files; told of few names only.
  private static func areFit(_ names: [String]) -> Bool {
    guard names.count <= 32, !names.contains("") else { return false }
    let keys = names.map { IdentifierKey($0) }
    return keys.indices.allSatisfy { !keys[..<$0].contains(keys[$0]) }
  }

  /// The names `column0`, `column1` and so on, equally long.
  static func numbered(_ count: Int) -> [String] {
    (0..<count).map { numbered($0, of: count) }
  }

  private static func numbered(_ place: Int, of count: Int) -> String {
    let digits = String(place)
    let width = String(max(0, count - 1)).utf8.count
    return "column" + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  /// The names as plain identifiers: small letters, digits and underscores.
  static func normalised(_ names: [String]) -> [String] {
    names.map { name in
      var result = ""
      for character in name.lowercased() {
        if character.isLetter || character.isNumber {
          result.append(character)
        } else if !result.isEmpty && result.last != "_" {
          result.append("_")
        }
      }
      while result.last == "_" { result.removeLast() }
      if result.isEmpty { return "_" }
      return result.first?.isNumber == true ? "_" + result : result
    }
  }
}
