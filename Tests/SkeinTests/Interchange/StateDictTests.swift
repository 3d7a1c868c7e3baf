import Foundation
import Skein
import Testing

/// Files in Golden/Interchange, made by make-state-dicts.py there.
@Suite("State dicts under names of one's own")
struct StateDictTests {
  @Test(
    "what torch.save wrote says in Skein what it says in PyTorch, its layers found by names and shapes",
    arguments: ["stack", "entry", "double", "half"])
  func saved(name: String) throws {
    let network = try ImportedNetwork(bytes: SaidNetwork.bytes("\(name).pt"), file: "\(name).pt")
    let said = try SaidNetwork("\(name).found")
    #expect(network.specification == said.specification)
    #expect(try said.difference(network) < 1e-6)
  }

  @Test("in safetensors, which are sorted by name, widths and kinds give the order of the layers")
  func sorted() throws {
    for name in ["stack", "double", "half"] {
      let network = try ImportedNetwork(
        bytes: SaidNetwork.bytes("\(name).found.safetensors"), file: name)
      let said = try SaidNetwork("\(name).found")
      #expect(network.specification == said.specification)
      #expect(try said.difference(network) < 1e-6)
      #expect(network.notes.contains { $0.hasPrefix("the file does not say what follows what") })
    }
  }

