import Skein
import Testing

@Suite("The embedding layer")
struct EmbeddingLayerTests {
  static let input = LayerShape(steps: 4, features: 1)

  @Test("is written as it is read", arguments: ["embedding:50000:128", "embedding:7:3:padding=6"])
  func specification(_ text: String) throws {
    #expect(try Sequential(specification: text + ",last").specification == text + ",last")
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      "embedding", "embedding:5", "embedding:0:3", "embedding:16777217:3", "embedding:5:0",
      "embedding:5:x", "embedding:5:3:padding=5", "embedding:5:3:padding=-1",
      "embedding:5:3:padding", "embedding:5:3:7", "embedding:5:70000",
    ])
  func badArguments(_ text: String) {
    #expect(throws: ModelError.self) { try Sequential(specification: text) }
  }

  @Test(
    "can only be the first layer",
    arguments: [
      "lstm:1:sequence,embedding:5:3,last", "residual(embedding:5:1),last",
      "dense:1,residual(dense:2,residual(embedding:5:1)),last",
    ])
  func first(_ text: String) throws {
    let error = try #require(throws: ModelError.self) {
      try Sequential(specification: text).outputShapes(for: Self.input)
    }
    guard case .mustBeFirst = error else { return #expect(Bool(false), "\(error)") }
  }

  @Test("takes one number a step")
  func oneNumber() throws {
    let layers = try Sequential(specification: "embedding:5:3,last")
    #expect(throws: ModelError.needsTokens(layer: "embedding:5:3", features: 2)) {
      try layers.outputShapes(for: LayerShape(steps: 4, features: 2))
    }
    #expect(try layers.outputShapes(for: Self.input).last == LayerShape(features: 3))
  }

  @Test("hands the wish for a sequence on, and gives a vector where it gets one")
  func shapes() throws {
    let layers = try Sequential(specification: "embedding:5:3,gru:4,dense:1")
    #expect(layers.specification == "embedding:5:3,gru:4,dense:1")
    #expect(
      try Embedding(5, size: 3).outputShape(for: LayerShape(features: 1))
        == LayerShape(features: 3))
  }

  @Test("stands behind all other parameters, and in files row by row as PyTorch has it")
  func layout() throws {
    let model = try Model(
      Sequential(specification: "embedding:5:3,lstm:4,dense:1"), input: Self.input, seed: 2)
    let layout = model.weights.layout
    #expect(layout.places.map(\.name).first == "layers.0.weight")
    let table = try #require(layout.table)
    #expect(table.offset == layout.denseFloats && layout.floats == layout.denseFloats + 16)
    let tensor = model.weights.tensors[0]
    #expect(tensor.shape == [5, 3])
    #expect(tensor.values == Array(model.weights.values[table.offset..<table.offset + 15]))
    let again = try Weights(layout: layout, available: layout.places.map(\.name)) { name in
      model.weights.tensors.first { $0.name == name }.map { ($0.shape, $0.values) }
    }
    let areEqual = again == model.weights
    #expect(areEqual)
  }

  @Test("begins uniform between −0.05 and 0.05, its padding as zero")
  func initial() throws {
    let model = try Model(
      Sequential(specification: "embedding:400:10:padding=3,last"), input: Self.input, seed: 2)
    let values = model.weights.tensors[0].values
    let mean = values.reduce(0, +) / 4000
    let spread = (values.reduce(0) { $0 + $1 * $1 } / 4000).squareRoot()
    #expect(values.allSatisfy { $0.magnitude <= 0.05 })
    #expect(mean.magnitude < 0.002 && (spread - 0.05 / Float(3).squareRoot()).magnitude < 0.001)
    #expect(values[30..<40].allSatisfy { $0 == 0 } && values[29] != 0 && values[40] != 0)
  }
}
