/// The version of khoi.
package enum KhoiVersion {
  package static let text = "0.1.0"
}
