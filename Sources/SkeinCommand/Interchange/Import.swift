import ArgumentParser
import Skein

/// `skein import`: weights that another program trained, as a run.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a run of weights that were trained further in PyTorch.",
    discussion: """
      EXAMPLES:
        skein import trained.safetensors --like runs/temps
            What export wrote of runs/temps and PyTorch trained further: runs/temps-2.
        skein import trained.safetensors --like runs/temps --output runs/tuned
            Into a folder of its own.

      The file is a state dict of the network that export writes, saved by safetensors:
      save_file(network.state_dict(), "trained.safetensors"). The new run has the layers
      and the preparation of the other one and is measured on its data, so predict,
      forecast, evaluate and train --from take it as any run. Two biases of a layer
      become their sum; all else keeps its bits.
      """)

  @Argument(
    help: ArgumentHelp("The weights, as safetensors.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var file: String

  @Option(
    help: ArgumentHelp("The run whose network they are of, such as runs/sine.", valueName: "run"),
    completion: .run)
  var like: String

  @Option(help: "What wrote them: pytorch.")
  var format: InterchangeFormat = .pytorch

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Other data with the same columns: files, folders or patterns (default: the run's own).",
      valueName: "file"), completion: .file())
  var data: [String] = []

  @Option(
    help: ArgumentHelp("The new run's folder (default: <run>-2, or -3…).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Replace what Skein wrote in the folder before.")
  var overwrite = false

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  @Flag(help: "Print run.json on standard output.")
  var json = false

  func run() throws {
    guard format == .pytorch else {
      throw UsageError("--format cannot be \(format.rawValue), of which no model comes back yet")
    }
    let stored = try StoredRun(forecasting: like)
    let model = try TorchNetwork(stored.model.unread).model(from: Safetensors(path: file))
    let train = try training()
    let plan = try TrainPlan(
      from: stored, options: train.options, imported: (file: file, model: model))
    try train.train(plan, to: train.newFolder(after: stored))
  }

  /// A training without an epoch, which measures a model and writes a whole run folder.
  private func training() throws -> Train {
    var arguments = ["--epochs", "0"]
    if !data.isEmpty { arguments += ["--data"] + data }
    if let output { arguments += ["--output", output] }
    for (flag, isGiven) in [("overwrite", overwrite), ("quiet", quiet), ("json", json)]
    where isGiven {
      arguments.append("--\(flag)")
    }
    return try Train.parse(arguments)
  }
}
