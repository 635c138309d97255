import KhoiData
import KhoiText

extension ShellCommand {
  static let param = ShellCommand(
    "param", "[NAME [VALUE]]", "the values that $NAME stands for in statements",
    details: """
      .param city Huế    gives $city a value
      .param city        takes it away
      .param             shows all
      .param clear       takes all away
      """,
    group: .scripts
  ) { (shell, text) throws(Diagnostic) in
    guard let word = text.arguments.first else {
      let rows = shell.parameters.sorted { $0.key < $1.key }.map { name, value -> [Value] in
        [.text("$" + name), .text(value.type.name.lowercased()), .text(value.text)]
      }
      if rows.isEmpty {
        shell.say("no parameters; .param NAME VALUE sets one")
      } else {
        try shell.showFacts(
          Schema([
            Field("name", .varchar), Field("type", .varchar), Field("value", .varchar),
          ]), rows)
      }
      return
    }
    let name = word.first == "$" ? String(word.dropFirst()) : word
    if text.arguments.count == 1 {
      if name == "clear" { shell.parameters = [:] } else { shell.parameters[name] = nil }
    } else {
      let value = text.arguments.dropFirst().joined(separator: " ")
      shell.parameters[name] = try ParameterValue.value(value, type: nil, name: name)
    }
  }
}
