import Skein
import Testing

@Suite("A model's specification")
struct SpecificationTests {
  private func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test(
    "is what its layers write",
    arguments: [
      "lstm:60:sequence,lstm:50,dense:1", "lstm:1", "dense:3:relu,lstm:65536,dense:2:tanh",
      "lstm:9:projection=4:zoneout=0.1:sequence,lstm:3:zoneout=0.5:sequence,lstm:2:projection=1",
      "lstm:9:projection=4:layernorm:zoneout=0.1:sequence,lstm:3:layernorm",
      "lstm:4:sequence,dense:7:sigmoid,lstm:2,dense:1", "gru:4:sequence,gru:3,dense:1",
      "bidirectional(lstm:5:dropout=0.2:recurrent-dropout=0.1:sequence):sum,dropout:0.5,last",
      "residual(bidirectional(gru:3:sequence):mean,layernorm:1e-05,dense:1:gelu),max,dense:1:softmax",
      "ensemble(lstm:3:sequence,dense:2):100,ensemble(gru:4):2,dense:1",
    ])
  func roundTrip(_ text: String) throws {
    #expect(try Sequential(specification: text).specification == text)
  }

  @Test("lets a recurrent layer return its sequence where the next layer wants one")
  func sequences() throws {
    for (short, long) in [
      ("lstm:60,lstm:50,dense:1", "lstm:60:sequence,lstm:50,dense:1"),
      (" LSTM : 3 ,Lstm:2:sequence, dense:1:linear", "lstm:3:sequence,lstm:2:sequence,dense:1"),
      ("lstm:4,dense:3,lstm:2", "lstm:4:sequence,dense:3,lstm:2"),
      ("lstm:60,dropout:0.2,lstm:50", "lstm:60:sequence,dropout:0.2,lstm:50"),
      ("lstm:60,layernorm,dropout:0.2,mean", "lstm:60:sequence,layernorm,dropout:0.2,mean"),
      ("bidirectional(gru:3),lstm:2", "bidirectional(gru:3:sequence),lstm:2"),
      (
        "gru:3,residual(dropout:0.5,lstm:3),last",
        "gru:3:sequence,residual(dropout:0.5,lstm:3:sequence),last"
      ),
    ] {
      #expect(try Sequential(specification: short).specification == long)
    }
    let built = Sequential {
      for units in [4, 3] { LSTM(units, returnSequences: true) }
      if true { LSTM(2) }
      Dense(1, activation: .tanh)
    }
    #expect(
      built.specification == "lstm:4:sequence,lstm:3:sequence,lstm:2,dense:1:tanh")
  }

  @Test("is refused in one sentence that names what is wrong and what is known")
  func parsingErrors() {
    let gru =
      "write gru:UNITS[:dropout=RATE][:recurrent-dropout=RATE][:sequence] or"
      + " gru:UNITS:reset-before[:sequence]."
    let lstm =
      "write lstm:UNITS[:dropout=RATE][:recurrent-dropout=RATE][:sequence] or"
      + " lstm:UNITS[:projection=SIZE][:layernorm][:zoneout=RATE][:sequence]."
    let dense = "write dense:UNITS[:linear|sigmoid|tanh|relu|softplus|gelu|softmax]."
    let known =
      "the layers are lstm, gru, rnn, dense, bidirectional, dropout, embedding, entity, layernorm,"
      + " residual, ensemble, last, mean, max."
    let none = "the model has no layers; give some, such as lstm:60,lstm:50,dense:1."
    let cases = [
      "": none,
      "  ": none,
      "mlp:5": "there is no layer called “mlp”; \(known)",
      "lstm:5,": "at character 8 of the model, there is no layer called “”; \(known)",
      "lstm:5,,dense:1": "at character 8 of the model, there is no layer called “”; \(known)",
      "60": "there is no layer called “60”; \(known)",
      "lstm:5,bidirectional(mlp:5)":
        "at character 22 of the model, there is no layer called “mlp”; \(known)",
      "bidirectional": "a layer bidirectional holds others; write"
        + " bidirectional(LAYER)[:concat|sum|mean].",
      "ensemble(lstm:3):1":
        "“1” makes no sense in a layer ensemble; write ensemble(LAYER,…):MEMBERS.",
      "lstm(dense:1)": "a layer lstm holds no others; \(lstm)",
      "bidirectional(dense:1)":
        "a layer bidirectional cannot hold dense:1; write bidirectional(lstm:UNITS).",
      "bidirectional(lstm:1,lstm:2)":
        "a layer bidirectional cannot hold lstm:1:sequence,lstm:2; write bidirectional(lstm:UNITS).",
      "bidirectional(lstm:1):product": "“product” makes no sense in a layer bidirectional; write"
        + " bidirectional(LAYER)[:concat|sum|mean].",
      "residual(lstm:5": "the bracket at character 9 of the model is not closed.",
      "lstm:5),dense:1": "the bracket at character 7 of the model closes nothing.",
      "residual(lstm:5)lstm:6":
        "at character 17 of the model, a layer has ended; go on with a comma.",
      "dropout": "“” makes no sense in a layer dropout; write dropout:RATE.",
      "dense:1,dropout:1":
        "at character 9 of the model, “1” makes no sense in a layer dropout; write dropout:RATE.",
      "lstm:5:dropout=2": "“dropout=2” makes no sense in a layer lstm; \(lstm)",
      "lstm:5:sequence:dropout=0.1": "“dropout=0.1” makes no sense in a layer lstm; \(lstm)",
      "layernorm:0": "“0” makes no sense in a layer layernorm; write layernorm[:EPSILON].",
      "gru:5:reset-before:dropout=0.1": "“dropout=0.1” makes no sense in a layer gru; \(gru)",
      "bidirectional(gru:5:reset-before)":
        "a layer bidirectional cannot hold gru:5:reset-before; write bidirectional(lstm:UNITS).",
      "mean:1": "“1” makes no sense in a layer mean; write mean.",
      "lstm": "a layer lstm needs its number of units; \(lstm)",
      "lstm:": "a layer lstm needs its number of units; \(lstm)",
      "lstm:0": "“0” makes no sense in a layer lstm; \(lstm)",
      "lstm:-3": "“-3” makes no sense in a layer lstm; \(lstm)",
      "lstm:1.5": "“1.5” makes no sense in a layer lstm; \(lstm)",
      "lstm:65537": "“65537” makes no sense in a layer lstm; \(lstm)",
      "lstm:99999999999999999999": "“99999999999999999999” makes no sense in a layer lstm; \(lstm)",
      "lstm:5:tanh": "“tanh” makes no sense in a layer lstm; \(lstm)",
      "lstm:5:": "“” makes no sense in a layer lstm; \(lstm)",
      "lstm:5:sequence:tanh": "“tanh” makes no sense in a layer lstm; \(lstm)",
      "dense": "a layer dense needs its number of units; \(dense)",
      "dense:x": "“x” makes no sense in a layer dense; \(dense)",
      "dense:1:sequence": "“sequence” makes no sense in a layer dense; \(dense)",
      "dense:1:relu:relu": "“relu” makes no sense in a layer dense; \(dense)",
    ]
    for (text, wanted) in cases {
      #expect(sentence { _ = try Sequential(specification: text) } == wanted)
    }
  }

  @Test("is refused where layers do not fit each other, the input or the targets")
  func shapeErrors() {
    let input = LayerShape(steps: 5, features: 2)
    func refusal(_ text: String, targets: Int = 1) -> String {
      sentence {
        _ = try Model(Sequential(specification: text), input: input, targets: targets)
      }
    }
    #expect(
      refusal("lstm:4,mean,lstm:2,dense:1")
        == "the layer lstm:2 needs a sequence, but the layer before it gives a single vector; let"
        + " that one return its sequence, or put it after this one.")
    let ends = "gives a whole sequence; end the model with a layer that gives one vector, such as"
    #expect(
      refusal("lstm:1:sequence")
        == "the last layer, lstm:1:sequence, \(ends) an LSTM that returns its last state, then"
        + " dense.")
    #expect(refusal("dense:1").hasPrefix("the last layer, dense:1, \(ends)"))
    #expect(
      refusal("lstm:4,dense:3")
        == "the last layer, dense:3, gives 3 numbers, but there is 1 target; end the model with"
        + " dense:1.")
    #expect(
      refusal("lstm:1", targets: 2)
        == "the last layer, lstm:1, gives 1 number, but there are 2 targets; end the model with"
        + " dense:2.")
    #expect(
      refusal("lstm:65536,dense:1")
        == "the model would have over 2000000000 parameters; use fewer units, or a smaller"
        + " vocabulary where it reads tokens.")
    for units in [3_000_000_000, .max / 2] {
      #expect(
        sentence { _ = try Model(Sequential([LSTM(units), Dense(1)]), input: input, targets: 1) }
          .hasPrefix("the model would have over"))
    }
    #expect(
      sentence { _ = try Model(Sequential([]), input: input, targets: 1) }
        == "the model has no layers; give some, such as lstm:60,lstm:50,dense:1.")
  }
}
