/// When and how far a run lowers its learning rate.
package struct PlateauSettings: Codable, Sendable, Equatable {
  /// Epochs without a lower loss.
  package var patience: Int
  package var factor = 0.1
  /// The least learning rate.
  package var minimum = 0.0

  package init(patience: Int) {
    self.patience = patience
  }

  /// - Throws: `SettingsError` for the first number that makes no sense.
  func validate() throws(SettingsError) {
    let name = "reduce on plateau"
    guard (1...RunSettings.mostEpochs).contains(patience) else {
      throw .outOfRange(
        name: name, value: "\(self)",
        allowed: "a number of epochs from 1 to \(RunSettings.mostEpochs)")
    }
    guard factor > 0, factor < 1 else {
      throw .outOfRange(
        name: name, value: "\(self)", allowed: "a factor between 0 and 1 after the epochs")
    }
    guard minimum >= 0, minimum.isFinite else {
      throw .outOfRange(
        name: name, value: "\(self)", allowed: "a least learning rate of 0 or more at the end")
    }
  }

  var callback: ReduceOnPlateau {
    ReduceOnPlateau(factor: factor, patience: patience, minimum: minimum)
  }
}

extension PlateauSettings: CustomStringConvertible {
  package var description: String { "\(patience):\(factor):\(minimum)" }
}
