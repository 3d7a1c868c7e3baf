import Foundation
import Skein

/// What `skein train --task …` is about to train: a new run on texts, or the rest of one.
struct TaskPlan {
  private(set) var settings: RunSettings
  let task: RunTask
  let material: TaskMaterial
  /// Where the run goes on; nil at its start.
  let checkpoint: Checkpoint?
  /// What the run's record says so far; nil for a new run.
  let former: RunRecord?
  private(set) var notes: [String]

  /// A new run, whose texts decide how many steps and outputs there are.
  init(_ asked: TaskSettings, _ options: TrainOptions) throws {
    settings = try options.settings(for: asked)
    material = try TaskMaterial(asked, settings, names: settings.data.names)
    if case .classes(let texts) = material { settings.window = texts.steps }
    settings.model = Self.model(options.model, asked.kind, material)
    task = RunTask(
      asked, classes: material.classes, vocabulary: material.vocabulary, samples: material.samples)
    (checkpoint, former) = (nil, nil)
    notes = material.notes
  }

  /// The run in a folder that this process holds.
  init(
    resuming folder: borrowing RunFolder, _ record: RunRecord, _ task: RunTask,
    options: TrainOptions
  ) throws {
    let path = folder.path
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

  /// The layers with the numbers that the texts decide: `auto` behind an embedding is the vocabulary, behind
  /// a dense layer the classes.
  private static func model(
    _ given: String?, _ kind: TaskSettings.Kind, _ material: TaskMaterial
  ) -> String {
    let usual =
      kind == .classify
      ? "embedding:auto:64:padding=0,bidirectional(lstm:64),max,dense:auto"
      : "embedding:auto:64,lstm:256,dense:auto"
    return (given ?? usual)
      .replacing("embedding:auto", with: "embedding:\(material.vocabulary.count)")
      .replacing("dense:auto", with: "dense:\(material.outputs)")
  }

  /// - Throws: `ModelError`.
  func architecture() throws -> Sequential {
    let layers = try Sequential(specification: settings.model)
    return task.settings.kind == .generate ? layers.atEachStep : layers
  }

  func layout(_ architecture: Sequential) throws -> ParameterLayout {
    try Model.layout(
      architecture, input: material.training.inputShape, targets: material.training.targetCount,
      loss: settings.loss, atEachStep: task.settings.kind == .generate)
  }

  /// What there is to learn, for people.
  var text: String {
    let noun = task.settings.tokens.noun
    let parts = zip(["train", "validation", "test"], material.samples)
    switch material {
    case .classes(let texts):
      let counts = zip(texts.classes, texts.counts(texts.split.training)).map { name, count in
        "\(TerminalText.name(name)) \(NumberText.grouped(count))"
      }
      let some = counts.prefix(12).joined(separator: ", ")
      return "\(TerminalText.plain(settings.data.description)):"
        + " \(NumberText.count(texts.labels.count, "text")), \(texts.classes.count) classes;"
        + " \(NumberText.grouped(texts.vocabulary.count)) \(noun)s are known, at most"
        + " \(NumberText.grouped(texts.steps)) of a text count\n"
        + parts.map { "\($0) \(NumberText.grouped($1))" }.joined(separator: ", ")
        + "; of each class train: \(some)\(counts.count > 12 ? ", …" : "")"
    case .book(let book):
      return "\(TerminalText.plain(settings.data.description)):"
        + " \(NumberText.count(book.tokens, noun)),"
        + " \(NumberText.grouped(book.vocabulary.count)) different ones are known\n"
        + parts.map { "\($0) \(NumberText.count($1, "window"))" }.joined(separator: ", ")
        + ", each of \(NumberText.count(settings.window, noun))"
    }
  }
}
