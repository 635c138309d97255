import KhoiText
import Testing

@Suite struct `Display width` {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("東京", 4), ("e\u{301}", 1), ("é", 1), ("नई दिल्ली", 6),
    ("👩‍👩‍👧‍👦", 2), ("🇻🇳", 2), ("✅", 2), ("القاهرة", 7), ("Kraków", 6),
    ("Hội Khuyến học", 14), ("Ho\u{323}\u{302}i", 3), ("a\u{200B}b", 2), ("❤\u{FE0F}", 2),
    ("1\u{FE0F}\u{20E3}", 2), ("👍🏽", 2), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
    ("a\u{AD}b", 3), ("ﬀ", 1), ("～", 2), ("─│┌", 3),
  ])
  func `counts cells of whole characters`(text: String, cells: Int) {
    #expect(DisplayWidth.of(text) == cells)
  }

  @Test func `shortens at whole characters and never leaves a longer text`() {
    #expect(DisplayWidth.shortened("東京都", to: 6) == "東京都")
    #expect(DisplayWidth.shortened("東京都庁", to: 6) == "東京…")
    #expect(DisplayWidth.shortened("abcdef", to: 4) == "abc…")
    #expect(DisplayWidth.shortened("abcdef", to: 1) == "…")
    #expect(DisplayWidth.shortened("abcdef", to: 0) == "")
  }

  @Test func `pads by cells`() {
    #expect(DisplayWidth.padded("東", to: 4) == "東  ")
    #expect(DisplayWidth.padded("12", to: 4, right: true) == "  12")
    #expect(DisplayWidth.padded("12345", to: 4) == "12345")
  }
}
