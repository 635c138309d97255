/// The name as it must be written in a statement: bare where that reads back, else in backticks.
package func quotedIdentifier(_ name: String) -> String {
  let isBare =
    !name.isEmpty
    && name.unicodeScalars.enumerated().allSatisfy { index, scalar in
      scalar == "_" || scalar.properties.isAlphabetic
        || (index > 0 && (scalar.properties.numericType != nil || scalar.value == 0x300))
    }
  if isBare { return name }
  return "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``")
    + "`"
}
