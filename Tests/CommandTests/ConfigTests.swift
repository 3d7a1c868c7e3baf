import Foundation
import Support
import Testing

@Suite("Options in a file") struct ConfigTests {
  private static let options =
    "--data sine --window 12 --model lstm:8,dense:1 --epochs 2 --seed 7 --quiet"

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func write(_ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path("job.yaml")))
  }

  private func model(_ run: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.path("\(run)/model.safetensors")))
  }

  private func train(_ options: String) throws -> SkeinProgram.Outcome {
    try SkeinProgram.run("train \(options)", in: folder)
  }

  @Test("a file of options gives the model of the same options, byte for byte")
  func same() throws {
    try write(
      """
      # The same, in other words.
      data: sine
      window: 12
      model: [lstm:8, dense:1]
      epochs: 2
      seed: 7
      quiet: true
      counters: false
      batch_size: 32
      validationSplit: 0.20
      """)
    #expect(try train("\(Self.options) --output options").code == 0)
    let outcome = try train("--config job.yaml --output file")
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try model("file") == model("options"))
  }

  @Test("what stands on the command line counts more, and --config=FILE is the same")
  func precedence() throws {
    try write(
      "seed: 1\nepochs: 2\ndata: nowhere.csv\nmodel: lstm:8,dense:1\nwindow: 12\nquiet: true")
    #expect(try train("\(Self.options) --output options").code == 0)
    let outcome = try train("--seed 7 --config=job.yaml --data=sine --output file")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try model("file") == model("options"))
    // An option that is given several times is taken from one place only.
    let data = try train("--config job.yaml --output other --overwrite")
    #expect(data.code == 1 && data.errors.contains("nowhere.csv"))
  }

  @Test(
    "what is no option, has no value or is no YAML is refused with its line",
    arguments: [
      (
        "epochs: 2\nbatchsize: 8\n",
        "job.yaml:2: there is no option 'batchsize' here; did you mean batch-size?"
      ),
      ("epochs:\n", "job.yaml:1: epochs has no value"),
      ("\nquiet: perhaps\n", "job.yaml:2: quiet is true or false, and not perhaps"),
      ("quiet: [true]\n", "job.yaml:1: a value of quiet is a word or a number"),
      ("model:\n  lstm: 8\n", "job.yaml:2: a value of model is a word or a number"),
      ("model: [[lstm:8]]\n", "job.yaml:1: a value of model is a word or a number"),
      ("epochs: 1\nepochs: 2\n", "epochs is given twice"),
      ("batch-size: 1\nbatchSize: 2\n", "job.yaml:2: batch-size is given twice"),
      ("config: other.yaml\n", "job.yaml:1: there is no option 'config' here"),
      ("epochs: 1\n\tseed: 2\n", "job.yaml:2: "),
      ("- epochs\n", "job.yaml:1: there should be lines such as `epochs: 50`"),
      ("seed: x\n", "the value 'x' is invalid for '--seed"),
    ])
  func refused(_ text: String, _ sentence: String) throws {
    try write(text)
    let outcome = try train("--config job.yaml --output run")
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1)
    #expect(!folder.has("run"))
  }

  @Test("a file that is not there, too large, or named twice or not at all is told")
  func files() throws {
    let missing = try train("--config nowhere.yaml")
    #expect(missing.code == 1 && missing.errors.contains("nowhere.yaml"))
    #expect(try train("--config").errors.contains("--config needs the name of a file"))
    try write("epochs: 2")
    #expect(try train("--config job.yaml --config job.yaml").errors.contains("given twice"))
    try write(String(repeating: "#", count: (1 << 20) + 1))
    #expect(try train("--config job.yaml").errors.contains("too many for a list of options"))
    try Data([0x65, 0xFF]).write(to: URL(fileURLWithPath: folder.path("job.yaml")))
    #expect(try train("--config job.yaml").errors.contains("is not UTF-8"))
  }

  @Test("bench and tune take their options from a file as well")
  func others() throws {
    try write("sequence-length: 5\nbatch-size: 4\nmodel: lstm:3,dense:1")
    let bench = try SkeinProgram.run(
      "bench --config job.yaml --seconds 0.01 --workers 1", in: folder)
    #expect(bench.code == 0, "\(bench.errors)")
    #expect(bench.output.contains("lstm:3,dense:1: input 1, 5 time steps, batch 4"))
    let unknown = try SkeinProgram.run("tune --config job.yaml --epochs 3", in: folder)
    #expect(unknown.code == 64)
  }
}
