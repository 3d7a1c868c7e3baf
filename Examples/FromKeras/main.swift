import Skein

let series = try DataSource.load("load.csv", options: DataOptions(targets: ["load"]))
let data = try Dataset(
  series, window: 20, testSplit: 0.2, validationSplit: 0.2, scaling: .standard)

let architecture = Sequential {
  LSTM(16, dropout: CellDropout(input: 0.1), returnSequences: true)
  LSTM(8)
  Dense(1)
}
let model = try Model(architecture, for: data, seed: 0)
print(model.summary)

let trainer = try Trainer(
  model,
  options: TrainingOptions(
    epochs: 20, batchSize: 32, learningRate: 0.01, clipNorm: 1, loss: .mse, optimizer: Adam()))
trainer.callbacks = [ReduceOnPlateau(factor: 0.5, patience: 3), EarlyStopping(patience: 5)]
let history = try trainer.fit(data.training, validation: data.validation)
for epoch in history.epochs {
  print(epoch.epoch, epoch.loss, epoch.validationLoss ?? .nan)
}

let test = try trainer.model.evaluate(data.test)[0]
print("RMSE \(test.model.rmse), of the last value \(test.naive.rmse)")
for row in try trainer.model.predictions(for: data.test).prefix(3) {
  print(row.label, row.predicted, row.actual ?? .nan)
}

try Forecaster(trainer.model, trainedOn: data).save(to: "load.safetensors")
let forecaster = try Forecaster(contentsOf: "load.safetensors")
for row in try forecaster.forecast(series, steps: 24) {
  print(row.label, row.predicted)
}
