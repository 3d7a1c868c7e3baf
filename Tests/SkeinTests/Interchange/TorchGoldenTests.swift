import Skein
import Testing

/// Files in Golden/Interchange, made by make-golden.py there: what PyTorch saved, and said.
@Suite("State dicts that PyTorch saved")
struct TorchGoldenTests {
  @Test(
    "a network of torch.nn says in Skein what it says in PyTorch",
    arguments: ["stacked", "both", "projected", "tokens"])
  func same(name: String) throws {
    let said = try SaidNetwork(name)
    let blank = try Model(Sequential(specification: said.specification), input: said.input, seed: 1)
    let network = try TorchNetwork(blank)
    let state = try Safetensors(path: SaidNetwork.path("\(name).state.safetensors"))
    let model = try network.model(from: state)
    #expect(try said.difference(model) <= 1e-6)
    // Back in PyTorch's terms all but the parting of the biases has its bits.
    let back = try Safetensors(bytes: network.state(of: model.weights).bytes(), file: "back")
    for entry in state.entries where !entry.name.contains("bias_") {
      let before = try state.floats(named: entry.name, shape: entry.shape)
      #expect(try back.floats(named: entry.name, shape: entry.shape) == before, "\(entry.name)")
    }
    #expect(Set(back.entries.map(\.name)) == Set(state.entries.map(\.name)))
  }
}
