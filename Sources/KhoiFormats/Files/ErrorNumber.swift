#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system's error numbers and their texts.
enum ErrorNumber {
  static let missing = ENOENT
  static let refused = EACCES

  static func text(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text).lowercased()
  }
}
