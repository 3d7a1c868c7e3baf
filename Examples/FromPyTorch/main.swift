import Skein

let series = try DataSource.load("load.csv", options: DataOptions(targets: ["load"]))
let data = try Dataset(
  series, window: 20, testSplit: 0.2, validationSplit: 0.2, scaling: .standard)

let model = try Model(
  Sequential {
    LSTM(16, returnSequences: true)
    LSTM(16)
    Dense(1)
  }, for: data, seed: 0)
print(model.summary)

var options = TrainingOptions(epochs: 20, batchSize: 32, learningRate: 0.01, clipNorm: 1)
options.optimizer = AdamW(decay: 0.01)
options.schedule = CosineSchedule(steps: 160)
let trainer = try Trainer(model, options: options)
trainer.callbacks = [BestWeights()]
let history = try trainer.fit(data.training, validation: data.validation)
for epoch in history.epochs {
  print(epoch.epoch, epoch.validationLoss ?? .nan)
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
