extension RunFolder {
  /// Writes the weights, whose matrices lie as in PyTorch; nothing in the file tells one run from
  /// another, so equal weights give equal bytes.
  package func write(_ weights: Weights) throws(FileError) {
    try TensorFile(weights).write(to: path(of: .model))
  }

  /// Writes `run.json`.
  package func write(_ record: RunRecord) throws {
    try AtomicFile.write(try RunJSON.text(record), to: path(of: .run))
  }

  /// Writes `history.csv`.
  package func write(_ history: [EpochRecord]) throws(FileError) {
    var table = try CSVWriter(
      replacing: path(of: .history), columns: ["epoch", "loss", "validation_loss", "seconds"])
    for epoch in history {
      try table.append([
        .integer(epoch.epoch), .double(epoch.loss),
        epoch.validationLoss.map { .double($0) } ?? .missing, .double(epoch.seconds),
      ])
    }
    try table.commit()
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
  /// The files that training writes, in the order in which they are listed.
  package static let training: [RunFolder.File] = [
    .run, .model, .history, .loss, .predictions, .predictionsChart,
  ]
}
