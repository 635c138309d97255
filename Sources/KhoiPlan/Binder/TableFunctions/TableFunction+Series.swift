extension TableFunction {
  static let generateSeries = TableFunction(
    name: "generate_series",
    summary: "Whole numbers from the first to the last, which is included.",
    usage: "FROM generate_series(2020, 2025)",
    parameters: [
      TableFunctionParameter("start", .value), TableFunctionParameter("stop", .value),
      TableFunctionParameter("step", .value, isRequired: false),
    ],
    meaning: .series(includesStop: true))

  static let range = TableFunction(
    name: "range",
    summary: "Whole numbers from the first up to, but not including, the last.",
    usage: "FROM range(0, 10, 2)",
    parameters: [
      TableFunctionParameter("start", .value), TableFunctionParameter("stop", .value),
      TableFunctionParameter("step", .value, isRequired: false),
    ],
    meaning: .series(includesStop: false))
}
