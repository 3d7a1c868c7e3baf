import Skein

let series = try DataSource.load("sine", options: DataOptions(seed: 0))
let data = try Dataset(series, window: 20)
let model = try Model(
  Sequential {
    LSTM(8); Dense(1)
  }, for: data)
let trainer = try Trainer(model, options: TrainingOptions(epochs: 50))
trainer.callbacks.append(
  EpochCallback { end in
    if end.loss < 0.1 { end.stop(because: "the loss was below 0.1") }
  })
let history = try trainer.fit(data.training, validation: data.validation)
print("\(history.epochs.count) epochs, \(history.ending)")
