import Foundation
import ONNXSchema
import Skein
import Testing

/// Files in Golden/Interchange/ONNX, made by make-golden.py there: what both exporters of PyTorch wrote, and what the
/// networks said.
@Suite("Graphs that PyTorch wrote") struct OnnxGoldenTests {
  private static let names = [
    "stacked", "fixed", "every", "states", "ends", "both-last", "halves", "bare", "tokens",
    "steps-first", "around",
  ]
  private static let files =
    names.flatMap { ["\($0).torchscript", "\($0).dynamo"] } + ["mean.torchscript"]

  @Test("a network of torch.nn says in Skein what it says in PyTorch", arguments: files)
  func same(file: String) throws {
    let name = try #require(file.split(separator: ".").first)
    let said = try SaidNetwork("ONNX/\(name)")
    let network = try ImportedNetwork(path: SaidNetwork.path("ONNX/\(file).onnx"))
    let wanted = try Sequential(specification: said.specification)
    // A network that gives its sequence says so in its own words.
    let isEvery = name == "every"
    #expect(
      network.specification == (isEvery ? wanted.atEachStep : wanted).specification)
    #expect(network.inputSize == said.input.features && network.preparation == nil)
    #expect(try said.difference(network) <= 1e-6)
  }
}

@Suite("Graphs that come back") struct OnnxReturnTests {
  private func weights(_ architecture: Sequential, input: LayerShape) throws -> Weights {
    let layout = try ParameterLayout(architecture, input: input)
    var values = [Float](repeating: 0, count: layout.floats)
    let stream = RandomStream(seed: 5, purpose: .noise, stream: UInt64(layout.floats))
    for place in layout.places {
      for index in 0..<place.parameter.count {
        let number = Float(stream.bits(at: UInt64(place.offset + index)) >> 8) / Float(1 << 24)
        // Signs of zero and all.
        values[place.offset + index] = index % 7 == 3 ? -0.0 : number - 0.5
      }
    }
    return Weights(layout: layout, values: values)
  }

  /// A file of a model, without or with what `skein export` says beside the graph.
  private func bytes(_ model: Model, isTold: Bool) throws -> [UInt8] {
    let told = ["skein.layers": model.architecture.specification]
    return try OnnxNetwork(model).file(metadata: isTold ? told : [:]).serializedBytes()
  }

