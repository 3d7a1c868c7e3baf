import Foundation
import Skein
import Testing

/// What another program's network said of some inputs, from NAME.said.safetensors in Golden/Interchange: its layers,
/// inputs x, [rows, steps, features], and outputs y, [rows, …].
struct SaidNetwork {
  /// The layers as they name themselves.
  let specification: String
  /// Of an input.
  let input: LayerShape
  private let inputs: [Float]
  private let outputs: [Double]

  static func path(_ name: String) throws -> String {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Golden/Interchange/\(name)")
      .path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  init(_ name: String) throws {
    let said = try Safetensors(path: Self.path("\(name).said.safetensors"))
    specification =
      try Sequential(specification: #require(said.metadata["specification"])).specification
    let shape = try #require(said.entry(named: "x")).shape
    input = LayerShape(steps: shape[1], features: shape[2])
    inputs = try said.floats(named: "x", shape: shape)
    let answers = try #require(said.entry(named: "y"))
    outputs =
      answers.type == .float64
      ? try said.doubles(named: "y", shape: answers.shape)
      : try said.floats(named: "y", shape: answers.shape).map(Double.init)
  }

  /// The greatest difference between an output of a model and what was said, as a part of it where that is above 1.
  func difference(_ model: Model) throws -> Double {
    let predictor = try Predictor(model)
    let size = input.features * (input.steps ?? 1)
    let rows = inputs.count / size
    let width = outputs.count / rows
    var worst = 0.0
    for row in 0..<rows {
      let found = try predictor.predict(Array(inputs[row * size..<(row + 1) * size]))
      try #require(found.count == width)
      for (number, said) in zip(found, outputs[row * width..<(row + 1) * width]) {
        worst = max(worst, abs(Double(number) - said) / max(1, abs(said)))
      }
    }
    return worst
  }

  func difference(_ network: ImportedNetwork) throws -> Double {
    try difference(network.model(for: input, file: "the network"))
  }
}

extension Model {
  /// A model in which no number is zero, and all are different: biases begin as zeros, which would hide one that is
  /// lost.
  ///
  /// - Parameter features: of the input; nil takes 1 of tokens, otherwise 2.
  static func numbered(_ specification: String, features: Int? = nil) throws -> Model {
    let layers = try Sequential(specification: specification)
    let input = LayerShape(
      steps: 5, features: features ?? (specification.hasPrefix("embedding") ? 1 : 2))
    let layout = try ParameterLayout(layers, input: input)
    let tensors = layout.places.map { place in
      (
        name: place.name, shape: place.parameter.fileShape,
        values: (0..<place.parameter.count).map { Float(place.offset + $0 + 1) / 64 }
      )
    }
    let weights = try Weights(layout: layout, available: tensors.map(\.name)) { name in
      tensors.first { $0.name == name }.map { ($0.shape, $0.values) }
    }
    return try Model(layers, input: input, weights: weights)
  }
}
