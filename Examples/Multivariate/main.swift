import Foundation
import Skein

let hours = (0..<400).map(Double.init)
let series = try Series(
  name: "plant",
  columns: [
    SeriesColumn("load", hours.map { 50 + 20 * sin($0 / 5) }),
    SeriesColumn("temperature", hours.map { 15 + 8 * cos($0 / 5) }),
  ],
  targets: ["load"], inputs: ["load", "temperature"])
let data = try Dataset(series, window: 20, scaling: .minmax)
let model = try Model(
  Sequential {
    LSTM(8)
    Dense(1)
  }, for: data)
let trainer = try Trainer(model, options: TrainingOptions(epochs: 100))
try trainer.fit(data.training, validation: data.validation)
let rows = try trainer.model.predictions(for: data.test)
for row in rows.suffix(3) {
  print("row \(row.label)  load \(row.predicted)  actual \(row.actual ?? .nan)")
}