  @Test("the weights of random layers have their bits again after the way to ONNX and back")
  func bits() throws {
    var dice = LayerDice(seed: 3)
    for number in 0..<200 {
      let (text, features) = dice.layers()
      let architecture = try Sequential(specification: text)
      let input = LayerShape(steps: 4, features: features)
      let model = try Model(
        architecture, input: input, weights: weights(architecture, input: input))
      let told = try ImportedNetwork(
        bytes: bytes(model, isTold: true), file: "\(number).onnx")
      #expect(told.specification == architecture.specification)
      let back = try told.model(for: input, file: "back")
      #expect(
        back.weights.values.map(\.bitPattern) == model.weights.values.map(\.bitPattern), "\(text)")
      // The graph alone: the same numbers, in layers that say the same.
      let shown = try ImportedNetwork(bytes: bytes(model, isTold: false), file: "\(number).onnx")
      let other = try shown.model(for: input, file: "shown")
      #expect(
        other.weights.tensors.flatMap { $0.values.map(\.bitPattern) }
          == model.weights.tensors.flatMap { $0.values.map(\.bitPattern) }, "\(text)")
      let row = (0..<4 * features).map { Float(($0 * 5 + number) % 2) }
      let (first, second) = (try Predictor(model).predict(row), try Predictor(other).predict(row))
      #expect(first.map(\.bitPattern) == second.map(\.bitPattern), "\(text)")
    }
  }

  @Test("layers that the graph is not of are refused, and those that it is of give their names")
  func told() throws {
    let architecture = try Sequential(specification: "lstm:3,dense:1")
    let input = LayerShape(steps: 4, features: 2)
    let model = try Model(architecture, input: input, weights: weights(architecture, input: input))
    let file = try bytes(model, isTold: false)
    let same = try ImportedNetwork(
      bytes: file, file: "a.onnx", layers: "dropout:0.5,lstm:3:dropout=0.25,last,dense:1")
    #expect(same.specification == "dropout:0.5,lstm:3:dropout=0.25:sequence,last,dense:1")
    let back = try same.model(for: input, file: "back")
    #expect(back.weights.tensors.map(\.values) == model.weights.tensors.map(\.values))
    for other in ["lstm:4,dense:1", "lstm:3,dense:1:relu", "lstm:3,mean,dense:1", "gru:3,dense:1"] {
      #expect(
        throws: InterchangeError.otherLayers(
          file: "a.onnx", found: "lstm:3,dense:1", needed: other)
      ) { try ImportedNetwork(bytes: file, file: "a.onnx", layers: other) }
    }
  }

  @Test("the preparation, the loss and the layers of an exported run come back with it")
  func metadata() throws {
    let data = try Dataset(NoisySeries.walk(rows: 60, columns: 1), window: 5, recipe: .plain)
    let model = try Model(
      Sequential(specification: "lstm:3:dropout=0.5,dense:1"), for: data, loss: .huber, seed: 1)
    try withTemporaryFolder { path in
      let forecaster = try Forecaster(model.read(by: Loss.huber.head), trainedOn: data)
      let onnx = try OnnxForecaster(forecaster, loss: .huber, inUnits: false)
      let network = try ImportedNetwork(path: onnx.write(to: Folder(path: path))[0])
      #expect(network.preparation == forecaster.preparation)
      #expect(network.loss == Loss.huber)
      #expect(network.specification == "lstm:3:dropout=0.5,dense:1")
      let inUnits = try OnnxForecaster(forecaster, loss: .huber, inUnits: true)
      let file = try inUnits.write(to: Folder(path: path))[0]
      let error = #expect(throws: OnnxError.self) { try ImportedNetwork(path: file) }
      #expect(error?.description.contains("leaving --in-units out") == true)
    }
  }
}

/// Random layers that ONNX has operations for.
struct LayerDice {
  private let stream: RandomStream
  private var position: UInt64 = 0

  init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: .noise, stream: 0) }

  private mutating func next(_ bound: Int) -> Int {
    position += 1
    return Int(stream.bits(at: position)) % bound
  }

  private mutating func choice(_ texts: [String]) -> String { texts[next(texts.count)] }

  private static let cells = ["lstm:#", "gru:#", "rnn:#", "rnn:#:relu", "lstm:#:dropout=0.5"]

  private mutating func cell(_ units: Int) -> String {
    choice(Self.cells + ["gru:#:reset-before"]).replacing("#", with: "\(units)")
  }

  private mutating func driven(_ units: Int) -> String {
    choice(Self.cells).replacing("#", with: "\(units)")
  }

  private mutating func function() -> String {
    choice(["", ":relu", ":tanh", ":sigmoid", ":softplus", ":gelu", ":softmax"])
  }

  /// - Returns: a specification, and how many numbers a step has.
  mutating func layers() -> (String, Int) {
    var layers: [String] = []
    var features = 1 + next(3)
    if next(5) == 0 {
      features = 1
      layers.append("embedding:\(2 + next(6)):\(1 + next(4))")
    }
    for _ in 0..<next(4) {
      let units = 1 + next(5)
      switch next(6) {
      case 0: layers.append("bidirectional(\(driven(units)))\(choice(["", ":sum", ":mean"]))")
      case 1: layers.append("layernorm\(choice(["", ":1e-05", ":0.01"]))")
      case 2: layers.append("dense:\(units)\(function()),residual(\(cell(units)),dense:\(units))")
      case 3: layers.append("dropout:0.2,dense:\(units)\(function())")
      default: layers.append(cell(units))
      }
    }
    switch next(4) {
    case 0: layers.append("\(cell(1 + next(5))),\(choice(["last", "mean", "max"]))")
    case 1: layers.append("bidirectional(\(driven(1 + next(5))))\(choice(["", ":sum", ":mean"]))")
    case 2: layers.append("bidirectional(\(driven(1 + next(5)))),last")
    default: layers.append(cell(1 + next(5)))
    }
    return ((layers + ["dense:\(1 + next(3))\(function())"]).joined(separator: ","), features)
  }
}
