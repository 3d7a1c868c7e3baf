extension Model {
  /// One prediction per window and target: [windows, targets], in the scale of the data the model
  /// saw; the same bits for any pool.
  ///
  /// - Throws: `TrainingError.wrongInput` when the windows do not fit the model.
  public func predict(_ windows: WindowSet, pool: WorkerPool? = nil) throws -> [Float] {
    try check(windows)
    let pool = try pool ?? .standard()
    let compiled = CompiledModel(self, kernels: pool.kernels, innerBlock: pool.innerBlock)
    let source = WindowSource(windows.dataset)
    let outputs = output.features
    let predictions = SharedBuffer<Float>(repeating: 0, count: windows.count * outputs)
    let workers = pool.count
    let range = windows.windows
    try pool.run { worker in
      let begin = worker * range.count / workers
      let end = (worker + 1) * range.count / workers
      if begin == end { return }
      let pass = ForwardPass(
        compiled, source: source, maximumRows: min(32, end - begin), training: false)
      var done = begin
      while done < end {
        let rows = min(pass.maximumRows, end - done)
        let start = done
        pass.gather(rows: rows) { range.lowerBound + start + $0 }
        let output = pass.run(PassContext(rows: rows))
        for row in 0..<rows {
          (predictions.base + (done + row) * outputs).update(
            from: output.values + row * output.stride, count: outputs)
        }
        done += rows
      }
    }
    return Array(predictions.elements)
  }

  /// MSE, MAE and MASE on some windows beside the naive forecast, in the series' own units, one per
  /// target.
  public func evaluate(_ windows: WindowSet, pool: WorkerPool? = nil) throws -> [ForecastMetrics] {
    windows.metrics(of: try predict(windows, pool: pool))
  }

  /// - Throws: `TrainingError.wrongInput` unless the windows have the model's shape.
  func check(_ windows: WindowSet) throws {
    let shape = windows.dataset.inputShape
    if shape != input { throw TrainingError.wrongInput(model: input, data: shape) }
  }
}
