// swift-tools-version: 6.2
import PackageDescription

// The modules form one line: each may import only what stands above it in the list of its
// dependencies, never the other way round. ARCHITECTURE.md has the picture and the reasons.

let package = Package(
  name: "khoi",
  products: [
    .executable(name: "khoi", targets: ["khoi"]),
    .executable(name: "khoi-kernels", targets: ["KhoiKernels"]),
  ],
  targets: [
    // Layer 0 and the C shims.
    .target(name: "KhoiText"),
    .target(name: "CByteScan"),
    .target(name: "CSelection"),
    // What a library needs itself stands behind it, for those who link archives.
    .target(
      name: "CReadline",
      linkerSettings: [
        .linkedLibrary("readline"), .linkedLibrary("tinfo", .when(platforms: [.linux])),
      ]),
    .target(
      name: "CRegularExpression",
      linkerSettings: [
        .linkedLibrary("re2"), .linkedLibrary("stdc++", .when(platforms: [.linux])),
      ]),
    .target(
      name: "CCompression", linkerSettings: [.linkedLibrary("z"), .linkedLibrary("zstd")]),
    // Layer 1
    .target(name: "KhoiData", dependencies: ["KhoiText"]),
    .target(name: "KhoiSyntax", dependencies: ["KhoiText"]),
    // Layer 2
    .target(
      name: "KhoiFunctions",
      dependencies: ["CRegularExpression", "CSelection", "KhoiData", "KhoiText"]),
    .target(
      name: "KhoiFormats", dependencies: ["CByteScan", "CCompression", "KhoiData", "KhoiText"]),
    .target(name: "KhoiChart", dependencies: ["KhoiData", "KhoiText"]),
    // Layer 3 to 7
    .target(
      name: "KhoiPlan", dependencies: ["KhoiData", "KhoiFunctions", "KhoiSyntax", "KhoiText"]),
    .target(
      name: "KhoiExecution", dependencies: ["KhoiData", "KhoiFunctions", "KhoiPlan", "KhoiText"]),
    .target(
      name: "KhoiEngine",
      dependencies: [
        "KhoiChart", "KhoiData", "KhoiExecution", "KhoiFormats", "KhoiFunctions", "KhoiPlan",
        "KhoiSyntax", "KhoiText",
      ]),
    .target(
      name: "KhoiShell",
      dependencies: [
        "CReadline", "KhoiChart", "KhoiData", "KhoiEngine", "KhoiExecution", "KhoiFormats",
        "KhoiFunctions", "KhoiPlan", "KhoiSyntax", "KhoiText",
      ]),
    .executableTarget(name: "khoi", dependencies: ["KhoiShell"]),
    // Times the loops that operators are made of: scripts/bench kernels.
    .executableTarget(
      name: "KhoiKernels",
      dependencies: [
        "CByteScan", "KhoiData", "KhoiEngine", "KhoiExecution", "KhoiFormats", "KhoiFunctions",
        "KhoiText",
      ],
      path: "Benchmarks/Kernels"),
    // Tests
    .target(
      name: "KhoiTestSupport",
      dependencies: ["KhoiData", "KhoiEngine", "KhoiText"], path: "Tests/KhoiTestSupport"),
    .testTarget(name: "KhoiTextTests", dependencies: ["KhoiText"], exclude: ["Vectors"]),
    .testTarget(name: "KhoiDataTests", dependencies: ["KhoiData", "KhoiText"]),
    .testTarget(name: "KhoiSyntaxTests", dependencies: ["KhoiSyntax", "KhoiText"]),
    .testTarget(
      name: "KhoiFunctionsTests", dependencies: ["KhoiData", "KhoiFunctions", "KhoiText"],
      exclude: ["Vectors"]),
    .testTarget(
      name: "KhoiFormatsTests", dependencies: ["KhoiData", "KhoiFormats", "KhoiText"],
      exclude: ["Vectors"]),
    .testTarget(
      name: "KhoiPlanTests",
      dependencies: ["KhoiData", "KhoiFunctions", "KhoiPlan", "KhoiText"]),
    .testTarget(
      name: "KhoiExecutionTests",
      dependencies: ["KhoiData", "KhoiExecution", "KhoiFunctions", "KhoiPlan", "KhoiText"]),
    .testTarget(
      name: "KhoiQueryTests",
      dependencies: [
        "KhoiData", "KhoiEngine", "KhoiFunctions", "KhoiShell", "KhoiSyntax", "KhoiTestSupport",
        "KhoiText",
      ],
      exclude: ["Answers", "Cases"]),
    .testTarget(
      name: "KhoiShellTests",
      dependencies: [
        "KhoiData", "KhoiEngine", "KhoiShell", "KhoiTestSupport", "KhoiText", "khoi",
      ]),
    .testTarget(
      name: "KhoiTidyTests", dependencies: ["KhoiData", "KhoiEngine", "KhoiFunctions", "KhoiText"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// One set of strict settings for every Swift target.
for target in package.targets where !target.name.hasPrefix("C") {
  var settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
  ]
  if target.type != .test {
    settings.append(.enableUpcomingFeature("InternalImportsByDefault"))
    settings.append(.strictMemorySafety())
  }
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
