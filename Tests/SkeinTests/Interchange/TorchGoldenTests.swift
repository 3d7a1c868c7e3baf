import Foundation
import Skein
import Testing

/// Files in Golden/Interchange, made by make-golden.py there: what PyTorch saved, and said.
@Suite("State dicts that PyTorch saved")
struct TorchGoldenTests {
  private func file(_ name: String) throws -> Safetensors {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Interchange/\(name)", withExtension: "safetensors"))
    return try Safetensors(path: url.path)
  }

  @Test(
    "a network of torch.nn says in Skein what it says in PyTorch",
    arguments: ["stacked", "both", "projected", "tokens"])
  func same(name: String) throws {
    let said = try file("\(name).said")
    let shape = try #require(said.entry(named: "x")).shape
    let inputs = try said.floats(named: "x", shape: shape)
    let outputs = try #require(said.entry(named: "y")).shape
    let expected = try said.doubles(named: "y", shape: outputs)
    let architecture = try Sequential(specification: #require(said.metadata["specification"]))
    let blank = try Model(
      architecture, input: LayerShape(steps: shape[1], features: shape[2]), seed: 1)
    let network = try TorchNetwork(blank)
    let model = try network.model(from: file("\(name).state"))
    let predictor = try Predictor(model)
    let size = shape[1] * shape[2]
    for row in 0..<shape[0] {
      let found = try predictor.predict(Array(inputs[row * size..<(row + 1) * size]))
      for (place, number) in found.enumerated() {
        let wanted = expected[row * outputs[1] + place]
        #expect(abs(Double(number) - wanted) <= 1e-6 * max(1, abs(wanted)))
      }
    }
    // Back in PyTorch's terms all but the parting of the biases has its bits.
    let back = try Safetensors(bytes: network.state(of: model.weights).bytes(), file: "back")
    let state = try file("\(name).state")
    for entry in state.entries where !entry.name.contains("bias_") {
      let before = try state.floats(named: entry.name, shape: entry.shape)
      #expect(try back.floats(named: entry.name, shape: entry.shape) == before, "\(entry.name)")
    }
    #expect(Set(back.entries.map(\.name)) == Set(state.entries.map(\.name)))
  }
}
