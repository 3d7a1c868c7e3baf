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
