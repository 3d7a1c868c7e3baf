import Skein
import Testing

@Suite("Layers that hold others")
struct NestingTests {
  @Test("the builder writes what the specification reads")
  func builder() throws {
    let built = Sequential {
      Bidirectional(LSTM(4), merge: .sum)
      Residual {
        Dropout(0.5)
        GRU(4, dropout: CellDropout(input: 0.1))
      }
      LayerNormalization()
      Pooling<MeanOverTime>()
      Dense(1, activation: .softplus)
    }
    let text =
      "bidirectional(lstm:4:sequence):sum,residual(dropout:0.5,gru:4:dropout=0.1:sequence),"
      + "layernorm,mean,dense:1:softplus"
    #expect(built.specification == text)
    #expect(try Sequential(specification: text).specification == text)
  }

  @Test("brackets within brackets are read to a depth, and refused beyond it")
  func depth() throws {
    func text(_ depth: Int) -> String {
      String(repeating: "residual(", count: depth) + "dense:1"
        + String(repeating: ")", count: depth)
    }
    let deepest = LayerCatalog.deepest
    #expect(try Sequential(specification: text(deepest)).specification == text(deepest))
    #expect(throws: ModelError.tooDeep(place: 9 * (deepest + 1), most: deepest)) {
      try Sequential(specification: text(deepest + 1))
    }
    // So many that a reader without a bound would run out of stack.
    #expect(throws: ModelError.self) { try Sequential(specification: text(500_000)) }
  }

  @Test("a residual whose layers change the shape is refused")
  func shapes() throws {
    let input = LayerShape(steps: 4, features: 3)
    #expect(
      throws: ModelError.changesShape(
        layer: "residual(lstm:5:sequence)", gives: "(None, 4, 5)", takes: "(None, 4, 3)")
    ) {
      try Model(
        Sequential(specification: "residual(lstm:5),lstm:1"), input: input, targets: 1)
    }
    #expect(throws: ModelError.needsSequence(layer: "last")) {
      try Model(
        Sequential(specification: "lstm:4,mean,last"), input: input, targets: 4)
    }
  }

  @Test(
    "a model that looks at later steps takes no single ones",
    arguments: ["bidirectional(lstm:3),dense:1", "residual(bidirectional(rnn:2):sum),mean,dense:1"])
  func steps(_ specification: String) throws {
    let model = try Model(
      Sequential(specification: specification), input: LayerShape(steps: 4, features: 2),
      targets: 1)
    let predictor = try Predictor(model)
    #expect(throws: ModelError.needsWholeSequence(model: model.architecture.specification)) {
      try predictor.step([0, 1])
    }
  }

  @Test(
    "a model of layers that look at the steps so far alone ends where its window ends",
    arguments: [
      "gru:5:dropout=0.5,residual(lstm:5,layernorm),dropout:0.3,rnn:4:relu:sequence,last,dense:2:gelu",
      "dense:3:tanh,ensemble(lstm:4,residual(gru:4)):3,ensemble(rnn:3,dense:2):2",
    ])
  func stream(specification: String) throws {
    let model = try Model(
      Sequential(specification: specification), input: LayerShape(steps: 6, features: 3), targets: 2
    )
    let window = (0..<18).map { Float($0 % 7) / 7 - 0.5 }
    let predictor = try Predictor(model)
    var last: [Float] = []
    for step in 0..<6 { last = try predictor.step(Array(window[step * 3..<step * 3 + 3])) }
    #expect(try last == predictor.predict(window))
  }

  @Test(
    "the mean of models is what their ensemble says, with the weights of each, whatever the loss")
  func mean() throws {
    let input = LayerShape(steps: 4, features: 2)
    let windows: [[Float]] = (0..<5).map { window in
      (0..<8).map { (place: Int) -> Float in Float((place * 5 + window) % 11) / 11 - 0.4 }
    }
    for loss in [Loss.mse, Loss(Quantiles([0.1, 0.5, 0.9]))] {
      let layers = try Sequential(
        specification: "gru:5,dropout:0.3,rnn:4:relu,dense:\(loss == .mse ? 1 : 3)")
      let models = try (0..<3).map {
        try Model(layers, input: input, targets: 1, loss: loss, seed: $0).read(by: loss.head)
      }
      let mean = try Model(meanOf: models)
      #expect(mean.architecture.specification == "ensemble(\(layers.specification)):3")
      #expect(mean.output == models[0].output)
      for window in windows {
        let all = try models.map { try Predictor($0.unread).predict(window) }
        let raw = all[0].indices.map { (place: Int) -> Float in
          let sum: Float = all[0][place] + all[1][place] + all[2][place]
          return sum * (1 / Float(3))
        }
        #expect(try Predictor(mean.unread).predict(window) == raw)
        #expect(
          try Predictor(mean).predict(window)
            == loss.head.told(raw, width: raw.count / mean.output.features).points)
      }
      let file = try Safetensors(bytes: TensorFile(mean.weights).bytes(), file: "mean")
      #expect(try file.weights(mean.weights.layout) == mean.weights)
    }
  }

  @Test("models that are not alike have no mean")
  func unlike() throws {
    let input = LayerShape(steps: 4, features: 2)
    func model(_ specification: String) throws -> Model {
      try Model(Sequential(specification: specification), input: input, targets: 1)
    }
    let two = try [model("rnn:3,dense:1"), model("rnn:4,dense:1")]
    #expect(
      throws: ModelError.cannotAverage(
        "the members of an ensemble are alike; one is rnn:3,dense:1, another rnn:4,dense:1")
    ) { try Model(meanOf: two) }
    #expect(throws: ModelError.cannotAverage("an ensemble has from 2 to 100 members, not 1")) {
      try Model(meanOf: [two[0]])
    }
    #expect(throws: ModelError.mustBeFirst(layer: "embedding:5:2")) {
      try Model(
        Sequential(specification: "ensemble(embedding:5:2,rnn:2):2"),
        input: LayerShape(steps: 4, features: 1))
    }
  }

  @Test("the parameters of inner layers have names of their own, as PyTorch has them")
  func names() throws {
    let model = try Model(
      Sequential(
        specification: "bidirectional(gru:3),residual(bidirectional(rnn:6):sum,dense:6:gelu),max"),
      input: LayerShape(steps: 2, features: 2))
    #expect(
      model.weights.layout.places.map(\.name) == [
        "layers.0.weight_ih", "layers.0.weight_hh", "layers.0.bias", "layers.0.bias_hn",
        "layers.0.weight_ih_reverse", "layers.0.weight_hh_reverse", "layers.0.bias_reverse",
        "layers.0.bias_hn_reverse",
        "layers.1.0.weight_ih", "layers.1.0.weight_hh", "layers.1.0.bias",
        "layers.1.0.weight_ih_reverse", "layers.1.0.weight_hh_reverse",
        "layers.1.0.bias_reverse", "layers.1.1.weight", "layers.1.1.bias",
      ])
    let ensemble = try Model(
      Sequential(specification: "ensemble(rnn:3,dense:1):2"),
      input: LayerShape(steps: 2, features: 2))
    let each = ["0.weight_ih", "0.weight_hh", "0.bias", "1.weight", "1.bias"]
    #expect(
      ensemble.weights.layout.places.map(\.name)
        == (0..<2).flatMap { member in each.map { "layers.0.\(member).\($0)" } })
    // No member begins as another.
    #expect(
      ensemble.weights.tensors[0].values != ensemble.weights.tensors[each.count].values)
  }
}
