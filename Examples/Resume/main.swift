import Foundation
import Skein

// Run it, kill it, run it again with the same folder: it goes on from its newest checkpoint.
let folder = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "checkpoints"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
let series = try DataSource.load("sine", options: DataOptions(seed: 0))
let data = try Dataset(series, window: 20)
let model = try Model(
  Sequential {
    LSTM(8)
    Dense(1)
  }, for: data)
let trainer = try Trainer(model, options: TrainingOptions(epochs: 10))
let history = try trainer.fit(
  data.training, validation: data.validation, checkpoints: CheckpointFolder(folder, interval: 1))
print("\(history.epochs.count) epochs, loss \(history.epochs.last?.loss ?? .nan)")
