import KhoiFunctions
import KhoiPlan
import KhoiSyntax
import KhoiText

/// The pages of `.help`, made of the lists that the program itself works with.
struct Manual {
  /// Every word that a page can be asked for by.
  var topics: [String] {
    ["keys", "pipes", "functions", "modes"] + ShellCommand.all.map(\.name)
      + PipeOperatorKeyword.all.map { $0.name.lowercased() }
      + FunctionIndex.all.map { $0.name.lowercased() } + TableFunction.builtins.map(\.name)
  }

  /// The first page.
  var overview: StyledText {
    var page = StyledText()
    page.append("A statement ends with ; and may have many lines. ", .plain)
    page.append("FROM table |> WHERE … |> AGGREGATE … GROUP BY …;\n", .keyword)
    for group in ShellCommand.Group.allCases {
      page.append("\n\(group.rawValue)\n", .heading)
      for command in ShellCommand.all where command.group == group {
        appendEntry(
          "." + command.name + (command.usage.isEmpty ? "" : " " + command.usage),
          command.summary, to: &page)
      }
    }
    page.append("\nMore: ", .heading)
    page.append(".help keys, .help pipes, .help functions, .help modes, .help NAME\n")
    return page
  }

  /// The page of a topic, or nil if there is none.
  func page(_ topic: String) -> StyledText? {
    let word = topic.first == "." ? String(topic.dropFirst()).lowercased() : topic.lowercased()
    switch word {
    case "keys": return keys
    case "pipes", "pipe", "|>": return pipes
    case "functions": return functions
    case "modes": return modes
    default: break
    }
    var page = StyledText()
    if let command = ShellCommand.all.first(where: { $0.name == word || $0.aliases.contains(word) })
    {
      appendCommand(command, to: &page)
    }
    let name = word.uppercased()
    if let step = PipeOperatorKeyword.all.first(where: { $0.name == name }) {
      page.append(step.syntax + "\n", .keyword)
      page.append("  \(step.summary)\n\n  \(step.example.replacing("\n", with: "\n  "))\n")
    }
    for function in FunctionIndex.all
    where function.name.uppercased() == name
      || function.aliases.contains(where: { $0.uppercased() == name })
    {
      appendFunction(function, to: &page)
    }
    for function in TableFunction.builtins where function.name.uppercased() == name {
      page.append(function.usage + "\n", .function)
      page.append("  \(function.summary)\n")
    }
    return page.isEmpty ? nil : page
  }

  private func appendCommand(_ command: ShellCommand, to page: inout StyledText) {
    page.append("." + command.name, .keyword)
    page.append(command.usage.isEmpty ? "\n" : " \(command.usage)\n")
    page.append("  \(command.summary)\n")
    if !command.aliases.isEmpty {
      page.append("  also: " + command.aliases.map { "." + $0 }.joined(separator: ", ") + "\n")
    }
    if !command.details.isEmpty {
      page.append("\n  \(command.details.replacing("\n", with: "\n  "))\n")
    }
  }

  private func appendFunction(_ function: FunctionDocumentation, to page: inout StyledText) {
    page.append(function.name.uppercased(), .function)
    page.append("  \(function.category.rawValue)\n", .muted)
    page.append("  \(function.summary)\n")
    if !function.aliases.isEmpty {
      page.append("  also: \(function.aliases.map { $0.uppercased() }.joined(separator: ", "))\n")
    }
    for example in function.examples {
      page.append("  \(example.code)")
      page.append("  ->  \(example.answer)\n", .muted)
    }
  }

  private var pipes: StyledText {
    var page = StyledText("The steps of a pipe, after |>\n", .heading)
    for step in PipeOperatorKeyword.all { appendEntry(step.name, step.summary, to: &page) }
    return page
  }

  private var functions: StyledText {
    var page = StyledText()
    for category in FunctionCategory.allCases {
      let names = FunctionIndex.all.filter { $0.category == category }.map { $0.name.uppercased() }
      if names.isEmpty { continue }
      page.append("\(category.rawValue)\n", .heading)
      for line in ColumnListing.lines(names.sorted(), width: 78) { page.append("  \(line)\n") }
    }
    page.append("table functions\n", .heading)
    let names = FunctionIndex.tableFunctionNames
    for line in ColumnListing.lines(names, width: 78) { page.append("  \(line)\n") }
    return page
  }

  private var modes: StyledText {
    var page = StyledText("Output modes, chosen with .mode or --mode\n", .heading)
    for mode in OutputMode.all { appendEntry(mode.name, mode.summary, to: &page) }
    return page
  }

  private var keys: StyledText {
    var page = StyledText("Keys\n", .heading)
    for (key, meaning) in Self.keyMeanings { appendEntry(key, meaning, to: &page) }
    page.append("\nAll other keys are those of GNU readline and of ~/.inputrc.\n", .muted)
    return page
  }

  private func appendEntry(_ name: String, _ summary: String, to page: inout StyledText) {
    page.append("  " + DisplayWidth.padded(name, to: 27) + " ", .keyword)
    page.append(summary + "\n")
  }

  private static let keyMeanings = [
    ("Enter", "run if the statement ends with ; — otherwise begin a new line"),
    ("Enter on an empty line", "run what is there, if it is whole"),
    ("Alt-Enter", "begin a new line in any case"),
    ("Ctrl-G", "run now, without ;"),
    ("Tab, Tab Tab", "complete; list what is possible"),
    ("Up, Down", "move in the text, then through the history"),
    ("Ctrl-P, Ctrl-N", "through the history"),
    ("Ctrl-R", "search the history"),
    ("Alt-P, Page Up", "the last entry that begins like this"),
    ("Home, End", "start and end of the line"),
    ("Ctrl-Home, Ctrl-End", "start and end of the text"),
    ("Ctrl-X Ctrl-E", "edit in $EDITOR"),
    ("Ctrl-C", "drop the text; cancel a running statement"),
    ("Ctrl-L", "clear the screen"),
    ("Ctrl-D", "leave, on an empty line"),
  ]
}
