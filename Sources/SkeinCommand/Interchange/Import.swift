import ArgumentParser
import Skein

/// `skein import`: a network that another program trained, as a run.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a run of a network that another program trained.",
    discussion: """
      EXAMPLES:
        skein import trained.safetensors --like runs/temps
            What export wrote of runs/temps and PyTorch trained further: runs/temps-2.
        skein import model.safetensors --data temps.csv
            What export wrote, elsewhere: runs/model. The file says which layers and
            columns there are and how rows are prepared.
        skein import load.keras --data load.csv --target load --window 20
            A network that was made elsewhere, and the rows that it is for. Read are
            state dicts (.pt, .safetensors) and Keras' .keras and .weights.h5.

      The new run is measured on the data, so predict, forecast, evaluate and
      train --from take it as any run. Two biases of a layer become their sum; all else
      keeps its bits. What a file does not say is told, and --model says it otherwise.
      With --like, the run's layers and preparation are taken.
      """)

  @Argument(
    help: ArgumentHelp("The file of the network.", valueName: "file"),
    completion: .file(extensions: ["safetensors", "pt", "pth", "keras", "h5"]))
  var file: String

  @Option(
    help: ArgumentHelp(
      "The run whose network the weights are of, such as runs/sine.", valueName: "run"),
    completion: .run)
  var like: String?

  @Option(help: "What wrote the file: \(InterchangeFormat.names) (default: found out).")
  var format: InterchangeFormat?

  @OptionGroup var rows: ImportedRows

  @Option(
    help: ArgumentHelp(
      "The new run's folder (default: runs/<name of the file>; with --like <run>-2, or -3…).",
      valueName: "dir"),
    completion: .directory)
  var output: String?

  @OptionGroup var measuring: MeasuringOptions

  func run() throws {
    if rows.known.seriesEmbedding != nil {
      throw UsageError(
        "a network that is imported has a first layer of its own; leave --series-embedding out")
    }
    let train = try training()
    guard let like else {
      let network = try ImportedNetwork(
        path: file, format: format, layers: rows.model, ofOneSeries: true)
      if !measuring.quiet {
        for note in network.notes { StandardError.write("note: \(TerminalText.plain(note))\n") }
      }
      let plan = try rows.plan(network, file: file, options: train.options)
      return try train.train(plan, to: try output ?? folder())
    }
    let stored = try StoredRun(forecasting: like)
    let model = stored.model.unread
    let network = try ImportedNetwork(
      path: file, format: format, layers: model.architecture.specification, ofOneSeries: true)
    let plan = try TrainPlan(
      from: stored, options: train.options,
      imported: (file: file, model: network.model(for: model.input, file: file)))
    try train.train(plan, to: train.newFolder(after: stored))
  }

  /// By the name of the file.
  private func folder() throws -> String {
    var named = RunSettings()
    named.data = DataNames([file])
    return try RunFolder.path(named: named.runName)
  }

  private func training() throws -> Train {
    var train = try measuring.training(output: output)
    rows.choose(in: &train.options)
    return train
  }
}
