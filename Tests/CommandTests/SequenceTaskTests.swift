import Foundation
import Support
import Testing

/// `skein train --task classify` and `--task label` of sequences in tables, and what is done with such runs.
@Suite("Sequences on the command line") struct SequenceTaskTests {
  private let folder: ScratchFolder
  private static let training = "--learning-rate 0.05 --batch-size 8 --quiet"
  private static let classify =
    "train --task classify --data w.csv --sequence id --label kind \(training)"
    + " --model lstm:6,dense:auto"
  private static let label =
    "train --task label --data w.csv --sequence id --label sign \(training)"
    + " --model lstm:6,dense:auto"

  init() throws { folder = try ScratchFolder() }

  private func skein(_ line: String) throws -> SkeinProgram.Outcome {
    try SkeinProgram.run(line, in: folder)
  }

  /// Walks of different lengths that go up or down; each step says whether its number is above zero.
  private func writeWalks(_ name: String, count: Int, hasLabels: Bool = true) throws {
    let rows = (0..<count).flatMap { id in
      (0..<(2 + id * 5 % 7)).map { step in
        let value = (id * 3 + step) % 3 == 0 ? 0.25 : -0.25
        let own = Double(step) * (id % 2 == 0 ? 40 : -40) + value
        return "w\(id),\(own),\(step % 3)"
          + (hasLabels ? ",\(id % 2 == 0 ? "up" : "down"),\(own > 0 ? "above" : "below")" : "")
          + "\n"
      }
    }
    try folder.write(name, "id,x,phase\(hasLabels ? ",kind,sign" : "")\n" + rows.joined())
  }

  @Test(
    "a run on sequences of numbers learns them, and evaluate and predict say what training said")
  func classify() throws {
    try writeWalks("w.csv", count: 60)
    let outcome = try skein("\(Self.classify) --epochs 20 --inputs x --output run --json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let trained = try #require(try outcome.results()["classes"] as? [String: Any])
    #expect(try #require(trained["accuracy"] as? Double) > 0.9)
    let evaluated = try #require(
      try skein("evaluate run --json").json()["classes"] as? [String: Any])
    #expect(NSDictionary(dictionary: evaluated) == NSDictionary(dictionary: trained))
    let table = try folder.lines("run/predictions.csv")
    #expect(table.count == 61 && table[0] == "sequence,split,label,prediction,p down,p up")
    #expect(table[1].hasPrefix("w0,") && !folder.has("run/vocabulary.txt"))
    #expect(try skein("predict run").output == folder.text("run/predictions.csv"))

    // New data in the units of the old: the scaler is the run's.
    try writeWalks("new.csv", count: 4, hasLabels: false)
    let told = try skein("predict run --data new.csv")
    #expect(told.code == 0, "\(told.errors)")
    let lines = told.output.split(separator: "\n")
    #expect(lines.count == 5 && lines[0] == "sequence,prediction,p down,p up")
    for (id, line) in lines.dropFirst().enumerated() {
      let whole = try #require(table.first { $0.hasPrefix("w\(id),") })
      #expect(whole.hasSuffix(line.drop { $0 != "," }), "\(line)")
    }
    try folder.write("other.csv", "id,x,kind\na,1,up\na,90,up\nb,3,sideways\n")
    let other = try skein("evaluate run --data other.csv")
    #expect(other.code == 0 && other.errors.contains("1 sequence of it"), "\(other.errors)")
    for command in ["predict run --stream", "forecast run --steps 2", "generate run"] {
      let refused = try skein(command)
      #expect(refused.code == 64 && refused.output.isEmpty, "\(refused.errors)")
    }
  }

  @Test("a run that labels steps tells each step of each sequence")
  func label() throws {
    try writeWalks("w.csv", count: 60)
    let outcome = try skein("\(Self.label) --epochs 20 --inputs x --output run --json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let trained = try #require(try outcome.results()["classes"] as? [String: Any])
    #expect(try #require(trained["accuracy"] as? Double) > 0.9)
    #expect((trained["f1"] as? [Double])?.count == 2)
    let table = try folder.lines("run/predictions.csv")
    #expect(try table.count == folder.lines("w.csv").count)
    #expect(table[0] == "sequence,step,split,label,prediction,p above,p below")
    let tested = table.count { $0.contains(",test,") }
    #expect(trained["samples"] as? Int == tested)
    let evaluated = try #require(
      try skein("evaluate run --json").json()["classes"] as? [String: Any])
    #expect(NSDictionary(dictionary: evaluated) == NSDictionary(dictionary: trained))
    #expect(try skein("predict run").output == folder.text("run/predictions.csv"))

    // A longer sequence than any that was trained on is told to its end.
    let long = (0..<30).map { "z,\($0 % 2 == 0 ? 50 : -50)\n" }.joined()
    try folder.write("long.csv", "id,x\n" + long)
    let told = try skein("predict run --data long.csv")
    #expect(told.output.split(separator: "\n").count == 31, "\(told.errors)")
  }

