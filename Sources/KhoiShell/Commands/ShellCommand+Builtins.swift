/// Every command of the shell, in the order of `.help`.
extension ShellCommand {
  package static let all: [ShellCommand] = [
    .tables, .schema, .load, .sniff, .fix, .storage,
    .mode, .last, .once, .output, .maxRows, .width, .nullValue, .headers, .separator,
    .timer, .progress,
    .run, .queries, .read, .param, .edit, .fmt, .echo, .print,
    .help, .history, .threads, .settings, .cd, .pwd, .shell, .quit,
  ]
}
