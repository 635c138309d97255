import KhoiText

/// What a parsing function throws: a diagnostic behind one pointer.
///
/// A thrown value needs its room in every caller's stack frame. With whole diagnostics there the
/// frames of the recursive descent would be several times as large.
indirect enum SyntaxFailure: Error {
  case diagnostic(Diagnostic)

  init(_ diagnostic: Diagnostic) { self = .diagnostic(diagnostic) }

  var diagnostic: Diagnostic {
    switch self {
    case .diagnostic(let diagnostic): diagnostic
    }
  }
}
