import Skein

let series = try DataSource.load("sine", options: DataOptions(seed: 0))
let data = try Dataset(series, window: 50, testSplit: 0.2, validationSplit: 0.2)
let architecture = Sequential {
  LSTM(60, returnSequences: true)
  LSTM(50)
  Dense(1)
}
let model = try Model(architecture, for: data, seed: 0)
print(model.summary)

let trainer = try Trainer(model, options: TrainingOptions(epochs: 20, batchSize: 32, seed: 0))
let history = try trainer.fit(data.training, validation: data.validation)
for record in history.epochs {
  print("epoch \(record.epoch)  loss \(record.loss)  validation \(record.validationLoss ?? .nan)")
}

let test = try trainer.model.evaluate(data.test, crew: trainer.crew)[0]
print("test MSE \(test.model.mse), naive forecast \(test.naive.mse)")
