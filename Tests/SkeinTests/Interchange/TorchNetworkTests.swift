import Skein
import Testing

@Suite("Models in PyTorch's terms")
struct TorchNetworkTests {
  private static let specifications = [
    "lstm:3,dense:1", "gru:4,gru:2:reset-before,dense:2:tanh", "rnn:3:relu,rnn:2,dense:1",
    "bidirectional(lstm:3),bidirectional(gru:2):sum,bidirectional(rnn:2):mean,max,dense:1",
    "dense:4:gelu,residual(lstm:4,residual(dense:4:relu),layernorm),mean,dense:1",
    "ensemble(lstm:2,dense:3:tanh):3,ensemble(dropout:0.5,gru:2,dense:1):2",
    "dropout:0.5,lstm:2:dropout=0.25,layernorm:0.01,last,dense:3:softmax",
    "embedding:7:3:padding=2,lstm:4:projection=2,lstm:3:zoneout=0.25,dense:1",
    "entity:7:3,lstm:4,dense:1",
    "lstm:4:projection=3:zoneout=0.1,residual(lstm:3:zoneout=0.1),last,dense:1",
  ]

  @Test("weights survive the way to a state dict and back", arguments: specifications)
  func roundTrip(specification: String) throws {
    let model = try Model.numbered(specification)
    let network = try TorchNetwork(model)
    let bytes = try network.state(of: model.weights).bytes()
    let back = try network.weights(from: Safetensors(bytes: bytes, file: "state"))
    #expect(back.values.map(\.bitPattern) == model.weights.values.map(\.bitPattern))
  }

