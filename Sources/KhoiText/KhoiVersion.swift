/// The version of khoi.
package enum KhoiVersion {
  /// What `khoi --version` and `version()` say.
  package static let text = "0.1.0"
}
