import Foundation
import Skein

let series = try DataSource.load("sine", options: DataOptions(seed: 0))
let data = try Dataset(series, window: 20)
let architecture = try Sequential(
  specification: "leaky:12,gate,dense:1",
  kinds: LayerCatalog.kinds + [Recurrent<Leaky>.self, Gate.self])
let model = try Model(architecture, for: data)
let loss = Loss(try LogCosh(arguments: ["0.5"]))
let options = TrainingOptions(epochs: 60, loss: loss)

func trained(workers: Int) throws -> Model {
  let trainer = try Trainer(model, options: options, crew: Crew(workers: workers))
  trainer.callbacks.append(Halving(every: 20))
  try trainer.fit(data.training, validation: data.validation)
  return trainer.model
}
let first = try trained(workers: 1)
let second = try trained(workers: 2)
let test = try first.evaluate(data.test)[0]
print("test MSE \(test.model.mse), naive forecast \(test.naive.mse)")
guard first.weights == second.weights, test.model.mse < test.naive.mse else {
  print("another loss than it should be, or other bits with two workers")
  exit(1)
}
