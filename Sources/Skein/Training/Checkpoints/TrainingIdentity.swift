/// What a training's bits depend on, beside its progress: a checkpoint of one identity cannot go on
/// under another. The number of epochs and everything about workers are left out on purpose.
package struct TrainingIdentity: Sendable, Equatable, Codable {
  package var items: [IdentityItem]

  package init(items: [IdentityItem]) {
    self.items = items
  }

  /// Cost: that of the sources' `identity()`, a pass over their data.
  package init(
    model: Model, options: TrainingOptions, training: any SampleSource,
    validation: (any SampleSource)?
  ) {
    items = [
      IdentityItem("model", model.architecture.specification),
      IdentityItem("input shape", model.input),
    ]
    let standard = TrainingOptions()
    for setting in TrainingOptions.settings where setting.decidesBits {
      let text = setting.text(options)
      if setting.isQuiet, text == setting.text(standard) { continue }
      items.append(IdentityItem(setting.name, text))
    }
    let data = training.identity()
    items += data
    items.append(IdentityItem("training samples", training.part))
    items.append(IdentityItem("validation samples", validation?.part ?? "none"))
    if let validation, !validation.sharesData(with: training) {
      for item in validation.identity() where !data.contains(item) {
        items.append(IdentityItem("\(item.name) of the validation samples", item.value))
      }
    }
  }

  /// Adds the settings of the callbacks, in their order.
  package mutating func add(_ callbacks: [CallbackRecord]) {
    for callback in callbacks { items.append(IdentityItem(callback.name, callback.settings)) }
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
      let names = { (items: [IdentityItem]) in items.map(\.name).joined(separator: ", ") }
      found.append(
        SettingDifference(
          name: "order of callbacks", checkpoint: names(items), current: names(current.items)))
    }
    return found
  }
}
