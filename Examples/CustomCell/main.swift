import Skein

/// h ← tanh(x·W + h·R + b)
struct Plain: ElementwiseCell {
  static let keyword = "plain"
  static let gates = 1
  static func forward(_ row: CellRow) {
    row.tanh(0)
    for unit in 0..<row.units { row.hidden[unit] = row.gate(0)[unit] }
  }
  static func backward(_ row: CellGradientRow) {
    for unit in 0..<row.units {
      let hidden = row.gate(0)[unit]
      row.gate(0)[unit] = row.hiddenGradient[unit] * (1 - hidden * hidden)
    }
  }
}
let series = try DataSource.load("sine", options: DataOptions(seed: 0))
let data = try Dataset(series, window: 20)
let model = try Model(Sequential([Recurrent<Plain>(8), Dense(1)]), for: data)
let trainer = try Trainer(model, options: TrainingOptions(epochs: 100))
try trainer.fit(data.training, validation: data.validation)
let test = try trainer.model.evaluate(data.test)[0]
print("test MSE \(test.model.mse), naive forecast \(test.naive.mse)")
