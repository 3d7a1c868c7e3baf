import Skein
import Testing

@Suite("Text from files on a terminal") struct TerminalTextTests {
  /// Everything that a terminal obeys, that ends a line, or that turns the order of letters.
  private static let hidden: [Unicode.Scalar] = {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x200B...0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
      0xFEFF...0xFEFF,
    ]
    return ranges.flatMap { $0.compactMap { Unicode.Scalar($0) } }
  }()

  @Test("no character that a terminal obeys or hides is shown as it is")
  func hiddenCharacters() {
    for scalar in Self.hidden {
      let text = "a\(scalar)b"
      for shown in [
        TerminalText.plain(text), TerminalText.quoted(text), TerminalText.literal(text),
        TerminalText.name(text), TerminalText.names([text]),
      ] {
        #expect(!shown.unicodeScalars.contains(scalar), "\(scalar.value) in \(shown)")
        #expect(shown.contains("a\\"), "\(shown)")
      }
      if scalar != "\n" { #expect(!TerminalText.lines(text).unicodeScalars.contains(scalar)) }
    }
    #expect(TerminalText.plain("11.6\u{200B}") == "11.6\\u{200B}")
    #expect(TerminalText.lines("a\n\u{1B}b\r\n") == "a\n\\u{1B}b\\r\n")
  }

  @Test("other scripts and emoji stay as they are")
  func otherScripts() {
    for text in ["größe", "می\u{200C}خواهم", "क्\u{200D}ष", "👨\u{200D}👩\u{200D}👧", "e\u{301}"] {
      #expect(TerminalText.plain(text) == text)
      #expect(TerminalText.lines(text) == text)
    }
    #expect(TerminalText.plain("1\u{200D}2") == "1\\u{200D}2", "nothing to join")
  }

  @Test(
    "a text of any length is shown in few characters",
    arguments: [
      String(repeating: "h", count: 1_000_000), String(repeating: "\u{1B}", count: 1_000_000),
      "a" + String(repeating: "\u{301}", count: 1_000_000),
      String(repeating: "👨\u{200D}", count: 500_000),
    ])
  func longTexts(_ text: String) {
    #expect(TerminalText.plain(text).unicodeScalars.count <= 4096 * 6 + 1)
    #expect(TerminalText.name(text).unicodeScalars.count <= 40 * 6 + 1)
    #expect(TerminalText.escaped(text).unicodeScalars.count <= 80 * 6 + 1)
    #expect(ShortText.cut(text, to: 14).unicodeScalars.count <= 14 * 4 + 1)
    let names = TerminalText.names([String](repeating: text, count: 1000))
    #expect(names.unicodeScalars.count <= 20 * 250 && names.hasSuffix(" and 980 more"))
  }

  @Test("a cut text has as many characters as fit, the ellipsis included")
  func cut() {
    #expect(ShortText.cut("abcd", to: 4) == "abcd")
    #expect(ShortText.cut("abcde", to: 4) == "abc…")
    #expect(ShortText.cut("abcde", to: 1, ellipsis: ".") == ".")
    #expect(ShortText.cut("", to: 1) == "")
    #expect(ShortText.cut("👨\u{200D}👩\u{200D}👧👨\u{200D}👩\u{200D}👧", to: 3).count == 2)
  }

  @Test("letters with hundreds of marks are told from letters of any script")
  func marks() {
    let many = String(repeating: "\u{301}\u{316}", count: 200)
    #expect(!StackedMarks.areFew(in: "a\(many)"))
    #expect(StackedMarks.areFew(in: String(repeating: "a\u{301}\u{316}", count: 1000)))
    #expect(StackedMarks.areFew(in: "größe 温度 👨\u{200D}👩"))
  }

  @Test("a part of a whole is never rounded up to 100 %")
  func share() {
    let expected: [(Double, String)] = [
      (0, "0 %"), (0.000_01, "less than 0.01 %"), (0.0012, "0.12 %"), (0.04321, "4.3 %"),
      (0.0994, "9.9 %"), (0.0996, "10 %"), (0.404, "40 %"), (0.99, "99 %"), (0.9949, "99 %"),
      (0.996, "99.6 %"), (0.9999, "99.9 %"), (1, "100 %"), (.nan, "?"), (-.infinity, "?"),
    ]
    for (fraction, text) in expected { #expect(NumberText.share(fraction) == text, "\(fraction)") }
    for thousandth in 0...10_000 {
      let text = NumberText.share(Double(thousandth) / 10_000)
      #expect(!text.contains("e") || text.hasPrefix("less"), "\(text)")
      #expect((text == "100 %") == (thousandth == 10_000))
    }
  }
}