  @Test("a bias that is minus zero comes back as that")
  func signs() throws {
    var model = try Model.numbered("lstm:1,dense:1")
    let layout = model.weights.layout
    let values = [Float](repeating: -0.0, count: layout.floats)
    model = try Model(
      model.architecture, input: model.input, weights: Weights(layout: layout, values: values))
    let network = try TorchNetwork(model)
    let bytes = try network.state(of: model.weights).bytes()
    let back = try network.weights(from: Safetensors(bytes: bytes, file: "state"))
    for tensor in back.tensors { #expect(tensor.values.allSatisfy { $0.sign == .minus }) }
  }

  @Test("names and shapes are those of nn.LSTM, nn.GRU and nn.Linear")
  func names() throws {
    let model = try Model.numbered("bidirectional(lstm:3),residual(gru:6),last,dense:1")
    let bytes = try TorchNetwork(model).state(of: model.weights).bytes()
    let file = try Safetensors(bytes: bytes, file: "state")
    let shapes = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0.shape) })
    #expect(
      shapes == [
        "layers.0.weight_ih_l0": [12, 2], "layers.0.weight_hh_l0": [12, 3],
        "layers.0.bias_ih_l0": [12], "layers.0.bias_hh_l0": [12],
        "layers.0.weight_ih_l0_reverse": [12, 2], "layers.0.weight_hh_l0_reverse": [12, 3],
        "layers.0.bias_ih_l0_reverse": [12], "layers.0.bias_hh_l0_reverse": [12],
        "layers.1.0.weight_ih_l0": [18, 6], "layers.1.0.weight_hh_l0": [18, 6],
        "layers.1.0.bias_ih_l0": [18], "layers.1.0.bias_hh_l0": [18],
        "layers.3.weight": [1, 6], "layers.3.bias": [1],
      ])
  }

  @Test("an embedding, a projection and zoneout have the names and shapes of their modules")
  func laterLayers() throws {
    let model = try Model.numbered("embedding:7:3,lstm:4:projection=2,lstm:3:zoneout=0.25,dense:1")
    let network = try TorchNetwork(model)
    let file = try Safetensors(bytes: network.state(of: model.weights).bytes(), file: "state")
    #expect(file.entry(named: "layers.0.weight")?.shape == [7, 3])
    #expect(file.entry(named: "layers.1.weight_hh_l0")?.shape == [16, 2])
    #expect(file.entry(named: "layers.1.weight_hr_l0")?.shape == [2, 4])
    #expect(file.entry(named: "layers.2.weight_hh")?.shape == [12, 3])
    #expect(file.entry(named: "layers.2.bias")?.shape == [12])
    for text in [
      "nn.Embedding(7, 3)", "x = self.layers[0](x[..., 0].long())",
      "nn.LSTM(3, 4, proj_size=2, batch_first=True)", "class ZoneoutLSTM(nn.Module):",
      "ZoneoutLSTM(2, 3, 0.25)", "x = self.layers[2](x)[:, -1]",
    ] {
      #expect(network.source.contains(text), "\(text)")
    }
  }

  @Test("vectors of entities are those of an embedding, beside the other features")
  func entities() throws {
    let model = try Model.numbered("entity:7:3,lstm:4,dense:1")
    let network = try TorchNetwork(model)
    let file = try Safetensors(bytes: network.state(of: model.weights).bytes(), file: "state")
    #expect(file.entry(named: "layers.0.weight")?.shape == [7, 3])
    for text in [
      "nn.Embedding(7, 3, padding_idx=0)", "nn.LSTM(4, 4, batch_first=True)",
      "x = torch.cat((x[..., :-1], self.layers[0](x[..., -1].long())), dim=-1)",
    ] {
      #expect(network.source.contains(text), "\(text)")
    }
  }

  @Test("what PyTorch's layers do otherwise is said once")
  func notes() throws {
    let text =
      "lstm:2:dropout=0.5,residual(lstm:2:dropout=0.5,gru:2:recurrent-dropout=0.1),last,dense:1"
    let notes = try TorchNetwork(.numbered(text)).notes
    #expect(notes.count == 2 && notes[0].contains("nn.LSTM") && notes[1].contains("nn.GRU"))
    #expect(try TorchNetwork(.numbered("lstm:2,dense:1")).notes.isEmpty)
  }

  @Test("two biases that were trained become their sum, but for a GRU's candidate")
  func sums() throws {
    let model = try Model.numbered("gru:1,dense:1")
    let network = try TorchNetwork(model)
    var state = TensorFile()
    state.add("layers.0.weight_ih_l0", shape: [3, 2], [Float](repeating: 0, count: 6))
    state.add("layers.0.weight_hh_l0", shape: [3, 1], [Float](repeating: 0, count: 3))
    state.add("layers.0.bias_ih_l0", shape: [3], [1, 2, 3] as [Float])
    state.add("layers.0.bias_hh_l0", shape: [3], [10, 20, 30] as [Float])
    state.add("layers.1.weight", shape: [1, 1], [5] as [Float])
    state.add("layers.1.bias", shape: [1], [6] as [Float])
    let weights = try network.weights(from: Safetensors(bytes: state.bytes(), file: "state"))
    let own = Dictionary(uniqueKeysWithValues: weights.tensors.map { ($0.name, $0.values) })
    #expect(own["layers.0.bias"] == [11, 22, 3])
    #expect(own["layers.0.bias_hn"] == [30])
  }

  @Test(
    "a state dict with a tensor too many, one too few or one of another size is refused by its name"
  )
  func strangers() throws {
    let model = try Model.numbered("lstm:2,dense:1")
    let network = try TorchNetwork(model)
    func problem(_ change: (inout TensorFile) -> Void) throws -> String {
      var state = network.state(of: model.weights)
      change(&state)
      let file = try Safetensors(bytes: state.bytes(), file: "state")
      do {
        _ = try network.weights(from: file)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(try problem { _ in } == "none")
    #expect(try problem { $0.add("other", shape: [1], [1] as [Float]) }.contains("other"))
    let smaller = try TorchNetwork(Model.numbered("lstm:1,dense:1"))
    let file = try Safetensors(bytes: network.state(of: model.weights).bytes(), file: "state")
    #expect(throws: SafetensorsError.self) { try smaller.weights(from: file) }
    let bad = Weights(
      layout: model.weights.layout,
      values: [Float](repeating: .nan, count: model.weights.values.count))
    #expect(throws: InterchangeError.notFinite(file: "state")) {
      try network.model(from: Safetensors(bytes: network.state(of: bad).bytes(), file: "state"))
    }
    let deeper = try TorchNetwork(Model.numbered("lstm:2,dense:1,dense:1"))
    #expect(throws: SafetensorsError.self) { try deeper.weights(from: file) }
  }

  private enum Half: ElementwiseCell {
    static let keyword = "half"
    static let gates = 1
    static func forward(_ row: CellRow) {
      for u in 0..<row.units { row.hidden[u] = row.gate(0)[u] / 2 }
    }
    static func backward(_ row: CellGradientRow) {
      for u in 0..<row.units { row.gate(0)[u] = (row.hiddenGradient[u] + row.carried[u]) / 2 }
    }
  }

  @Test("a layer that has nothing to say to PyTorch is refused by its name")
  func unknown() throws {
    let layers = Sequential {
      Recurrent<Half>(3)
      Dense(1)
    }
    let model = try Model(layers, input: LayerShape(steps: 5, features: 2))
    #expect(throws: InterchangeError.unknownLayer("half:3", format: .pytorch)) {
      try TorchNetwork(model)
    }
    let normalized = try Model.numbered("lstm:3:layernorm,dense:1")
    #expect(throws: InterchangeError.unknownLayer("lstm:3:layernorm", format: .pytorch)) {
      try TorchNetwork(normalized)
    }
  }

  @Test("the Python of a network says what each layer does, in order")
  func source() throws {
    let text = try TorchNetwork(
      .numbered("bidirectional(lstm:3):sum,residual(gru:3),max,dense:1:relu")
    ).source
    #expect(
      text == """
        def added(y):
            \"""The sum of both directions.\"""
            forward, reverse = y.chunk(2, -1)
            return forward + reverse


        class Network(nn.Module):
            \"""bidirectional(lstm:3:sequence):sum,residual(gru:3:sequence),max,dense:1:relu

            Takes [batch, 5, 2], scaled.
            \"""

            def __init__(self):
                super().__init__()
                self.layers = nn.ModuleList([
                    nn.LSTM(2, 3, batch_first=True, bidirectional=True),
                    nn.ModuleList([nn.GRU(3, 3, batch_first=True)]),
                    nn.Identity(),
                    nn.Linear(3, 1),
                ])

            def forward(self, x):
                x = added(self.layers[0](x)[0])
                x_ = x
                x_, _ = self.layers[1][0](x_)
                x = x + x_
                x = x.amax(1)
                x = torch.relu(self.layers[3](x))
                return x

        """)
  }
}
