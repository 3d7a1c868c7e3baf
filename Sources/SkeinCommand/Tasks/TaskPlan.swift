import Foundation
import Skein

/// What `skein train --task …` is about to train: a new run on texts or sequences, or the rest of one.
struct TaskPlan {
  private(set) var settings: RunSettings
  let task: RunTask
  let material: TaskMaterial
  /// Where the run goes on; nil at its start.
  let checkpoint: Checkpoint?
  /// What the run's record says so far; nil for a new run.
  let former: RunRecord?
  private(set) var notes: [String]

  /// A new run, whose data decides how many steps and outputs there are.
  init(_ asked: TaskSettings, _ options: TrainOptions) throws {
    settings = try options.settings(for: asked)
    material = try TaskMaterial(asked, settings, names: settings.data.names)
    switch material {
    case .classes(let texts): settings.window = texts.steps
    case .sequences(let sequences): settings.window = sequences.steps
    case .book: break
    }
    settings.model = Self.model(options.model, asked, material)
    task = RunTask(
      asked, classes: material.classes, vocabulary: material.vocabulary, samples: material.samples)
    (checkpoint, former) = (nil, nil)
    notes = material.notes
  }

  /// The run in a folder that this process, or the first of its ranks, holds.
  init(
    resuming path: String, _ record: RunRecord, _ task: RunTask, options: TrainOptions
  ) throws {
    former = record
    self.task = task
    settings = try options.settings(resuming: record.settings)
    material = try TaskMaterial(
      task.settings, settings,
      names: options.data.isEmpty ? record.ownNames() : settings.data.names)
    let found = RunData.digits(material.fingerprint)
    let rows = material.samples.reduce(0, +)
    if found != record.data.fingerprint || material.samples != task.samples {
      throw RunError.dataChanged(
        run: path, source: settings.data.description, rows: rows, trained: record.data.rows)
    }
    notes = []
    do {
      let newest = try CheckpointFolder(path).newest()
      checkpoint = newest.checkpoint
      if let warning = newest.warning { notes.append(warning) }
    } catch CheckpointError.none {
      checkpoint = nil
      notes.append("\(path) has no checkpoint yet, so the training starts at its first step")
    }
  }

  /// The layers with the numbers that the data decides: `auto` behind an embedding is the vocabulary, behind
  /// a dense layer the classes.
  private static func model(
    _ given: String?, _ task: TaskSettings, _ material: TaskMaterial
  ) -> String {
    let embedding = task.kind == .generate ? "embedding:auto:64," : "embedding:auto:64:padding=0,"
    let layers =
      switch task.kind {
      case .generate: "lstm:256,dense:auto"
      case .classify: "bidirectional(lstm:64),max,dense:auto"
      case .label: "bidirectional(lstm:64),dense:auto"
      }
    // Numbers go to the recurrent layer as they are.
    return (given ?? (task.input == .numbers ? layers : embedding + layers))
      .replacing("embedding:auto", with: "embedding:\(material.vocabulary?.count ?? 0)")
      .replacing("dense:auto", with: "dense:\(material.outputs)")
  }

  /// - Throws: `ModelError`.
  func architecture() throws -> Sequential {
    let layers = try Sequential(specification: settings.model)
    return task.settings.isAtEachStep ? layers.atEachStep : layers
  }

  func layout(_ architecture: Sequential) throws -> ParameterLayout {
    try Model.layout(
      architecture, input: material.training.inputShape, targets: material.training.targetCount,
      loss: settings.loss, atEachStep: task.settings.isAtEachStep)
  }
}
