import Foundation
import Skein
import Testing

@Suite("Training options")
struct TrainingOptionsTests {
  @Test("come back from JSON as they were")
  func json() throws {
    let options = TrainingOptions(
      epochs: 7, batchSize: 9, learningRate: 0.1 + 0.2, clipNorm: 1 / 3,
      loss: Loss(Huber(delta: 0.5)), shuffle: false, seed: .max,
      optimizer: SGD(momentum: 0.9, nesterov: true), schedule: CosineSchedule(steps: 40))
    let data = try JSONEncoder().encode(options)
    let read = try JSONDecoder().decode(TrainingOptions.self, from: data)
    #expect(read == options && read.loss.rawValue == "huber:0.5")
    #expect(read.optimizer.specification == "sgd:0.9:nesterov")
    #expect(read != TrainingOptions())
    let keys = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    #expect(keys?.keys.sorted() == TrainingOptions.settings.map(\.key.stringValue).sorted())
    #expect(keys?["clipNorm"] as? Double == 1.0 / 3)
  }

  @Test("of an earlier version have Adam and a constant rate; anything else must be there")
  func earlier() throws {
    let text =
      #"{"epochs": 3, "batchSize": 4, "learningRate": 0.5, "clipNorm": null, "loss": "mae","#
      + #" "shuffle": true, "seed": 1}"#
    let read = try JSONDecoder().decode(TrainingOptions.self, from: Data(text.utf8))
    #expect(
      read == TrainingOptions(epochs: 3, batchSize: 4, learningRate: 0.5, loss: .mae, seed: 1))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TrainingOptions.self, from: Data(#"{"epochs": 3}"#.utf8))
    }
    let strange = text.replacingOccurrences(of: "mae", with: "what")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TrainingOptions.self, from: Data(strange.utf8))
    }
  }

  @Test("stand beside the other settings of a run")
  func run() throws {
    var settings = RunSettings()
    settings.batchSize = 5
    settings.optimizer = SGD()
    settings.earlyStopping = 3
    settings.reduceOnPlateau = PlateauSettings(patience: 4)
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(RunSettings.self, from: data) == settings)
    let keys = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    #expect(keys?["batchSize"] as? Int == 5 && keys?["optimizer"] as? String == "sgd")
    #expect(keys?["workers"] is NSNull && keys?["earlyStopping"] as? Int == 3)
    #expect(settings.texts.contains { $0.key == "clipNorm" && $0.text == "none" })
  }
}
