import Skein
import Testing

@Suite("Forecasters in PyTorch's terms")
struct TorchForecasterTests {
  private let data: Dataset
  private let model: Model

  init() throws {
    data = try Dataset(NoisySeries.walk(rows: 60, columns: 1), window: 5, recipe: .auto)
    model = try Model(Sequential(specification: "lstm:3,dense:1"), for: data, seed: 1)
  }

  @Test("the weights and how rows are prepared are read from the file that was written")
  func files() throws {
    try withTemporaryFolder { path in
      let forecaster = try Forecaster(model, trainedOn: data)
      let torch = try TorchForecaster(forecaster, loss: .mse)
      let paths = try torch.write(to: Folder(path: path))
      #expect(paths == ["\(path)/model.safetensors", "\(path)/model.py"])
      #expect(try names(in: path) == ["model.py", "model.safetensors"])
      let file = try Safetensors(path: paths[0])
      let text = try #require(file.metadata["skein.preparation"])
      let preparation = try RunJSON.value(of: Preparation.self, from: Array(text.utf8))
      #expect(preparation == forecaster.preparation)
      #expect(try torch.network.weights(from: file) == model.weights)
    }
  }

  /// As far from its target as an output is, and no more.
  private struct Bare: ElementwiseHead, Unargued {
    static let keyword = "bare"
    let measure = "bare error"
    func loss(of difference: Float) -> Double { Double(difference.magnitude) }
    func slope(at difference: Float) -> Float { difference < 0 ? -1 : 1 }
  }

  @Test("a loss of one's own, whose outputs nobody can read there, is refused by its name")
  func ownLoss() throws {
    let forecaster = try Forecaster(model, trainedOn: data)
    #expect(throws: InterchangeError.unknownLoss("bare", format: .pytorch)) {
      try TorchForecaster(forecaster, loss: Loss(Bare()))
    }
  }
}