  @Test("tokens in rows are labelled, unknown ones too")
  func tokens() throws {
    let words = ["the": "D", "a": "D", "cat": "N", "dog": "N", "runs": "V", "sleeps": "V"]
    let names = words.keys.sorted()
    let rows = (0..<50).flatMap { id in
      (0..<(2 + id % 4)).map { step in
        let word = names[(id * 7 + step * 5) % names.count]
        return "\(id)\t\(word)\t\(words[word] ?? "")\n"
      }
    }
    try folder.write("t.tsv", "sentence\tword\ttag\n" + rows.joined())
    let line =
      "train --task label --data t.tsv --sequence sentence --text word --label tag \(Self.training)"
      + " --model embedding:auto:8:padding=0,bidirectional(lstm:4),dense:auto"
    let outcome = try skein("\(line) --epochs 25 --output run --json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let trained = try #require(try outcome.results()["classes"] as? [String: Any])
    #expect(try #require(trained["accuracy"] as? Double) > 0.9)
    #expect(try folder.lines("run/vocabulary.txt").count == 8)
    try folder.write("new.tsv", "sentence\tword\nx\tthe\nx\tzebra\nx\truns\n")
    let told = try skein("predict run --data new.tsv")
    #expect(told.code == 0 && told.errors.contains("not in the vocabulary"), "\(told.errors)")
    #expect(told.output.contains("x,1,D,") && told.output.contains("x,3,V,"))
  }

  @Test("the model has the same bytes for any workers, and where a run went on")
  func sameBits() throws {
    try writeWalks("w.csv", count: 40)
    for (name, line) in [("c", Self.classify), ("l", Self.label)] {
      for (output, workers) in [("1", 1), ("3", 3)] {
        let outcome = try skein("\(line) --epochs 4 --workers \(workers) --output \(name)\(output)")
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      #expect(try skein("\(line) --epochs 2 --output \(name)r").code == 0)
      let resumed = try skein("train --resume \(name)r --epochs 4 --quiet")
      #expect(resumed.code == 0, "\(resumed.errors)")
      let models = try ["1", "3", "r"].map { try folder.bytes("\(name)\($0)/model.safetensors") }
      #expect(models[0] == models[1] && models[0] == models[2])
    }
    for option in ["--sequence kind", "--label sign", "--max-length 3", "--scale none --inputs x"] {
      let refused = try skein("train --resume cr \(option)")
      #expect(
        refused.code == 64 && refused.errors.contains("was started with"), "\(refused.errors)")
    }
    try writeWalks("w.csv", count: 41)
    #expect(try skein("train --resume cr --epochs 5").errors.contains("has changed"))
  }

  @Test("what cannot be learned of sequences is told in one sentence, before anything is trained")
  func refused() throws {
    try writeWalks("w.csv", count: 20)
    try folder.write("nan.csv", "id,x,label\na,1,p\na,nan,p\nb,2,q\n")
    try folder.write("inf.csv", "id,x,label\na,1,p\na,inf,p\nb,2,q\n")
    try folder.write("gone.csv", "id,x,label\na,1,p\nb,,q\n")
    try folder.write("same.csv", "id,x,label\na,1,p\nb,2,p\n")
    let cases: [(String, Int32, String)] = [
      ("--task classify --data nan.csv --sequence id", 1, "line 3"),
      ("--task classify --data nan.csv --sequence id", 1, "--missing interpolate"),
      ("--task classify --data inf.csv --sequence id", 1, "not finite"),
      ("--task label --data gone.csv --sequence id --missing drop", 1, "has no step"),
      ("--task classify --data same.csv --sequence id", 1, "nothing to tell apart"),
      ("--task classify --data w.csv --sequence id --label sign", 1, "--label COL"),
      ("--task label --data w.csv --label sign", 1, "--sequence COL"),
      ("--task classify --data w.csv --sequence nobody --label kind", 1, "nobody"),
      ("--task classify --data w.csv --sequence id --label kind --inputs z", 1, "z"),
      ("--task classify --data w.csv --sequence id --text x", 64, "--text"),
      ("--task classify --data w.csv --sequence id --label kind --window 3", 64, "--window"),
      ("--task classify --data w.csv --sequence id --label kind --horizon 3", 64, "--horizon"),
      ("--task label --data w.csv --sequence id --label sign --loss mse", 64, "--loss"),
      ("--task label --data w.csv --sequence id --tokens bytes", 64, "--tokens"),
      ("--sequence id", 64, "--task classify"),
    ]
    for (line, code, words) in cases {
      let outcome = try skein("train \(line) --output run")
      #expect(outcome.code == code, "\(line): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(line): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1 && !folder.has("run"), "\(line): \(outcome.errors)")
    }
  }

  @Test(
    "a sequence of a million steps is trained within memory, or refused by what it would take",
    .disabled(if: Sanitizer.isPresent, "every step takes fifty times as long"))
  func million() throws {
    let long = (0..<1_000_000).map { "a,\($0 % 7),p\n" }.joined()
    let short = (0..<6).map { "q\($0),1,q\nq\($0),2,q\n" }.joined()
    try folder.write("m.csv", "id,x,label\n\(long)\(short)")
    let line = "train --task classify --data m.csv --sequence id --quiet --epochs 1"
    let refused = try skein("\(line) --model lstm:4000,dense:auto --output run")
    #expect(refused.code == 1 && refused.errors.contains("--max-length"), "\(refused.errors)")
    #expect(refused.errorLines.count == 1 && !folder.has("run"))
    let trained = try skein(
      "\(line) --model rnn:2,dense:auto --batch-size 2 --max-length 1000000 --output run --json")
    #expect(trained.code == 0, "\(trained.errors)")
    let settings = try #require(try trained.json()["settings"] as? [String: Any])
    #expect(settings["window"] as? Int == 1_000_000)
  }
}
