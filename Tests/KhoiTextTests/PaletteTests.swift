import KhoiText
import Testing

@Suite struct `Colour choice` {
  @Test func `follows the switch, then the environment, then the stream`() {
    func decide(
      _ choice: ColorChoice, _ terminal: Bool, _ environment: [String: String]
    ) -> Bool {
      choice.isEnabled(isTerminal: terminal) { environment[$0] }
    }
    #expect(decide(.auto, true, [:]))
    #expect(!decide(.auto, false, [:]))
    #expect(!decide(.auto, true, ["NO_COLOR": "1"]))
    #expect(decide(.auto, true, ["NO_COLOR": ""]))
    #expect(!decide(.auto, true, ["TERM": "dumb"]))
    #expect(!decide(.auto, true, ["CLICOLOR": "0"]))
    #expect(decide(.auto, false, ["FORCE_COLOR": "1"]))
    #expect(decide(.always, false, ["NO_COLOR": "1"]))
    #expect(!decide(.never, true, ["FORCE_COLOR": "1"]))
  }

  @Test func `a palette that is off adds nothing`() {
    var text = StyledText("a", .keyword)
    text.append("b")
    #expect(Palette.none.render(text) == "ab")
    #expect(Palette(isEnabled: true).render(text) == "\u{1B}[1;34ma\u{1B}[0mb")
  }
}

@Suite struct `Suggestions` {
  @Test func `are near, ordered and never what was typed`() {
    #expect(
      Suggestion.nearest(to: "asociation", among: ["kind", "association"]) == ["association"])
    #expect(
      Suggestion.nearest(to: "amuont", among: ["amount", "amounts"]) == ["amount", "amounts"])
    #expect(Suggestion.nearest(to: "year", among: ["year"]).isEmpty)
    #expect(Suggestion.nearest(to: "x", among: ["wholly", "different"]).isEmpty)
  }
}
