import Skein

/// Halves the learning rate after each so many epochs, and remembers through a resume how often.
struct Halving: TrainingCallback {
  struct State: Codable, Sendable {
    var epochs = 0
    var halvings = 0
  }

  static let name = "halving"

  let every: Int
  var state = State()

  var settings: String { "every \(every) epochs" }

  mutating func epochEnded(_ end: inout EpochEnd) {
    state.epochs += 1
    guard state.epochs % every == 0 else { return }
    state.halvings += 1
    end.learningRate /= 2
  }

  mutating func trainingEnded(_ end: inout TrainingEnd) {
    print("halved the learning rate \(state.halvings) times")
  }
}
