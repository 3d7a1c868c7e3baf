extension Model {
  /// The model's output for each sample: [samples, vectors, features] of its last layer; the same
  /// bits for any crew.
  ///
  /// - Throws: `TrainingError.wrongInput` when the samples do not fit the model.
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
    let teams = lineup.teams.count
    try lineup.crew.run { worker in
      let team = lineup.teams.team(of: worker)
      let begin = team * samples.count / teams
      let end = (team + 1) * samples.count / teams
      if begin == end { return }
      let seat = resources.seat(of: worker)
      let memory = resources.shared(by: worker, at: seat) {
        PassMemory(self, size: .inference(rows: min(PassSize.fullRows, end - begin)))
      }
      let pass = ForwardPass(compiled, copy: 0, memory: memory, seat: seat)
      var done = begin
      while done < end {
        let rows = min(pass.maximumRows, end - done)
        let start = done
        pass.gather(samples, rows: rows) { start + $0 }
        let output = pass.run(PassContext(rows: rows))
        for row in seat.share(of: rows) {
          for vector in 0..<output.vectors {
            (predictions.base + ((done + row) * numbers + vector * features)).update(
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

  /// - Throws: `TrainingError.wrongInput` unless the samples have the model's shape.
  func check(_ samples: any SampleSource) throws(TrainingError) {
    let shape = samples.inputShape
    if shape != input { throw .wrongInput(model: input, data: shape) }
  }
}
