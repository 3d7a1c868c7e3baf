import Foundation
import Support
import Testing

/// `skein train --task`, and what is done with such runs.
@Suite("Texts on the command line") struct TaskTests {
  private let folder: ScratchFolder
  private static let small =
    "--model embedding:auto:8,lstm:8,dense:auto --learning-rate 0.03 --quiet"

  init() throws { folder = try ScratchFolder() }

  private func skein(_ line: String) throws -> SkeinProgram.Outcome {
    try SkeinProgram.run(line, in: folder)
  }

  /// Reviews in which one word decides.
  private func writeReviews(_ name: String, count: Int) throws {
    let rows = (0..<count).map { index in
      let isGood = index * 7 % 3 != 0
      let filler = String(repeating: "the film ", count: index % 5)
      return "\"\(filler)was \(isGood ? "good" : "bad")\",\(isGood ? "pos" : "neg")\n"
    }
    try folder.write(name, "review,mood\n" + rows.joined())
  }

  private static let reviews = "--task classify --data r.csv --text review --label mood"
  private static let classify = "train \(reviews)"

  @Test("a run on reviews learns them, and evaluate and predict say what training said")
  func classify() throws {
    try writeReviews("r.csv", count: 120)
    let outcome = try skein("\(Self.classify) \(Self.small) --epochs 25 --output run --json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let trained = try #require(try outcome.results()["classes"] as? [String: Any])
    #expect(try #require(trained["accuracy"] as? Double) > 0.9)
    #expect(trained["samples"] as? Int == 12)
    let evaluated = try #require(
      try skein("evaluate run --json").json()["classes"] as? [String: Any])
    #expect(NSDictionary(dictionary: evaluated) == NSDictionary(dictionary: trained))
    #expect(try folder.lines("run/vocabulary.txt").count == 7)
    let table = try folder.lines("run/predictions.csv")
    #expect(table.count == 121 && table[0] == "sample,split,label,prediction,p neg,p pos")
    #expect(try skein("predict run").output == folder.text("run/predictions.csv"))

    try folder.write("new.csv", "review\nwas good\nunheard words\n\n\"\"\n")
    let told = try skein("predict run --data new.csv")
    #expect(told.code == 0, "\(told.errors)")
    #expect(told.output.split(separator: "\n").count == 4)
    #expect(told.output.contains("1,pos,"))
    #expect(told.errors.contains("not in the vocabulary") && told.errors.contains("no word"))
    let stream = try SkeinProgram.shell(
      "printf 'was good\\nunheard words\\n' | \"$SKEIN\" predict run --stream", in: folder)
    #expect(stream.output.split(separator: "\n")[1] == told.output.split(separator: "\n")[1])

    try folder.write("other.csv", "review,mood\nwas good,pos\nwas fair,new\n")
    let other = try skein("evaluate run --data other.csv")
    #expect(other.code == 0 && other.errors.contains("new"), "\(other.errors)")
    #expect(other.output.contains("1 sample"))
    for command in ["forecast run --steps 2", "generate run"] {
      let refused = try skein(command)
      #expect(refused.code == 64 && refused.output.isEmpty, "\(refused.errors)")
    }
    try folder.write("run/vocabulary.txt", "<padding>\n<unknown>\nx\n")
    #expect(try skein("predict run --data new.csv").errors.contains("digest"))
  }

