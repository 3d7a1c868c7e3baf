import Skein
import Support
import Testing

@Suite("Texts with labels")
struct LabelledTextTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func load(
    _ name: String, _ text: String?, _ label: String?, needsLabels: Bool = true,
    _ options: DataOptions = DataOptions()
  ) throws -> LabelledTexts {
    try LabelledTexts(
      [folder.path(name)], text: text, label: label, options: options, needsLabels: needsLabels)
  }

  @Test("a table, JSON lines and a folder for each class give the same texts and labels")
  func forms() throws {
    let texts = ["bad, \"very\" bad\nindeed", "good: fine", ""]
    let labels = ["neg", "pos", "pos"]
    try folder.write(
      "a.csv",
      "id;text;label\n1;\"bad, \"\"very\"\" bad\nindeed\";neg\n2;good: fine;pos\n3;;pos\n")
    try folder.write(
      "a.jsonl",
      #"{"label":"neg","text":"bad, \"very\" bad\nindeed"}"# + "\n\n"
        + #"{"text":"good: fine","label":"pos"}"# + "\n" + #"{"text":"","label":"pos"}"# + "\n")
    for name in ["neg/1.txt", "pos/2.txt", "pos/10.txt", "pos/.hidden"] {
      let parts = name.split(separator: "/")
      try RunFolder.makeFolders(folder.path("classes/\(parts[0])"))
      let text = ["1.txt": texts[0], "2.txt": texts[1]][String(parts[1])] ?? ""
      try folder.write("classes/\(name)", text)
    }
    for name in ["a.csv", "a.jsonl", "classes"] {
      let data = try load(name, nil, nil)
      // A line break within JSON becomes a blank, as in every table of JSON lines.
      let expected = name == "a.jsonl" ? texts.map { $0.replacing("\n", with: " ") } : texts
      #expect(data.texts == expected, "\(name)")
      #expect(data.labels == labels, "\(name)")
    }
    let byNumber = try load("a.csv", "2", "3")
    #expect(byNumber.texts == texts)
    var headless = DataOptions()
    headless.form.headerRows = 0
    try folder.write("b.csv", "good,1\nbad,0\n")
    #expect(try load("b.csv", "1", "2", headless).labels == ["1", "0"])
    #expect(try load("a.csv", "text", "other", needsLabels: false).labels == nil)
  }

  @Test("what is no such table is told with its place")
  func bad() throws {
    try folder.write("a.csv", "text,label\ngood,pos\n,\nx,neg\n")
    #expect(throws: SequenceError.noLabel(file: folder.path("a.csv"), line: 3)) {
      try load("a.csv", nil, nil)
    }
    #expect {
      try load("a.csv", "txt", nil)
    } throws: {
      "\($0)".contains("txt") && "\($0)".contains("text")
    }
    try folder.write("ragged.csv", "text,label\ngood,pos\nbad\n")
    #expect {
      try load("ragged.csv", nil, nil)
    } throws: {
      if case DataError.raggedRow(_, 3, 1, 2) = $0 { true } else { false }
    }
    try folder.write("empty.csv", "")
    try folder.write("names.csv", "text,label\n")
    #expect {
      try load("empty.csv", nil, nil)
    } throws: {
      if case DataError.emptyFile = $0 { true } else { false }
    }
    #expect(throws: SequenceError.noSamples(file: folder.path("names.csv"))) {
      try load("names.csv", nil, nil)
    }
  }

  private static func classified(
    _ texts: [(String, String)], _ settings: TaskSettings = TaskSettings(.classify)
  ) throws -> ClassifiedTexts {
    try ClassifiedTexts(
      LabelledTexts(texts: texts.map(\.0), labels: texts.map(\.1)), settings, testSplit: 0.25,
      validationSplit: 0.25, seed: 0)
  }

  @Test("each class is split by itself, the vocabulary knows the training part alone")
  func parts() throws {
    let texts = (0..<40).map { ("word\($0) same", $0 % 4 == 0 ? "b" : "a") }
    let data = try Self.classified(texts + [("only", "c")])
    #expect(data.classes == ["a", "b", "c"])
    #expect(data.counts(data.split.test) == [8, 3, 0])
    #expect(data.counts(data.split.validation) == [6, 2, 0])
    #expect(data.counts(data.split.training) == [16, 5, 1])
    let all = data.split.training + data.split.validation + data.split.test
    #expect(all.sorted() == (0..<41).map { Int32($0) })
    let known = Set(data.vocabulary.tokens)
    for sample in 0..<40 {
      #expect(known.contains("word\(sample)") == data.split.training.contains(Int32(sample)))
    }
    #expect(data.notes.contains { $0.contains("has one sample") })
    #expect(try Self.classified(texts).split == Self.classified(texts).split)
  }

  @Test("long texts are cut, empty ones are one unknown token, and both are told")
  func lengths() throws {
    var settings = TaskSettings(.classify)
    settings.maxLength = 3
    let texts = (0..<8).map { ("a b c", $0 % 2 == 0 ? "x" : "y") }
    let data = try Self.classified(texts + [("a b c d e", "x"), ("", "y")], settings)
    #expect(data.steps == 3)
    #expect(data.encoded.cut == 1 && data.encoded.empty == 1)
    #expect(data.notes.count == 2)
    let source = data.source([8, 9])
    #expect(source.length(of: 0) == 3 && source.length(of: 1) == 1)
    var batch = [Float](repeating: -1, count: 6)
    source.gatherInput(1, row: 1, rows: 2, into: &batch)
    #expect(batch == [-1, 1, -1, 0, -1, 0])
  }

  @Test("one class is nothing to tell apart, and a label for each text is none")
  func classes() throws {
    #expect(throws: SequenceError.oneClass(name: "x", samples: 2)) {
      try Self.classified([("a", "x"), ("b", "x")])
    }
    #expect(throws: SequenceError.manyClasses(count: 30, samples: 30)) {
      try Self.classified((0..<30).map { ("a", "\($0)") })
    }
  }

  @Test("a book's windows foresee the next token, and its parts do not meet")
  func book() throws {
    let text = String(repeating: "abcdefghij", count: 10)
    let book = try BookText(
      text, name: "book", TaskSettings(.generate), steps: 4, testSplit: 0.2, validationSplit: 0.25)
    #expect([book.training.count, book.validation.count, book.test.count] == [14, 4, 4])
    #expect(book.vocabulary.count == 12 && book.charactersPerToken == 1 && book.notes.isEmpty)
    var (input, targets) = ([Float](repeating: 0, count: 4), [Float](repeating: 0, count: 4))
    book.training.gatherInput(1, row: 0, rows: 1, into: &input)
    book.training.gatherTargets(1, into: &targets)
    let ids = book.vocabulary.ids(of: text).map { Float($0) }
    #expect(input == Array(ids[4..<8]) && targets == Array(ids[5..<9]))
    for (text, steps) in [("abc", 2), (text, 30)] {
      #expect(throws: SequenceError.self) {
        try BookText(
          text, name: "book", TaskSettings(.generate), steps: steps, testSplit: 0.2,
          validationSplit: 0.25)
      }
    }
    #expect(throws: SequenceError.noTokens(file: "book")) {
      try BookText(
        " \t ", name: "book", TaskSettings(.generate, tokens: .words), steps: 2, testSplit: 0,
        validationSplit: 0)
    }
  }
}
