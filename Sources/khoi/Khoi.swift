import KhoiShell

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The command line: `khoi [options] [FILE…]`, `khoi run …` and `khoi fmt …`.
@main
enum Khoi {
  @MainActor static func main() {
    exit(Launch.start(Array(CommandLine.arguments.dropFirst())))
  }
}
