extension RunFolder {
  /// Writes the weights, whose matrices lie as in PyTorch; nothing in the file tells one run from
  /// another, so equal weights give equal bytes.
  package func write(_ weights: Weights) throws(FileError) -> FileDigest {
    try TensorFile(weights).write(to: place(of: .model))
  }

  /// Writes `run.json`.
  package func write(_ record: RunRecord) throws {
    try AtomicFile.write(try record.sealedText(), to: place(of: .run))
  }

  /// Writes `history.csv`.
  @discardableResult
  package func write(_ history: [EpochRecord]) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place(of: .history), columns: EpochRecord.columns)
    for epoch in history { try table.append(epoch.fields) }
    return try table.commit()
  }
}

extension RunFolder {
  /// Writes `series.csv`, a line for each series and target of a panel.
  package func write(_ metrics: [PanelMetrics]) throws(FileError) -> FileDigest {
    var table = try CSVWriter(
      replacing: place(of: .series),
      columns: [
        "series", "target", "predictions", "rmsse", "mase", "rmse", "mae", "simple_method",
        "simple_rmse",
      ])
    for target in metrics {
      for member in target.members {
        try table.append([
          .text(member.name), .text(target.column), .integer(member.errors.count),
          member.rmsse.map { .double($0) } ?? .missing,
          member.mase.map { .double($0) } ?? .missing, .double(member.errors.rmse),
          .double(member.errors.mae), .text(member.rival), .double(member.rivalErrors.rmse),
        ])
      }
    }
    return try table.commit()
  }
}

extension EpochRecord {
  /// The columns of `history.csv`.
  static let columns = ["epoch", "loss", "validation_loss", "learning_rate", "seconds"]

  /// Its row there.
  var fields: [CSVWriter.Field] {
    [
      .integer(epoch), .double(loss), validationLoss.map { .double($0) } ?? .missing,
      learningRate.map { .double($0) } ?? .missing, .double(seconds),
    ]
  }
}

extension TensorFile {
  /// A model's weights, whose matrices lie as in PyTorch.
  package init(_ weights: Weights) {
    self.init()
    for tensor in weights.tensors { add(tensor.name, shape: tensor.shape, tensor.values) }
  }
}

extension RunFolder.File {
  /// The files that training writes, in the order in which they are listed; pictures of errors where there
  /// are any.
  package static let training: [RunFolder.File] = [
    .run, .model, .history, .report, .predictions, .loss, .predictionsChart, .errorsChart,
    .residualsChart,
  ]

  /// Those that change while a training goes on, so that no digest of them holds.
  package static let growing = [.history] + LogFormat.allCases.map(\.file)
}
