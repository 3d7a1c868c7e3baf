import Foundation
import Skein

let load = (0..<400).map { 50 + 20 * sin(Double($0) / 5) }
let series = try Series(name: "load", columns: [SeriesColumn("load", load)], targets: ["load"])
let data = try Dataset(series, window: 20, scaling: .standard)
let model = try Model(
  Sequential {
    LSTM(8); Dense(1)
  }, for: data)
let trainer = try Trainer(model, options: TrainingOptions(epochs: 20))
try trainer.fit(data.training, validation: data.validation)

let forecaster = try Forecaster(trainer.model, trainedOn: data)
for row in try forecaster.forecast(series, steps: 3) {
  print("row \(row.label)  load \(row.predicted)")
}
