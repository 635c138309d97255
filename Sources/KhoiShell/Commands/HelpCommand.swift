import KhoiFunctions
import KhoiSyntax
import KhoiText

extension ShellCommand {
  static let help = ShellCommand(
    "help", aliases: ["h", "man"], "[TOPIC]",
    "this list; or help with a command, a function or a step of a pipe",
    group: .shell, argument: .topic
  ) { (shell, text) throws(Diagnostic) in
    var words = text.arguments
    if words.first == "func" || words.first == "function" { words.removeFirst() }
    let topic = words.joined(separator: " ")
    let manual = Manual()
    guard let page = topic.isEmpty ? manual.overview : manual.page(topic) else {
      throw .unknownTopic(topic, nearest: Suggestion.nearest(to: topic, among: manual.topics))
    }
    try shell.write(shell.palette.render(page))
  }
}