  @Test("the model has the same bytes for any workers, and where a run went on")
  func sameBits() throws {
    try writeReviews("r.csv", count: 60)
    let line = "\(Self.classify) \(Self.small) --batch-size 8"
    for (output, workers) in [("a", 1), ("b", 3)] {
      #expect(try skein("\(line) --epochs 4 --workers \(workers) --output \(output)").code == 0)
    }
    #expect(try skein("\(line) --epochs 2 --output c").code == 0)
    let resumed = try skein("train --resume c --epochs 4 --quiet")
    #expect(resumed.code == 0, "\(resumed.errors)")
    let models = try ["a", "b", "c"].map { try folder.bytes("\($0)/model.safetensors") }
    #expect(models[0] == models[1] && models[0] == models[2])
    for option in ["--task generate", "--text other", "--max-length 3", "--tokens bytes"] {
      let refused = try skein("train --resume c \(option)")
      #expect(
        refused.code == 64 && refused.errors.contains("was started with"), "\(refused.errors)")
    }
    try writeReviews("r.csv", count: 59)
    #expect(try skein("train --resume c --epochs 5").errors.contains("has changed"))
  }

  @Test("a run on a book continues it, the same for a seed")
  func generate() throws {
    try folder.write("book.txt", String(repeating: "abcd efgh\n", count: 60))
    let outcome = try skein(
      "train --task generate --data book.txt --window 15 --epochs 60 --batch-size 8"
        + " --model embedding:auto:8,lstm:16,dense:auto --learning-rate 0.03 --output run --quiet --json"
    )
    #expect(outcome.code == 0, "\(outcome.errors)")
    let language = try #require(try outcome.results()["language"] as? [String: Any])
    #expect(try #require(language["bitsPerCharacter"] as? Double) < 0.5)
    let evaluated = try #require(
      try skein("evaluate run --json").json()["language"] as? [String: Any])
    #expect(NSDictionary(dictionary: evaluated) == NSDictionary(dictionary: language))
    let line = "generate run --prompt abcd --temperature 0 --length 15"
    #expect(try skein(line).output == "abcd efgh\nabcd efgh\n")
    let drawn = try ["0", "0", "1"].map {
      try skein("generate run --length 200 --temperature 3 --seed \($0)").output
    }
    #expect(drawn[0] == drawn[1] && drawn[0] != drawn[2] && drawn[0].count == 201)
    let strange = try skein("generate run --prompt xyz --length 3")
    #expect(strange.code == 0 && strange.errors.contains("3 characters"), "\(strange.errors)")
    for option in ["--temperature -1", "--top-k 0", "--top-p 0", "--length 0"] {
      #expect(try skein("generate run \(option)").code == 64)
    }
  }

  @Test("a run whose states go on through the book knows what is farther back than a window")
  func stateful() throws {
    // The fourth token of a word is its first one again, which mostly stood in the window before.
    var state: UInt32 = 1
    let words = (0..<400).map { _ in
      state = (state &* 1_103_515_245 &+ 12_345) & 0x7FFF_FFFF
      return state >> 16 & 1 == 1 ? "axyaf" : "pxypf"
    }
    try folder.write("book.txt", words.joined())
    let line =
      "train --task generate --data book.txt --window 4 --epochs 20 --batch-size 4"
      + " --model embedding:auto:8,lstm:16,dense:auto --learning-rate 0.02 --quiet --json"
    func loss(_ line: String) throws -> Double {
      let outcome = try skein(line)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let language = try #require(try outcome.results()["language"] as? [String: Any])
      return try #require(language["loss"] as? Double)
    }
    let without = try loss("\(line) --output without")
    let with = try loss("\(line) --stateful --output with")
    #expect(with < 0.8 * without)
    let evaluated = try #require(
      try skein("evaluate with --json").json()["language"] as? [String: Any])
    #expect(evaluated["loss"] as? Double == with)
    let refused = try skein("train --resume without --stateful")
    #expect(refused.code == 64 && refused.errors.contains("--stateful"), "\(refused.errors)")
    for option in ["--accumulate 2", "--steps-per-epoch 3"] {
      let refused = try skein("\(line) --stateful --output other \(option)")
      #expect(refused.code == 64 && refused.errors.contains("--stateful"), "\(refused.errors)")
    }
  }

  @Test("what cannot be learned is told in one sentence")
  func refused() throws {
    try writeReviews("r.csv", count: 9)
    try folder.write("one.csv", "text,label\na,x\nb,x\n")
    try folder.write("short.txt", "abc")
    try folder.write("empty.txt", "")
    let cases: [(String, Int32, String)] = [
      ("--task classify", 64, "--data"),
      ("--task classify --data r.csv", 1, "text"),
      ("--task classify --data r.csv --text review", 1, "label"),
      ("--task classify --data one.csv", 1, "nothing to tell apart"),
      ("--task classify --data r.csv --horizon 2", 64, "--horizon"),
      ("--task classify --data r.csv --window 2", 64, "--window"),
      ("--task classify --data r.csv --interval 90", 64, "--interval"),
      ("--task classify --data r.csv --future mood", 64, "--future"),
      ("--task classify --data r.csv --calendar hour", 64, "--calendar"),
      ("--task classify --data r.csv --predictions all", 64, "--predictions"),
      ("--task classify --data r.csv --from other", 64, "--from"),
      ("--task classify --data r.csv --loss mse", 64, "--loss"),
      ("--task classify --data r.csv --stateful", 64, "--stateful"),
      ("--task classify --data r.csv --vocabulary 1", 64, "vocabulary"),
      (
        "\(Self.reviews) --max-length 1000000 --model embedding:auto:64,lstm:4000,max,dense:auto",
        1,
        "--max-length"
      ),
      (
        "\(Self.reviews) --model embedding:16777216:1000,lstm:4,dense:auto", 64,
        "a smaller vocabulary"
      ),
      ("--task generate --data short.txt", 1, "--window"),
      ("--task generate --data empty.txt", 1, "no text"),
      ("--task generate --data r.csv --text review", 64, "--text"),
      ("--text review", 64, "--task classify"),
      ("--task sing", 64, "task"),
    ]
    for (line, code, words) in cases {
      let outcome = try skein("train \(line) --output run")
      #expect(outcome.code == code, "\(line): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(line): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1 && !folder.has("run"), "\(line): \(outcome.errors)")
    }
  }
}
