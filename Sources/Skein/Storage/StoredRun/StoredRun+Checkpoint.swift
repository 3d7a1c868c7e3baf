extension Checkpoint {
  /// The weights that the model would have, had the training ended here.
  fileprivate func modelWeights(_ settings: RunSettings) -> [Float] {
    let tensors = progress.tensors
    if settings.restoresBest, progress.best != nil {
      // Best ones that are the last ones are there once.
      return Array((tensors.bestWeights ?? tensors.weights).elements)
    }
    let average = settings.average == nil || progress.steps == 0 ? nil : tensors.slots.last
    return Array((average ?? tensors.weights).elements)
  }

  /// Where the training stands, as a clause.
  ///
  /// - Parameter path: the folder of the run.
  func place(in path: String, _ settings: RunSettings) -> String {
    let total = settings.epochs
    var text = "the training of \(path) has not ended; this is from the checkpoint"
    text +=
      step == 0
      ? " of epoch \(epoch) of \(total)" : " in epoch \(epoch + 1) of \(total), after step \(step)"
    if settings.restoresBest, let best = progress.best, best.epoch != epoch || step > 0 {
      text += ", with the weights of epoch \(best.epoch)"
    }
    return text
  }
}

extension RunSettings {
  /// Whether the model has the weights of the best epoch in the end.
  fileprivate var restoresBest: Bool {
    earlyStopping != nil || !keepLast && validationSplit > 0
  }
}

extension StoredRun {
  /// The last checkpoint of a run that has no model yet, and its weights.
  ///
  /// - Throws: `RunError.unfinished` where there is none; what reading it throws.
  static func checkpoint(
    in folder: String, _ record: RunRecord, _ layout: ParameterLayout
  ) throws -> (Checkpoint, Weights) {
    let checkpoint: Checkpoint
    do {
      checkpoint = try CheckpointFolder(folder).newest().checkpoint
    } catch CheckpointError.none {
      throw RunError.unfinished(path: folder)
    }
    let values = checkpoint.modelWeights(record.settings)
    guard values.count == layout.floats else {
      throw RunError.malformed(
        file: checkpoint.file, problem: "its weights are not those of the model in run.json")
    }
    return (checkpoint, Weights(layout: layout, values: values))
  }

  /// How much of the network's part counts, which is decided when a training ends; nil where the run's own
  /// data is not there as it was.
  func settledRecipe() -> WindowRecipe? {
    guard let material = try? material(), material.isOwn, material.notes.isEmpty,
      let said = try? model.predict(material.dataset.validation)
    else { return nil }
    return material.dataset.shrunk(by: said).recipe
  }
}
