/// An identifier as names are compared: canonical equivalence (NFC and NFD alike), without case.
package struct IdentifierKey: Hashable, Sendable {
  package let text: String

  package init(_ name: String) {
    // Swift compares and hashes strings by canonical equivalence, so lower case is all that is
    // needed.
    text = name.lowercased()
  }
}
