import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The wording of everything the shell itself can complain about.
extension Diagnostic {
  static func cannotOpen(_ path: String, code: Int32) -> Diagnostic {
    Diagnostic(.io, "cannot-open", "cannot read '\(path)': \(reason(code))")
  }

  static func cannotWrite(_ path: String, code: Int32) -> Diagnostic {
    Diagnostic(.io, "cannot-write", "cannot write '\(path)': \(reason(code))")
  }

  private static func reason(_ code: Int32) -> String {
    let text = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
