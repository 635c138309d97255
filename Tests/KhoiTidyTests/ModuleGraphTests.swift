import Foundation
import Testing

/// The modules form a line: imports follow Package.swift, and Package.swift only points back.
@Suite struct ModuleGraphTests {
  /// A target of Package.swift and what it names as dependencies.
  private struct Target {
    let name: String
    let dependencies: [String]
  }

  /// What every module may import besides its dependencies.
  private static let standard: Set<String> = [
    "Glibc", "Musl", "Darwin", "Synchronization", "Swift",
  ]
  private static let standardOfTests: Set<String> = ["Testing", "Foundation"]

  private func targets() throws -> [Target] {
    let manifest = SourceFile.text(at: "Package.swift")
    let pattern = try Regex(
      #"\.(?:target|executableTarget|testTarget)\(\s*name: "(\w+)"((?:[^()]|\([^()]*\))*)\)"#)
    let word = try Regex(#""(\w+)""#)
    return manifest.matches(of: pattern).map { match in
      let name = match.output[1].substring.map(String.init) ?? ""
      let rest = match.output[2].substring.map(String.init) ?? ""
      let list = rest.components(separatedBy: "dependencies:").dropFirst().first ?? ""
      let dependencies = list.matches(of: word).compactMap { dependency in
        dependency.output[1].substring.map(String.init)
      }
      return Target(name: name, dependencies: dependencies)
    }
  }

  @Test func `dependencies only point to targets named before`() throws {
    var known: Set<String> = []
    let targets = try targets()
    #expect(targets.count > 20)
    for target in targets {
      for dependency in target.dependencies where dependency.hasPrefix("Khoi") {
        #expect(known.contains(dependency), "\(target.name) depends on \(dependency)")
      }
      known.insert(target.name)
    }
  }

  @Test func `files import only what their target depends on`() throws {
    let allowed = Dictionary(
      try targets().map { ($0.name, Set($0.dependencies)) },
      uniquingKeysWith: { first, _ in first })
    let pattern = try Regex(
      #"^(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+"#
        + #"(?:(?:struct|func|enum|class|var)\s+)?(\w+)"#)
    for file in SourceFile.sources + SourceFile.tests {
      var modules = (allowed[file.target] ?? []).union(Self.standard)
      if file.folders.first == "Tests" { modules.formUnion(Self.standardOfTests) }
      for line in file.codeLines {
        guard let match = line.firstMatch(of: pattern) else { continue }
        let module = match.output[1].substring.map(String.init) ?? ""
        #expect(modules.contains(module), "\(file.path) imports \(module)")
      }
    }
  }
}
