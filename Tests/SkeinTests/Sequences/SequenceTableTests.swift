import Skein
import Support
import Testing

/// Rows of tables that are steps of sequences.
@Suite("Tables of sequences")
struct SequenceTableTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static func task(
    _ kind: TaskSettings.Kind = .classify, _ input: TaskSettings.Input = .numbers,
    sequence: String? = "id"
  ) -> TaskSettings {
    var task = TaskSettings(kind, input: input)
    task.sequence = sequence
    return task
  }

  private func table(
    _ name: String, _ task: TaskSettings = task(), inputs: [String] = [],
    _ options: DataOptions = DataOptions(), needsLabels: Bool = true
  ) throws -> SequenceTable {
    try SequenceTable(
      [folder.path(name)], task, inputs: inputs, options: options, needsLabels: needsLabels)
  }

  private static func learned(
    _ table: SequenceTable, _ task: TaskSettings = task(), scaling: Scaling = .none,
    testSplit: Double = 0
  ) throws -> LearnedSequences {
    try LearnedSequences(
      table, task, scaling: scaling, testSplit: testSplit, validationSplit: 0, seed: 0)
  }

  private static func input(_ source: SequenceSource, _ sample: Int) -> [Float] {
    var batch = [Float](
      repeating: -1, count: source.inputShape.vectors * source.inputShape.features)
    source.gatherInput(sample, row: 0, rows: 1, into: &batch)
    return batch
  }

  @Test("a sequence has the rows of its name in their order, wherever they stand")
  func mixedRows() throws {
    try folder.write(
      "a.csv",
      "id;x;y;label\nb;1,5;10;up\na;2,5;20;down\nb;3,5;30;up\nc;9;9;up\na;4,5;40;down\nb;5,5;50;up\n"
    )
    let table = try table("a.csv")
    #expect(table.names == ["b", "a", "c"] && table.inputs == ["x", "y"])
    #expect(table.runs == [0..<3, 3..<5, 5..<6])
    let learned = try Self.learned(table)
    #expect(learned.classes == ["down", "up"] && learned.labels == [1, 0, 1])
    let source = learned.source([1, 0])
    #expect(source.length(of: 0) == 2 && source.length(of: 1) == 3)
    #expect(Self.input(source, 0) == [2.5, 20, 4.5, 40, 0, 0])
    #expect(Self.input(source, 1) == [1.5, 10, 3.5, 30, 5.5, 50])
    #expect(try self.table("a.csv", inputs: ["y"]).inputs == ["y"])
  }

  @Test("files are sequences, with the class that their folder is called after")
  func folders() throws {
    for (name, text) in [
      ("run/1.csv", "x,y\n1,2\n3,4\n"), ("run/2.csv", "y,x\n6,5\n8,7\n10,9\n"),
      ("sit/1.csv", "x,y\n0,0\n"),
    ] {
      try RunFolder.makeFolders(folder.path("classes/\(name.split(separator: "/")[0])"))
      try folder.write("classes/\(name)", text)
    }
    #expect(try SequenceFiles.areTables([folder.path("classes")]))
    let table = try table("classes", Self.task(sequence: nil))
    #expect(table.names == ["run/1.csv", "run/2.csv", "sit/1.csv"])
    let learned = try Self.learned(table, Self.task(sequence: nil))
    #expect(learned.classes == ["run", "sit"] && learned.labels == [0, 0, 1])
    // Columns by their names, wherever they stand.
    #expect(Self.input(learned.source([1]), 0) == [5, 6, 7, 8, 9, 10])
    try folder.write("classes/sit/2.csv", "x,y\n")
    #expect {
      try self.table("classes", Self.task(sequence: nil))
    } throws: {
      "\($0)".contains("sit/2.csv") && "\($0)".contains("no row follows")
    }
  }

  @Test("a class at each step stands beside the step, and padding has none")
  func labelsOfSteps() throws {
    try folder.write("a.csv", "id,x,label\na,1,p\na,2,q\nb,3,q\na,4,p\n")
    let task = Self.task(.label)
    let learned = try Self.learned(table("a.csv", task), task)
    #expect(learned.labels == [0, 1, 0, 1] && learned.counts([0, 1]) == [2, 2])
    let source = learned.source([1, 0])
    #expect(source.targetCount == 3)
    var targets = [Float](repeating: -1, count: 3)
    source.gatherTargets(0, into: &targets)
    #expect(targets == [1, 0, 0])
    source.gatherTargets(1, into: &targets)
    #expect(targets == [0, 1, 0])
  }

  @Test("tokens of rows are known as they stand, others are unknown and told")
  func tokens() throws {
    let rows = (0..<20).map { "s\($0),\($0 == 3 ? "Odd" : "the"),D\ns\($0),Cat,N\n" }
    try folder.write("a.csv", "sentence,text,label\n" + rows.joined())
    let task = Self.task(.label, .tokens, sequence: "sentence")
    let learned = try Self.learned(table("a.csv", task), task, testSplit: 0.5)
    let isKnown = learned.split.training.contains(3)
    #expect(learned.vocabulary?.tokens.contains("Cat") == true)
    #expect(learned.vocabulary?.tokens.contains("Odd") == isKnown)
    #expect(learned.notes.contains { $0.contains("not in the vocabulary") } == !isKnown)
    let odd = Self.input(learned.source([3]), 0)
    #expect((odd[0] == Float(Vocabulary.unknown)) == !isKnown && odd[1] > 1)
  }

  @Test("numbers are scaled by the training part alone")
  func scaling() throws {
    let rows = (0..<10).map { "s\($0),\($0 * 100),\($0 % 2)\ns\($0),\($0 * 100 + 50),\($0 % 2)\n" }
    try folder.write("a.csv", "id,x,label\n" + rows.joined())
    let learned = try Self.learned(table("a.csv"), scaling: .standard, testSplit: 0.4)
    let trained = learned.split.training.flatMap { [Double($0) * 100, Double($0) * 100 + 50] }
    let mean = trained.reduce(0, +) / Double(trained.count)
    #expect(learned.split.training.count == 6)
    #expect((try #require(learned.scaler).offsets[0] - mean).magnitude < 1e-9)
  }

  @Test(
    "a missing number is refused with its place, filled within its sequence, or its row dropped")
  func missing() throws {
    try folder.write("a.csv", "id,x,label\na,1,p\na,nan,p\na,3,p\nb,100,q\nb,,q\n")
    #expect {
      try self.table("a.csv")
    } throws: {
      if case DataError.missingValue(let place, 2) = $0 { place.line == 3 } else { false }
    }
    var options = DataOptions()
    options.missingValues = .interpolate
    let filled = try table("a.csv", Self.task(), options)
    let learned = try Self.learned(filled)
    #expect(Self.input(learned.source([0]), 0) == [1, 2, 3])
    #expect(Self.input(learned.source([1]), 0) == [100, 100, 0])
    options.missingValues = .drop
    #expect(try table("a.csv", Self.task(), options).runs == [0..<2, 2..<3])
    try folder.write("b.csv", "id,x,label\na,1,p\nb,,q\n")
    #expect(throws: SequenceError.noSteps(sequence: "b")) {
      try self.table("b.csv", Self.task(), options)
    }
  }

  @Test("what is no sequence is told with its place")
  func bad() throws {
    try folder.write("a.csv", "id,x,label\na,1,p\n,2,p\n")
    #expect {
      try self.table("a.csv")
    } throws: {
      if case DataError.noSeries(let place, "") = $0 { place.line == 3 } else { false }
    }
    try folder.write("b.csv", "id,x,label\na,1,p\na,2,\n")
    #expect(throws: SequenceError.noLabel(file: folder.path("b.csv"), line: 3)) {
      try self.table("b.csv")
    }
    try folder.write("c.csv", "id,x,label\na,1,p\na,2,q\n")
    let mixed = try table("c.csv")
    #expect(throws: SequenceError.severalLabels(sequence: "a", first: "p", second: "q")) {
      try Self.learned(mixed)
    }
    try folder.write("d.csv", "id,name,label\na,one,p\nb,two,q\n")
    #expect(throws: SequenceError.noNumbers(file: folder.path("d.csv"))) { try self.table("d.csv") }
    #expect(throws: SequenceError.oneSequence(file: folder.path("c.csv"))) {
      try self.table("c.csv", Self.task(sequence: nil))
    }
    #expect(throws: DataError.self) { try self.table("c.csv", Self.task(sequence: "nobody")) }
    #expect(try table("c.csv", Self.task(sequence: nil), needsLabels: false).labels == ["p", "q"])
    try folder.write("e.csv", "id,x\na,1\nb,2\n")
    #expect(try table("e.csv", needsLabels: false).labels == nil)
  }

  @Test("long sequences are cut where they should be, and a class that only the test has is told")
  func notes() throws {
    let rows = (0..<12).flatMap { id in
      (0..<3).map { "s\(id),\($0),\(id == 5 ? "rare" : "usual")\n" }
    }
    try folder.write("a.csv", "id,x,label\n" + rows.joined())
    var task = Self.task(.label)
    task.maxLength = 2
    let table = try table("a.csv", task)
    let learned = try Self.learned(table, task, testSplit: 0.5)
    #expect(learned.steps == 2 && learned.labels.count == 24)
    #expect(learned.notes[0].contains("the first 2 count"))
    let isTold = learned.notes.contains { $0.contains("the training part has no") }
    #expect(isTold == !learned.split.training.contains(5))
    let one = try Self.learned(self.table("a.csv"))
    #expect(one.notes.contains { $0.contains("has one sample") })
  }
}
