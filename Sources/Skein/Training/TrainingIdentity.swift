/// What a training's bits depend on, beside its state: a checkpoint of one identity cannot go on
/// under another. The number of epochs and everything about workers are left out on purpose.
package struct TrainingIdentity: Sendable, Equatable, Codable {
  /// One setting, by the name that messages use.
  package struct Item: Sendable, Equatable, Codable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: some CustomStringConvertible) {
      self.name = name
      self.value = value.description
    }
  }

  package var items: [Item]

  package init(items: [Item]) {
    self.items = items
  }

  /// Cost: one pass over the series for its fingerprint.
  package init(
    model: Model, options: TrainingOptions, training: WindowSet, validation: WindowSet?
  ) {
    let dataset = training.dataset
    let series = dataset.series
    let targets = series.targetColumns.map { series.columns[$0] }
    items = [
      Item("model", model.architecture.specification),
      Item("input shape", model.input),
      Item("batch size", options.batchSize),
      Item("learning rate", options.learningRate),
      Item("clip norm", options.clipNorm.map(\.description) ?? "none"),
      Item("loss", options.loss.rawValue),
      Item("shuffle", options.shuffle),
      Item("seed", options.seed),
      Item("number of rows", series.rows),
      Item("input columns", Self.list(series.inputColumns.map { series.columns[$0] })),
      Item("target columns", Self.list(targets)),
      Item("fingerprint of the data", TensorFile.text(series.fingerprint)),
      Item("horizon", dataset.windows.horizon),
      Item("scaling", dataset.scaler.scaling.rawValue),
      Item("scaler", TensorFile.text(Self.hash(dataset.scaler))),
      Item("training windows", Self.range(training.windows)),
      Item("validation windows", validation.map { Self.range($0.windows) } ?? "none"),
    ]
    if let other = validation?.dataset.series, other.storage !== series.storage {
      items.append(
        Item("fingerprint of the validation data", TensorFile.text(other.fingerprint)))
    }
  }

  /// Adds the settings of the callbacks, in their order.
  package mutating func add(_ callbacks: [CallbackRecord]) {
    for callback in callbacks { items.append(Item(callback.name, callback.settings)) }
  }

  /// The settings in which `self`, that of a checkpoint, differs from `current`.
  package func differences(from current: TrainingIdentity) -> [SettingDifference] {
    var found: [SettingDifference] = []
    for item in items {
      let now = current.items.first { $0.name == item.name }?.value
      if now != item.value {
        found.append(SettingDifference(name: item.name, checkpoint: item.value, current: now))
      }
    }
    for item in current.items where !items.contains(where: { $0.name == item.name }) {
      found.append(SettingDifference(name: item.name, checkpoint: nil, current: item.value))
    }
    if found.isEmpty, items != current.items {
      let names = { (items: [Item]) in items.map(\.name).joined(separator: ", ") }
      found.append(
        SettingDifference(
          name: "order of callbacks", checkpoint: names(items), current: names(current.items)))
    }
    return found
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  private static func range(_ windows: Range<Int>) -> String {
    windows.isEmpty ? "none" : "\(windows.lowerBound + 1) to \(windows.upperBound)"
  }

  private static func hash(_ scaler: Scaler) -> UInt64 {
    var hash = FNV1a()
    for value in scaler.offsets + scaler.scales { hash.combine(value.bitPattern) }
    return hash.value
  }
}

/// A setting that is not what it was when a checkpoint was written.
public struct SettingDifference: Sendable, Equatable {
  public var name: String
  /// Nil where the checkpoint has no such setting.
  public var checkpoint: String?
  /// Nil where there is no such setting now.
  public var current: String?

  package init(name: String, checkpoint: String?, current: String?) {
    self.name = name
    self.checkpoint = checkpoint
    self.current = current
  }
}

extension SettingDifference: CustomStringConvertible {
  public var description: String {
    func text(_ value: String?) -> String {
      value.map { $0.isEmpty ? "present" : $0 } ?? "absent"
    }
    return "the \(name) was \(text(checkpoint)) and is \(text(current)) now"
  }
}
