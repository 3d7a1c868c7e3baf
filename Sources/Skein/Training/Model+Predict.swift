extension Model {
  /// The model's output for each sample: [samples, vectors, features] of its last layer; the same
  /// bits for any crew.
  ///
  /// - Throws: `TrainingError.wrongInput` when the samples do not fit the model.
  public func predict(_ samples: any SampleSource, crew: Crew? = nil) throws -> [Float] {
    try check(samples)
    let crew = try crew ?? .standard()
    let compiled = CompiledModel(
      self, kernels: crew.kernels, innerBlock: crew.innerBlock, isTraining: false)
    let features = output.features
    let numbers = output.vectors * features
    let predictions = SharedBuffer<Float>(repeating: 0, count: samples.count * numbers)
    let workers = crew.count
    try crew.run { worker in
      let begin = worker * samples.count / workers
      let end = (worker + 1) * samples.count / workers
      if begin == end { return }
      let pass = ForwardPass(compiled, size: .inference(rows: min(PassSize.fullRows, end - begin)))
      var done = begin
      while done < end {
        let rows = min(pass.maximumRows, end - done)
        let start = done
        pass.gather(samples, rows: rows) { start + $0 }
        let output = pass.run(PassContext(rows: rows))
        for row in 0..<rows {
          for vector in 0..<output.vectors {
            (predictions.base + ((done + row) * numbers + vector * features)).update(
              from: output.values + (vector * rows + row) * output.stride, count: features)
          }
        }
        done += rows
      }
    }
    return Array(predictions.elements)
  }

  /// - Throws: `TrainingError.wrongInput` unless the samples have the model's shape.
  func check(_ samples: any SampleSource) throws(TrainingError) {
    let shape = samples.inputShape
    if shape != input { throw .wrongInput(model: input, data: shape) }
  }
}
