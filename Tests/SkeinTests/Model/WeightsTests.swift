import Skein
import Testing

@Suite("A model's weights")
struct WeightsTests {
  private func model() throws -> Model {
    try Model(
      Sequential(specification: "lstm:3,lstm:5,dense:2"),
      input: LayerShape(steps: 4, features: 2), targets: 2, seed: 9)
  }

  @Test("have PyTorch's names and shapes, and come back from their tensors to the bit")
  func roundTrip() throws {
    let weights = try model().weights
    let tensors = weights.tensors
    let shapes = tensors.map { "\($0.name) \($0.shape)" }
    #expect(
      shapes == [
        "layers.0.weight_ih [12, 2]", "layers.0.weight_hh [12, 3]", "layers.0.bias [12]",
        "layers.1.weight_ih [20, 3]", "layers.1.weight_hh [20, 5]", "layers.1.bias [20]",
        "layers.2.weight [2, 5]", "layers.2.bias [2]",
      ])
    for (place, tensor) in zip(weights.layout.places, tensors) where !place.parameter.isVector {
      let (rows, columns) = (place.parameter.rows, place.parameter.columns)
      for row in 0..<rows {
        for column in 0..<columns {
          let inner = weights.values[place.offset + row * columns + column]
          #expect(tensor.values[column * rows + row] == inner)
        }
      }
    }
    let back = try Weights(layout: weights.layout, available: tensors.map(\.name)) { name in
      tensors.first { $0.name == name }.map { ($0.shape, $0.values) }
    }
    #expect(back.values.map(\.bitPattern) == weights.values.map(\.bitPattern))
    #expect(weights.areFinite)
  }

  @Test("are refused where a tensor is missing, too many, or of another shape")
  func errors() throws {
    let weights = try model().weights
    let names = weights.tensors.map(\.name)
    func refusal(
      available: [String], _ change: (String) -> (shape: [Int], values: [Float])?
    ) -> String? {
      #expect(throws: ModelError.self) {
        try Weights(layout: weights.layout, available: available, tensor: change)
      }?.description
    }
    func tensor(_ name: String) -> (shape: [Int], values: [Float])? {
      weights.tensors.first { $0.name == name }.map { ($0.shape, $0.values) }
    }
    #expect(
      refusal(available: ["a", "b"]) { _ in nil }
        == "the tensor a belongs to no layer of the model.")
    #expect(
      refusal(available: Array(names.dropLast())) { $0 == "layers.2.bias" ? nil : tensor($0) }
        == "there is no tensor layers.2.bias; there are \(names.dropLast().joined(separator: ", "))."
    )
    #expect(
      refusal(available: names) { name in
        name == "layers.1.weight_ih" ? ([3, 20], [Float](repeating: 0, count: 60)) : tensor(name)
      } == "layers.1.weight_ih has shape [3, 20]; the model needs [20, 3].")
  }

  @Test("lie apart in whole cache lines, padded with zeros")
  func layout() throws {
    let weights = try model().weights
    var end = 0
    for place in weights.layout.places {
      #expect(place.offset % 16 == 0 && place.offset - end < 16)
      #expect(weights.values[end..<place.offset].allSatisfy { $0 == 0 })
      end = place.offset + place.parameter.count
    }
    #expect(weights.layout.floats - end < 16 && weights.layout.floats % 16 == 0)
  }
}
