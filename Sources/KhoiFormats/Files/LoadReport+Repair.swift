import KhoiData
import KhoiText

extension LoadReport {
  /// Looks at the texts of a loaded table: tells of damage, or repairs what was asked for.
  mutating func checkTexts(of table: Table, fix request: TableRepair.Request?) -> Table {
    guard let request else {
      notices.append(contentsOf: TableRepair(table).notices)
      return table
    }
    let repair = TableRepair(table, request: request)
    let (result, changes) = repair.repaired()
    notices.append(contentsOf: changes.isEmpty ? [.nothingToFix] : Self.told(changes))
    // What is still wrong, such as other damage in other columns.
    notices.append(contentsOf: TableRepair(result).notices)
    if repair.findings.contains(where: { $0.damage.hasLostLetters }) {
      notices.append(.missingHorns)
    }
    return result
  }

  private static func told(_ changes: [TableRepair.Change]) -> [Diagnostic] {
    var names: [String] = []
    for change in changes where !names.contains(change.repairs) { names.append(change.repairs) }
    return names.map { name in
      let alike = changes.filter { $0.repairs == name }
      let example = alike.compactMap(\.example).max { $0.before.count < $1.before.count }
      return .textFixed(
        name, columns: alike.map(\.name).filter { !$0.isEmpty },
        names: alike.first { $0.name.isEmpty }?.changedRows ?? 0,
        values: alike.filter { !$0.name.isEmpty }.reduce(0) { $0 + $1.changedRows },
        example: example)
    }
  }
}
