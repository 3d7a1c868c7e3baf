import ArgumentParser
import Foundation
import Skein

/// `skein convert`: a network in the form of another program.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a network of one program in the form of another.",
    discussion: """
      EXAMPLES:
        skein convert model.onnx model.safetensors
            A graph for ONNX as a state dict of PyTorch.
        skein convert runs/temps temps.onnx
            The network of a run, as skein export --format onnx writes it.
        skein convert weights.safetensors model.onnx --model lstm:16,dense:1
            Weights that do not say which layers they are of.

      The form of a file is told by its ending, or by --from and --to. What is written is
      read back, and the greatest difference of a weight is told. Two biases of a layer
      become their sum; all else keeps its bits. Of a run of many series the scales stay
      behind; export writes them. To make a run of a network, import it.
      """)

  @Argument(
    help: ArgumentHelp("A file of a network, or the folder of a run.", valueName: "source"),
    completion: .file())
  var source: String

  @Argument(
    help: ArgumentHelp(
      "The file to write: NAME.safetensors, NAME.onnx, NAME.keras.", valueName: "target"),
    completion: .file())
  var target: String

  @Option(help: "What wrote the source: \(InterchangeFormat.names) (default: found out).")
  var from: InterchangeFormat?

  @Option(help: "What the target is for: \(InterchangeFormat.names) (default: by its ending).")
  var to: InterchangeFormat?

  @Option(
    help: ArgumentHelp(
      "The network's layers, where the source does not say them.", valueName: "layers"),
    completion: .layers)
  var model: String?

  @Flag(help: "Replace the target, if it is there.")
  var overwrite = false

  @Flag(help: "Print what was written as JSON on standard output.")
  var json = false

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  /// What `--json` prints.
  private struct Report: Encodable {
    let source: String
    let target: String
    let format: String
    let layers: String
    let parameters: Int
    let notes: [String]
    let greatestDifference: Float
  }

  func run() throws {
    guard let format = to ?? InterchangeFormat(ofTarget: target) else {
      throw UsageError(
        "the ending of \(TerminalText.plain(target)) says no form; give --to \(InterchangeFormat.names)"
      )
    }
    let place = FilePlace(path: target)
    if !overwrite, FileManager.default.fileExists(atPath: target) {
      throw UsageError("\(TerminalText.plain(target)) is there; add --overwrite to replace it")
    }
    let network = try network()
    let difference = try network.write(as: format, to: place)
    let parameters = try network.model(file: source).weights.layout.parameterCount
    if json {
      let report = Report(
        source: source, target: target, format: format.rawValue, layers: network.specification,
        parameters: parameters, notes: network.notes, greatestDifference: difference)
      return try StandardOutput.write(RunJSON.text(report))
    }
    if quiet { return }
    for note in network.notes { StandardError.write("note: \(TerminalText.plain(note))\n") }
    StandardError.write(
      "\(TerminalText.plain(network.specification)): \(NumberText.count(parameters, "number"))\n"
        + FilesText.wrote([target]) + "\nread back: greatest difference \(difference)\n")
  }

  private func network() throws -> ImportedNetwork {
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: source, isDirectory: &isFolder)
    guard isFolder.boolValue || FilePath.name(of: source) == RunFolder.File.run.rawValue else {
      return try ImportedNetwork(path: source, format: from, layers: model)
    }
    return try ImportedNetwork(StoredRun(forecasting: source))
  }
}
