extension Model {
  /// The model's output for each sample: [samples, vectors, features] of its last layer; the same
  /// bits for any crew.
  ///
  /// - Throws: `TrainingError.wrongInput` when the samples do not fit the model, `TokenError` when it
  ///   reads tokens and they are none.
  public func predict(_ samples: any SampleSource, crew: Crew? = nil) throws -> [Float] {
    try check(samples)
    let crew = try crew ?? .standard()
    let most = PassSize.fullRows * crew.count
    let lineup = crew.lineup(
      for: try BatchWork(self, predicting: max(min(samples.count, most), 1)))
    let resources = TeamResources<PassMemory>(
      lineup.teams, maySpin: lineup.crew.count <= lineup.crew.processors)
    let compiled = CompiledModel(
      self, kernels: crew.kernels, innerBlock: crew.innerBlock, isTraining: false)
    let features = output.features
    let numbers = output.vectors * features
    let predictions = SharedBuffer<Float>(repeating: 0, count: samples.count * numbers)
    let order = EvaluationOrder(samples, parts: lineup.teams.count)
    try lineup.crew.run { worker in
      let team = lineup.teams.team(of: worker)
      let share = order.share(of: team)
      if share.isEmpty { return }
      let seat = resources.seat(of: worker)
      let memory = resources.shared(by: worker, at: seat) {
        PassMemory(self, size: .inference(rows: min(order.rows, share.count)))
      }
      let pass = ForwardPass(compiled, copy: 0, memory: memory, seat: seat)
      var done = share.lowerBound
      while done < share.upperBound {
        let rows = min(pass.maximumRows, share.upperBound - done)
        let start = done
        pass.gather(samples, rows: rows) { order.sample(at: start + $0) }
        let output = pass.run(PassContext(rows: rows, lengths: pass.lengths))
        for row in seat.share(of: rows) {
          let sample = order.sample(at: start + row)
          for vector in 0..<output.vectors {
            (predictions.base + (sample * numbers + vector * features)).update(
              from: output.values + (vector * rows + row) * output.stride, count: features)
          }
        }
        done += rows
        // The next rows take the place of these.
        seat.meet()
      }
    }
    return Array(predictions.elements)
  }

  /// Cost: where the model reads tokens that the source does not know to be some, a pass over them.
  ///
  /// - Throws: `TrainingError.wrongInput` unless the samples have the model's shape, `TokenError` for the
  ///   first input that should be the number of a token and is none.
  func check(_ samples: any SampleSource) throws {
    let shape = samples.inputShape
    if shape != input { throw TrainingError.wrongInput(model: input, data: shape) }
    if architecture.vocabulary == nil { return }
    if let largest = samples.largestToken {
      if let error = TokenError([largest], features: 1, for: architecture) { throw error }
      return
    }
    let tokens = SharedBuffer<Float>(repeating: 0, count: shape.vectors * shape.features)
    for sample in 0..<samples.count {
      samples.gatherInput(sample, row: 0, rows: 1, into: tokens.base)
      if let error = TokenError(
        tokens.elements, features: shape.features, sample: sample + 1, for: architecture)
      {
        throw error
      }
    }
  }
}
