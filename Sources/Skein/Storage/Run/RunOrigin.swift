/// The model that a training went on from, instead of from weights made at random.
package struct RunOrigin: Codable, Sendable, Equatable {
  /// The absolute path of its run's folder; null for a network that was imported by itself.
  @NullIfMissing package var run: String?
  /// Of its weights as `model.safetensors` holds them.
  package var model: FileDigest
  /// The first row that the training predicts; null for all that there are.
  @NullIfMissing package var firstRow: Int?
  /// The absolute path of the file that the weights were imported from; null where they are the run's own.
  @NullIfMissing package var file: String?
  /// The absolute paths of the runs whose mean the model is; null for one that is no ensemble, and in records of
  /// earlier versions.
  @NullIfMissing package var members: [String]?

  /// - Parameter imported: the model in place of the run's, and the file that it is from.
  package init(
    _ run: StoredRun, firstRow: Int? = nil, imported: (file: String, model: Model)? = nil
  ) throws(FileError) {
    _run = NullIfMissing(wrappedValue: FilePath.absolute(run.path))
    model = try (imported?.model ?? run.model).weights.digest()
    _firstRow = NullIfMissing(wrappedValue: firstRow)
    _file = NullIfMissing(wrappedValue: imported.map { FilePath.absolute($0.file) })
    _members = NullIfMissing(wrappedValue: nil)
  }

  /// A network that another program trained, and the file that it is from.
  package init(imported model: Model, file: String) throws(FileError) {
    _run = NullIfMissing(wrappedValue: nil)
    self.model = try model.weights.digest()
    _firstRow = NullIfMissing(wrappedValue: nil)
    _file = NullIfMissing(wrappedValue: FilePath.absolute(file))
    _members = NullIfMissing(wrappedValue: nil)
  }

  /// The mean of the models of several runs, of which the first one's preparation is taken.
  package init(_ mean: Model, of runs: [StoredRun]) throws(FileError) {
    _run = NullIfMissing(wrappedValue: FilePath.absolute(runs[0].path))
    model = try mean.weights.digest()
    _members = NullIfMissing(wrappedValue: runs.map { FilePath.absolute($0.path) })
    _firstRow = NullIfMissing(wrappedValue: nil)
    _file = NullIfMissing(wrappedValue: nil)
  }

  /// The model, while it is there as it was.
  ///
  /// - Throws: `RunError.originChanged`, and what reading it throws.
  package func start() throws -> Model {
    guard let run, file == nil else { throw RunError.imported(file: file ?? "a file") }
    let start =
      try members.map { try Model(meanOf: $0.map { try StoredRun(path: $0).model }) }
      ?? StoredRun(path: run).model
    guard try start.weights.digest() == model else { throw RunError.originChanged(run: run) }
    return start.unread
  }
}

extension Weights {
  /// The digest of the file that a run folder has of them.
  func digest() throws(FileError) -> FileDigest {
    try TensorFile(self).bytes().withUnsafeBytes { FileDigest($0) }
  }
}

extension RunRecord {
  /// What the run's data was prepared with.
  ///
  /// - Parameter path: the run's folder, for messages.
  /// - Throws: `RunError` when the record's parts do not fit each other.
  package func preparation(_ path: String) throws(RunError) -> Preparation {
    guard let preparation else {
      throw .malformed(
        file: RunFolder.File.run.path(in: path), problem: "scaler.columns are not those of a model")
    }
    return preparation
  }

  /// A series as this run prepares it to be trained on, by the preparation that it took over.
  ///
  /// - Parameter isUpdate: of many series, whether only rows are predicted that were not there when this run was
  ///   trained; nil for this run itself, whose record says how each is cut.
  package func dataset(
    _ series: Series, _ settings: RunSettings, from origin: RunOrigin, path: String,
    isUpdate: Bool? = nil
  ) throws -> Dataset {
    let preparation = try preparation(path)
    if let panel {
      return try dataset(series, of: panel, preparation, settings, isUpdate: isUpdate)
    }
    return try Dataset(
      series, preparedAs: preparation, testSplit: settings.testSplit,
      validationSplit: settings.validationSplit, firstRow: origin.firstRow ?? 0)
  }
}
