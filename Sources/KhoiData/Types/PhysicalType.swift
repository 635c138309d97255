/// How the values of one vector or stored column lie in memory.
package enum PhysicalType: String, Hashable, Sendable, CaseIterable {
  /// One byte a value, 0 or 1.
  case boolean
  case int8, int16, int32, int64, int128
  case float64
  case interval
  /// 16-byte views into text heaps.
  case text
  /// Codes into a dictionary of text.
  case codes8, codes16, codes32
  /// Windows into one vector of elements.
  case list
  /// One vector per field.
  case structure

  /// Bytes that one value takes, without what it points to.
  package var byteWidth: Int {
    switch self {
    case .boolean, .int8, .codes8: 1
    case .int16, .codes16: 2
    case .int32, .codes32: 4
    case .int64, .float64, .list: 8
    case .interval, .text, .int128: 16
    case .structure: 0
    }
  }
}
