import Foundation
import ONNXSchema
import Skein
import Testing

@Suite("Vectors of entities in other programs") struct EntityInterchangeTests {
  /// Layers, and how many numbers a step has.
  struct Network: Sendable, CustomTestStringConvertible {
    let layers: String
    let features: Int

    var testDescription: String { "\(layers) of \(features)" }
  }

  /// Some with the number of an entity alone, or behind more numbers than a graph names places of.
  private static let networks = [
    Network(layers: "entity:6:2,lstm:4,dense:1", features: 3),
    Network(layers: "entity:3:1,dropout:0.2,bidirectional(gru:3),dense:2", features: 2),
    Network(layers: "entity:4:3,dense:2:tanh,residual(lstm:2),mean,dense:1", features: 41),
    Network(layers: "entity:5:2,lstm:3,dense:1", features: 1),
    Network(layers: "entity:5:4,residual(lstm:6),layernorm,last,dense:1", features: 3),
  ]

  private func imported(_ model: Model) -> ImportedNetwork {
    ImportedNetwork(
      specification: model.architecture.specification, inputSize: model.input.features,
      tensors: TensorFile(model.weights))
  }

  @Test(
    "a network that begins with them is written, read back and read again with all its bits",
    arguments: networks, [InterchangeFormat.pytorch, .onnx])
  func written(network: Network, format: InterchangeFormat) throws {
    let model = try Model.numbered(network.layers, features: network.features)
    try withTemporaryFolder { folder in
      let path = "\(folder)/model"
      #expect(try imported(model).write(as: format, to: FilePlace(path: path)) == 0)
      let back = try ImportedNetwork(path: path, format: format)
      #expect(back.specification == model.architecture.specification)
      #expect(back.inputSize == network.features)
      #expect(try back.model(for: model.input, file: path).weights == model.weights)
    }
  }

  @Test("a graph shows them without a word beside it", arguments: networks)
  func shown(network: Network) throws {
    let (layers, features) = (network.layers, network.features)
    let model = try Model.numbered(layers, features: features)
    let file: [UInt8] = try OnnxNetwork(model).file().serializedBytes()
    let found = try ImportedNetwork(bytes: file, file: "a.onnx")
    // Alone they are what a table of tokens is, and dropout is not seen.
    let alike = features == 1 ? layers.replacing("entity", with: "embedding") : layers
    let wanted = try Sequential(specification: alike.replacing("dropout:0.2,", with: ""))
    #expect(found.specification == wanted.specification && found.inputSize == features)
    let other = try found.model(for: model.input, file: "a.onnx")
    #expect(other.weights.tensors.map(\.values) == model.weights.tensors.map(\.values))
    let row = (0..<5 * features).map { Float($0 % 3 % 2) }
    #expect(try Predictor(other).predict(row) == Predictor(model).predict(row))
  }

  @Test(
    "a graph that takes another number of a step for the entity's, or other numbers beside it, is refused"
  )
  func otherParts() throws {
    let model = try Model.numbered("entity:6:2,lstm:4,dense:1", features: 4)
    let file = try OnnxNetwork(model).file()
    let zero = Data([UInt8](repeating: 0, count: 8))
    let one = Data([1] + [UInt8](repeating: 0, count: 7))
    let number = try #require(file.graph.initializer.firstIndex { $0.name.hasPrefix("place_") })
    let first = try #require(file.graph.initializer.firstIndex { $0.name.hasPrefix("bound_") })
    for (place, other) in [(number, zero), (number, one), (first, one)] {
      var changed = file
      changed.graph.initializer[place].rawData = other
      let bytes: [UInt8] = try changed.serializedBytes()
      let error = #expect(throws: OnnxError.self) {
        try ImportedNetwork(bytes: bytes, file: "a.onnx")
      }
      #expect(error?.description.contains("picks a part that no layer gives") == true)
    }
  }

  @Test("what cannot be read back is not written, and a file that is there stays")
  func kept() throws {
    // A mean of several is an operation that is written and not read.
    let model = try Model.numbered("ensemble(lstm:3,dense:1):2")
    try withTemporaryFolder { folder in
      let path = "\(folder)/model.onnx"
      #expect(throws: OnnxError.self) {
        try imported(model).write(as: .onnx, to: FilePlace(path: path))
      }
      #expect(!FileManager.default.fileExists(atPath: path))
      try Data("former".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: OnnxError.self) {
        try imported(model).write(as: .onnx, to: FilePlace(path: path))
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("former".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.onnx"])
    }
  }

  @Test(
    "where one of one series is wanted, one of many is refused before its shapes are looked at",
    arguments: InterchangeFormat.allCases)
  func manySeries(format: InterchangeFormat) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/model"
      var written = try imported(.numbered("lstm:3,dense:1"))
      for scaling in [nil, Scaling.standard] {
        written.scaling = scaling
        _ = try written.write(as: format, to: FilePlace(path: path))
        for layers in ["lstm:3,dense:1", "lstm:4,dense:1"] {
          func read() throws -> ImportedNetwork {
            try ImportedNetwork(path: path, format: format, layers: layers, ofOneSeries: true)
          }
          if scaling != nil {
            #expect(throws: InterchangeError.manySeries(file: path)) { try read() }
          } else if layers.contains("4") {
            #expect(throws: (any Error).self) { try read() }
          } else {
            #expect(try read().specification == layers)
          }
        }
      }
    }
  }

  @Test("the mean of several is refused, since they look their vectors up by number")
  func ensemble() throws {
    for (layers, more) in [
      ("entity:4:2,lstm:3,dense:1", "; train without --series-embedding"),
      ("embedding:4:2,lstm:3,dense:1", ""),
    ] {
      let model = try Model.numbered(layers)
      #expect(
        throws: ModelError.cannotAverage(
          "the first layer of \(layers) looks vectors up by number, which the members of an ensemble cannot share"
            + more)
      ) { try Model(meanOf: [model, model]) }
    }
  }
}
