import ArgumentParser
import Skein

extension InterchangeFormat: ExpressibleByArgument {
  /// All of them, as the help lists them.
  static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

/// `skein export`: a stored model for another program.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a run's model for PyTorch, ONNX or Keras.",
    discussion: """
      EXAMPLES:
        skein export runs/temps
            To runs/temps/pytorch: model.safetensors, a state dict, and model.py, the
            network and what prepares rows for it.
        skein export runs/temps --output ../service/temps
            Into another folder.
        skein export runs/temps --format onnx --in-units
            To runs/temps/onnx: model.onnx, which takes rows in their own units.
        skein export runs/temps --format keras
            To runs/temps/keras: model.keras and model.py, which stands around it.

      In Python, with torch, numpy and safetensors, or with keras and numpy:
      from model import load, predict; predict(load(), rows). The weights are read back
      and compared when they are written. What PyTorch's layers do otherwise is told.
      What was trained further there comes back by skein import. A graph for ONNX takes
      any batch and any number of steps: what the network sees, scaled, and gives what
      its last layer says; with --in-units, rows of the series and predictions. Of a run
      of many series the scales of each go into series.json: model.py takes the name of a
      series, predict(load(), rows, series=NAME), and a graph for ONNX with --in-units its
      numbers.
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, such as runs/sine.", valueName: "run"),
    completion: .run)
  var path: String

  @Option(help: "What to write: \(InterchangeFormat.names).")
  var format: InterchangeFormat = .pytorch

  @Option(
    help: ArgumentHelp(
      "The folder for the files (default: one in the run folder).", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "ONNX: take rows in the series' own units and give predictions in them.")
  var inUnits = false

  @Flag(help: "Print the paths of the files as JSON on standard output.")
  var json = false

  @Flag(help: "Say nothing but results and what goes wrong.")
  var quiet = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    let format: String
    let layers: String
    let parameters: Int
    let notes: [String]
    let files: [String]
  }

  func run() throws {
    let stored = try StoredRun(forecasting: path)
    let (forecaster, loss) = (try stored.forecaster(), stored.record.settings.loss)
    let panel = try stored.exportedPanel()
    if inUnits, format != .onnx {
      throw UsageError("--in-units is what model.py does anyway; leave it out")
    }
    let exported: any ExportedForecaster
    switch format {
    case .pytorch:
      exported = try TorchForecaster(forecaster, loss: loss, panel: panel)
    case .onnx:
      exported = try OnnxForecaster(forecaster, loss: loss, inUnits: inUnits, panel: panel)
    case .keras:
      exported = try KerasForecaster(forecaster, loss: loss, panel: panel)
    }
    let place = output ?? "\(stored.path)/\(format.rawValue)"
    try RunFolder.makeFolders(place)
    let files = try exported.write(to: Folder(path: place))
    let notes = stored.notes + exported.notes
    let parameters = stored.model.weights.layout.parameterCount
    if json {
      let report = Report(
        run: stored.path, format: format.rawValue, layers: stored.record.model.layers,
        parameters: parameters, notes: notes, files: files)
      return try StandardOutput.write(RunJSON.text(report))
    }
    for note in notes { say("note: \(TerminalText.plain(note))") }
    say(FilesText.wrote(files))
    say("read back: the same \(NumberText.count(parameters, "number"))")
  }

  private func say(_ text: String) {
    if !quiet { StandardError.write(text + "\n") }
  }
}
