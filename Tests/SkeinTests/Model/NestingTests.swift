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

  @Test("a model of layers that look at the steps so far alone ends where its window ends")
  func stream() throws {
    let model = try Model(
      Sequential(
        specification:
          "gru:5:dropout=0.5,residual(lstm:5,layernorm),dropout:0.3,rnn:4:relu:sequence,last,"
          + "dense:2:gelu"), input: LayerShape(steps: 6, features: 3), targets: 2)
    let window = (0..<18).map { Float($0 % 7) / 7 - 0.5 }
    let predictor = try Predictor(model)
    var last: [Float] = []
    for step in 0..<6 { last = try predictor.step(Array(window[step * 3..<step * 3 + 3])) }
    #expect(try last == predictor.predict(window))
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
  }
}
