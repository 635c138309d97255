#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Makes readline treat text as UTF-8, whatever the environment says.
enum TerminalLocale {
  /// Readline reads `LC_ALL`, `LC_CTYPE` and `LANG` by itself, so setting the C locale alone is not
  /// enough: with `LANG=C` backspace would cut characters into bytes.
  static func ensureUTF8() {
    _ = unsafe setlocale(LC_ALL, "")
    let codeset = unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) } ?? ""
    if codeset.uppercased().replacing("-", with: "") == "UTF8" { return }
    for name in ["C.UTF-8", "en_US.UTF-8", "C.utf8"] {
      if unsafe setlocale(LC_ALL, name) != nil {
        unsafe setenv("LC_ALL", name, 1)
        return
      }
    }
  }
}
