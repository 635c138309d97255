package import KhoiText

/// The saved queries of a folder.
package struct SavedQueries: Sendable {
  package let folder: String

  package init(folder: String) { self.folder = folder }

  /// The names of all queries, in order.
  package var names: [String] {
    FileAccess.names(in: folder).filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }
  }

  /// Every query, read.
  package func all() throws(Diagnostic) -> [SavedQuery] {
    guard FileAccess.isFolder(folder) else { throw .noFolder(folder) }
    var queries: [SavedQuery] = []
    for name in names { queries.append(try SavedQuery(path: path(name))) }
    return queries
  }

  /// The query of a name, of a path, or of a part that only one name has: `08`, `flag-quota`.
  package func find(_ name: String) throws(Diagnostic) -> SavedQuery {
    if name.contains("/") || name.hasSuffix(".sql"), FileAccess.exists(name) {
      return try SavedQuery(path: name)
    }
    let wanted = name.hasSuffix(".sql") ? String(name.dropLast(4)) : name
    let names = names
    if names.contains(wanted) { return try SavedQuery(path: path(wanted)) }
    for found in [names.filter { $0.hasPrefix(wanted) }, names.filter { $0.contains(wanted) }] {
      if found.count == 1 { return try SavedQuery(path: path(found[0])) }
      if found.count > 1 { throw .ambiguousQuery(name, found) }
    }
    throw .unknownQuery(name, folder: folder, among: names)
  }

  private func path(_ name: String) -> String { folder + "/" + name + ".sql" }
}
