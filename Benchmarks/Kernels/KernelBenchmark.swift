import KhoiExecution
import KhoiText

/// Times the inner loops of khoi and prints a line of cells between tabs for each:
/// `kernel`, its name, group, nanoseconds a row, bytes a row, and what limits it.
///
/// `scripts/bench kernels` builds and runs it and makes a table of it.
@main
struct KernelBenchmark {
  private var rows = 4 << 20
  private var only: [String] = []
  private var folder = "/tmp"

  static func main() {
    var benchmark = KernelBenchmark()
    guard benchmark.read(Array(CommandLine.arguments.dropFirst())) else {
      print("usage: khoi-kernels [--rows N] [--only WORD,…] [--folder FOR-A-FILE]")
      return
    }
    do throws(Diagnostic) {
      try benchmark.run()
    } catch {
      print("failed\t\(error.message)")
    }
  }

  /// Takes the arguments; false where they are not understood.
  private mutating func read(_ arguments: [String]) -> Bool {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard let value = rest.popFirst() else { return false }
      switch option {
      case "--rows":
        guard let count = Int(value), count >= 1 << 16 else { return false }
        rows = count
      case "--only": only = value.split(separator: ",").map(String.init)
      case "--folder": folder = value
      default: return false
      }
    }
    return true
  }

  private func run() throws(Diagnostic) {
    print("rows\t\(rows)")
    for limit in MachineLimit.allCases {
      print("limit\t\(limit.rawValue)\t\(limit.rate(threads: 1))")
    }
    let threads = Scheduler.processorCount
    for limit in MachineLimit.allCases where threads > 1 {
      print("limit\t\(limit.rawValue), \(threads) threads\t\(limit.rate(threads: threads))")
    }
    var witness = try measure(KernelProbes(rows: rows).all)
    let operators = try OperatorProbes(rows: rows, folder: folder)
    witness &+= try measure(operators.all)
    operators.clean()
    print("witness\t\(witness)")
  }

  private func measure(_ probes: [Probe]) throws(Diagnostic) -> Int {
    var witness = 0
    for probe in probes where isWanted(probe) {
      let found = try probe.measure()
      witness &+= found.witness
      let nanoseconds = Double(found.nanoseconds) / Double(probe.rows)
      print(
        "kernel\t\(probe.name)\t\(probe.group)\t\(nanoseconds)\t\(probe.bytesPerRow)\t"
          + probe.limit.rawValue)
    }
    return witness
  }

  private func isWanted(_ probe: Probe) -> Bool {
    only.isEmpty || only.contains { probe.group.hasPrefix($0) || probe.name.hasPrefix($0) }
  }
}
