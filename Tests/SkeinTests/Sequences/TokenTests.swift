import Skein
import Testing

@Suite("Tokens and vocabularies")
struct TokenTests {
  private static func tokens(_ text: String, _ tokenizer: Tokenizer, signs: Bool = false)
    -> [String]
  {
    var found: [String] = []
    tokenizer.tokens(of: text, signs: signs) { found.append($0) }
    return found
  }

  @Test("words are in small letters, with their apostrophes and decimal points, and no other sign")
  func words() {
    let cases: [(String, [String])] = [
      ("", []), (" \n\t", []), ("...!?", []), ("Hello, World!", ["hello", "world"]),
      ("don't DON’T 'tis it's'", ["don't", "don't", "tis", "it's"]),
      ("3.14 1,000 3. .5 a.b v1.2", ["3.14", "1,000", "3", "5", "a", "b", "v1.2"]),
      ("Über-naïve CAFÉ", ["über", "naïve", "café"]), ("ПРИВЕТ мир", ["привет", "мир"]),
      ("東京 tower", ["東", "京", "tower"]), ("e\u{301}t\u{E9}", ["e\u{301}t\u{E9}"]),
      ("a_b#c@d", ["a", "b", "c", "d"]), ("x\u{200B}y", ["x", "y"]), ("👍 ok", ["ok"]),
    ]
    for (text, words) in cases {
      #expect(Self.tokens(text, .words) == words, "\(text)")
    }
    #expect(
      Self.tokens("“Yes,” he said.\nNo!", .words, signs: true) == [
        "“", "yes", ",", "”", "he", "said", ".", "\n", "no", "!",
      ])
  }

  @Test("bytes and characters are all of a text, and give it back")
  func whole() {
    let text = "Añ\r\n\t東👍\u{0}"
    for tokenizer in [Tokenizer.bytes, .characters] {
      let vocabulary = Vocabulary([text], tokenizer: tokenizer)
      var back = TokenText(vocabulary)
      var again = ""
      for id in vocabulary.ids(of: text) { again += back.append(id) }
      #expect(again + back.end() == text)
    }
    #expect(Self.tokens(text, .characters).count == text.unicodeScalars.count)
    #expect(Self.tokens(text, .bytes).count == text.utf8.count)
  }

  @Test("words come back with blanks where people write them")
  func spaces() {
    let text = "“yes,” he said (twice).\nno! well-known"
    let vocabulary = Vocabulary([text], tokenizer: .words, hasSigns: true)
    var back = TokenText(vocabulary)
    let again = vocabulary.ids(of: text).map { back.append($0) }.joined()
    #expect(again == text)
    #expect(back.append(Vocabulary.unknown) == " \u{FFFD}")
  }

  @Test("ids come by frequency, then by first occurrence, within the size")
  func ids() {
    let vocabulary = Vocabulary(["b a c a", "c d a"], tokenizer: .words)
    #expect(vocabulary.tokens == ["<padding>", "<unknown>", "a", "c", "b", "d"])
    #expect(vocabulary.ids(of: "d e a <unknown>") == [5, 1, 2, 1])
    let small = Vocabulary(["b a c a", "c d a"], tokenizer: .words, size: 4)
    #expect(small.tokens == ["<padding>", "<unknown>", "a", "c"])
    #expect(small.ids(of: "b a") == [1, 2])
    #expect(Vocabulary([""], tokenizer: .characters).count == 2)
  }

  @Test(
    "a vocabulary's file gives it back, whatever the tokens are, and nothing else is taken for one")
  func file() throws {
    let text = "a\\ \n\r\t\u{2028}\u{301}é\u{FEFF}東\u{0}"
    for tokenizer in Tokenizer.allCases {
      let vocabulary = Vocabulary([text], tokenizer: tokenizer, hasSigns: true)
      #expect(vocabulary.text.split(separator: "\n").count == vocabulary.count)
      let again = try Vocabulary(text: vocabulary.text, tokenizer: tokenizer, hasSigns: true)
      #expect(again == vocabulary)
    }
    let head = "<padding>\n<unknown>\n"
    let bad: [(String, Vocabulary.Problem)] = [
      ("", .noSpecialTokens), (head, .noSpecialTokens), ("a\nb\nc\n", .noSpecialTokens),
      (head + "a\n\\x\n", .badEscape(line: 4)), (head + "\\u{110000}\n", .badEscape(line: 3)),
      (head + "\n", .badEscape(line: 3)), (head + "a\nb\na\n", .repeated(line: 5)),
    ]
    for (text, problem) in bad {
      #expect(throws: problem) {
        try Vocabulary(text: text, tokenizer: .words, hasSigns: false)
      }
    }
  }
}
