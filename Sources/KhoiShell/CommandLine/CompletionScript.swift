/// The completion of khoi's options in the shells of the system.
enum CompletionScript: String, Sendable, CaseIterable {
  case bash, zsh, fish

  /// What the shell has to read: `source <(khoi --completions bash)`.
  var text: String {
    let programs = [CommandLineProgram.shell] + CommandLineProgram.named.map { $0.program() }
    return switch self {
    case .bash: Self.bash(programs)
    case .zsh: "autoload -U +X bashcompinit && bashcompinit\n" + Self.bash(programs)
    case .fish: Self.fish()
    }
  }

  /// A function that offers options behind a dash, the values of options with few, else files.
  private static func bash(_ programs: [CommandLineProgram]) -> String {
    var values: [String: [String]] = [:]
    for option in programs.flatMap(\.allOptions) where !option.choices.isEmpty {
      for name in option.names { values[name] = option.choices }
    }
    let cases = values.sorted { $0.key < $1.key }.map { name, choices in
      "    \(name)) words=\"\(choices.joined(separator: " "))\" ;;\n"
    }
    func options(_ program: CommandLineProgram) -> String {
      program.allOptions.flatMap(\.names).joined(separator: " ")
    }
    let named = CommandLineProgram.named.map { word, program in
      "      \(word)) words=\"\(options(program()))\" ;;\n"
    }
    return """
      _khoi() {
        local word="${COMP_WORDS[COMP_CWORD]}" words=""
        case "${COMP_WORDS[COMP_CWORD-1]}" in
      \(cases.joined())  esac
        if [[ -z $words && $word == -* ]]; then
          case "${COMP_WORDS[1]}" in
      \(named.joined())      *) words="\(options(.shell))" ;;
          esac
        fi
        if [[ -n $words ]]; then
          COMPREPLY=($(compgen -W "$words" -- "$word"))
        else
          COMPREPLY=($(compgen -f -- "$word"))
        fi
      }
      complete -o filenames -F _khoi khoi

      """
  }

  private static func fish() -> String {
    var lines: [String] = []
    let words = CommandLineProgram.named.map(\.word).joined(separator: " ")
    let programs: [(String, CommandLineProgram)] =
      [("not __fish_seen_subcommand_from \(words)", .shell)]
      + CommandLineProgram.named.map { ("__fish_seen_subcommand_from \($0.word)", $0.program()) }
    for (word, program) in CommandLineProgram.named {
      lines.append(
        "complete -c khoi -n __fish_use_subcommand -a \(word) -d \(quoted(program().abstract))")
    }
    for (condition, program) in programs {
      for option in program.allOptions {
        var line = "complete -c khoi -n '\(condition)'"
        for name in option.names {
          line += name.hasPrefix("--") ? " -l \(name.dropFirst(2))" : " -s \(name.dropFirst())"
        }
        if option.value != nil { line += " -r" }
        if !option.choices.isEmpty {
          line += " -f -a \(quoted(option.choices.joined(separator: " ")))"
        }
        lines.append(line + " -d \(quoted(option.help))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    var result = "'"
    for character in text {
      if character == "'" || character == "\\" { result += "\\" }
      result.append(character)
    }
    return result + "'"
  }
}