  @Test("layers that are given decide about order, activations and what has no weights")
  func given() throws {
    let file = try SaidNetwork.bytes("entry.found.safetensors")
    let layers = "dense:3,bidirectional(gru:4),layernorm:1e-05,dense:2"
    let network = try ImportedNetwork(bytes: file, file: "entry", layers: layers)
    #expect(try SaidNetwork("entry.found").difference(network) < 1e-6)
    let other = try ImportedNetwork(
      bytes: SaidNetwork.bytes("stack.pt"), file: "stack",
      layers: "lstm:4,dropout:0.5,lstm:4:sequence,mean,dense:1:tanh")
    #expect(other.specification == "lstm:4:sequence,dropout:0.5,lstm:4:sequence,mean,dense:1:tanh")
    #expect(try other.model().weights.tensors.map(\.name).contains("layers.4.weight"))
    #expect(throws: ModelError.self) {
      try ImportedNetwork(
        bytes: SaidNetwork.bytes("stack.pt"), file: "stack", layers: "lstm:4,lstm:5,dense:1"
      )
      .model()
    }
    #expect(throws: InterchangeError.self) {
      try ImportedNetwork(
        bytes: SaidNetwork.bytes("stack.pt"), file: "stack", layers: "gru:4,gru:4,dense:1")
    }
  }

  @Test("what was decided where the file does not say is told")
  func notes() throws {
    let half = try ImportedNetwork(bytes: SaidNetwork.bytes("half.pt"), file: "half").notes
    #expect(half.contains("weights in half precision become floats of the same values"))
    #expect(half.contains("the file says no activations, so rnn layers have tanh"))
    let both = try ImportedNetwork(bytes: SaidNetwork.bytes("entry.pt"), file: "entry").notes
    #expect(both.contains { $0.contains("as h_n has it") })
    let given = try ImportedNetwork(
      bytes: SaidNetwork.bytes("stack.pt"), file: "stack", layers: "lstm:4,lstm:4,dense:1")
    #expect(given.notes.isEmpty)
  }

  @Test("a checkpoint's state dict is found among other things, its tensors as they lie in memory")
  func checkpoint() throws {
    let network = try ImportedNetwork(bytes: SaidNetwork.bytes("checkpoint.pt"), file: "checkpoint")
    #expect(network.notes.first == "the weights are those under model_state_dict")
    let weight = try #require(
      network.model().weights.tensors.first { $0.name == "layers.2.weight" })
    #expect(weight.shape == [1, 4] && weight.values == [0, 1, 2, 3])
  }

  private func problem(_ bytes: [UInt8]) -> String {
    do {
      _ = try ImportedNetwork(bytes: bytes, file: "file")
      return "none"
    } catch { return "\(error)" }
  }

  @Test("a whole module, and a file of before PyTorch 1.6, are refused with what to do")
  func others() throws {
    let whole = problem(try SaidNetwork.bytes("whole.pt"))
    #expect(whole.contains("torch.save(model.state_dict(), …)"), "\(whole)")
    #expect(problem(try SaidNetwork.bytes("old.pt")).contains("before 1.6"))
  }

  @Test("a header whose length begins as an old pickle does is a header")
  func lengths() throws {
    var found = 0
    for count in 0..<640 {
      var file = TensorFile(metadata: ["more": String(repeating: "x", count: count)])
      file.add("fc.weight", shape: [1, 2], [1, 2] as [Float])
      let bytes = try file.bytes()
      guard bytes.starts(with: [0x80, 2]) else { continue }
      found += 1
      #expect(try ImportedNetwork(bytes: bytes, file: "file").specification == "dense:1")
    }
    #expect(found > 0)
    #expect(problem([0x80, 2, 0, 0, 0, 0, 0, 0]).contains("before 1.6"))
  }

  /// A file of `torch.save` with a pickle of one's own and eight bytes of numbers.
  private func archive(_ pickle: [UInt8]) throws -> [UInt8] {
    var zip = ZipFile()
    zip.add("a/data.pkl", pickle)
    zip.add("a/data/0", [UInt8](repeating: 0, count: 8))
    return try #require(zip.bytes)
  }

  /// The pickle of `{"fc.weight": _rebuild_tensor_v2(storage of 2 floats, offset, shape, strides)}`.
  private func tensor(offset: Int, shape: [Int], strides: [Int]) -> [UInt8] {
    func text(_ value: String) -> [UInt8] { [0x8C, UInt8(value.utf8.count)] + value.utf8 }
    func number(_ value: Int) -> [UInt8] {
      [0x8A, 8] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func tuple(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap(number) + [0x74] }
    let storage: [UInt8] =
      [0x28] + text("storage") + "ctorch\nFloatStorage\n".utf8 + text("0") + text("cpu")
      + number(2) + [0x74, 0x51]
    let call: [UInt8] =
      "ctorch._utils\n_rebuild_tensor_v2\n".utf8 + [0x28] + storage + number(offset)
      + tuple(shape) + tuple(strides)
    return [0x80, 2, 0x7D] + text("fc.weight") + call + [0x89, 0x4E, 0x74, 0x52, 0x73, 0x2E]
  }

  @Test("a tensor that does not lie in its storage is refused, whatever its sizes multiply to")
  func strides() throws {
    let good = try problem(archive(tensor(offset: 0, shape: [1, 2], strides: [2, 1])))
    #expect(good == "none")
    for (offset, shape, strides) in [
      (1, [1, 2], [2, 1]), (0, [3], [1]), (0, [2], [2]), (0, [1 << 40], [0]), (0, [2], [-1]),
      (0, [1 << 32, 1 << 32], [1, 1]), (Int.max, [2], [Int.max]), (0, [2], [1, 1]), (-1, [1], [1]),
    ] {
      let found = try problem(archive(tensor(offset: offset, shape: shape, strides: strides)))
      #expect(found.contains("does not lie in its storage"), "\(shape): \(found)")
    }
  }

  @Test("a pickle that names a function of its own is refused by that name, and none is called")
  func globals() throws {
    let call: [UInt8] = "cos\nsystem\n".utf8 + [0x8C, 2] + "ls".utf8 + [0x85, 0x52, 0x2E]
    #expect(problem(try archive(call)).contains("it holds os.system"))
    let stacked: [UInt8] =
      [0x80, 4, 0x8C, 8] + "builtins".utf8 + [0x8C, 4] + "eval".utf8 + [0x93, 0x2E]
    #expect(problem(try archive(stacked)).contains("it holds builtins.eval"))
  }

  @Test("a pickle that says much of little is refused before it takes memory")
  func bombs() throws {
    let tuples = [UInt8](repeating: 0x29, count: 300_000)
    #expect(problem(try archive(tuples)).contains("more than 250000 values"))
    let recalls: [UInt8] = [0x29, 0x71, 0] + (0..<300_000).flatMap { _ in [0x68, 0] as [UInt8] }
    #expect(problem(try archive(recalls)).contains("more than 250000 values"))
    let long: [UInt8] = [0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x2E]
    #expect(problem(try archive(long)).contains("damaged"))
    // A dictionary that holds itself.
    let circle: [UInt8] = [0x7D, 0x71, 0, 0x8C, 1, 0x77, 0x68, 0, 0x73, 0x2E]
    #expect(problem(try archive(circle)).contains("no tensors by themselves"))
    for pickle in [[], [0x2E], [0x74, 0x2E], [0x52], [0x73], [0x61], [0x51], [0x62], [0x71, 1]]
      as [[UInt8]]
    {
      #expect(problem(try archive(pickle)).contains("damaged"), "\(pickle)")
    }
  }

  @Test("with any bit flipped, an archive is refused or says the same")
  func flips() throws {
    let file = try SaidNetwork.bytes("stack.pt")
    let tensors = try ImportedNetwork(bytes: file, file: "file").tensors.bytes()
    for place in stride(from: 0, to: file.count, by: 7) {
      var flipped = file
      flipped[place] ^= UInt8(1 << (place % 8))
      if let network = try? ImportedNetwork(bytes: flipped, file: "file") {
        #expect(try network.tensors.bytes() == tensors, "byte \(place)")
      }
      #expect(problem(Array(file[..<place])) != "none")
    }
  }
}
