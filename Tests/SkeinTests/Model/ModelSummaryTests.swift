import Skein
import Testing

@Suite("A model's summary")
struct ModelSummaryTests {
  @Test("is the table that Keras users know")
  func referenceModel() throws {
    let model = try Model(
      Sequential(specification: "lstm:60,lstm:50,dense:1"),
      input: LayerShape(steps: 50, features: 1), targets: 1)
    #expect(
      model.summary.description == """
        Layer  Output shape    Parameters
        ─────────────────────────────────
        LSTM   (None, 50, 60)      14,880
        LSTM   (None, 50)          22,200
        Dense  (None, 1)               51
        ─────────────────────────────────
        Total                      37,131
        """)
    #expect(model.weights.layout.parameterCount == 37_131)
  }

  @Test("counts the parameters of every layer, those inside of others included")
  func everyLayer() throws {
    let model = try Model(
      Sequential(
        specification:
          "bidirectional(gru:4),dropout:0.5,residual(lstm:8:sequence),layernorm,rnn:5:relu:sequence,"
          + "mean,dense:1"), input: LayerShape(steps: 6, features: 2), targets: 1)
    // Both biases of a GRU, whose candidate has two.
    let gru = 12 * (2 + 4) + 16
    #expect(
      model.summary.rows.map(\.parameters)
        == [2 * gru, 0, 32 * (8 + 8 + 1), 16, 5 * (8 + 5 + 1), 0, 6])
    #expect(
      model.summary.rows.map(\.title) == [
        "Bidirectional GRU", "Dropout", "Residual", "Layer normalization", "RNN",
        "Mean over time", "Dense",
      ])
    #expect(
      model.forwardFlopsPerRow
        == 2 * 6 * (2 * 12 * 6 + 32 * 16 + 5 * 13) + 10)
  }

  @Test("counts floating-point operations of the matrix products")
  func flops() throws {
    let model = try Model(
      Sequential(specification: "lstm:60,lstm:50,dense:1"),
      input: LayerShape(steps: 50, features: 1), targets: 1)
    // 2 operations, 4 gates: 50 steps of 60 × 61 and of 50 × 110, then one row of 50.
    #expect(model.forwardFlopsPerRow == 50 * 8 * (60 * 61 + 50 * 110) + 100)
    #expect(model.trainingFlopsPerRow == 3 * model.forwardFlopsPerRow)
  }
}
