extension Model {
  /// The mean loss of all terms of some samples that have all steps.
  ///
  /// No output is kept, so that a long text needs no memory for all of them.
  ///
  /// - Parameter lanes: rows that go on from one sample to the next, as in a stateful training with batches
  ///   of so many; nil has each sample begin without a past.
  package func meanLoss(
    _ samples: any SampleSource, loss: Loss, lanes most: Int? = nil, crew: Crew
  ) throws -> Double {
    precondition(
      most == nil || samples.isConsecutive, "lanes of samples that do not follow each other")
    try check(samples)
    let lanes = Lanes(samples: samples.count, most: most ?? samples.count)
    // The loss is of what the last layer gives, not of what is read from it.
    let compiled = CompiledModel(
      unread, kernels: crew.kernels, innerBlock: crew.innerBlock, isTraining: false)
    let losses = SharedBuffer<Double>(repeating: 0, count: samples.count)
    try crew.run { worker in
      let own = worker * lanes.count / crew.count..<(worker + 1) * lanes.count / crew.count
      if own.isEmpty { return }
      let rows = min(PassSize.fullRows, own.count)
      let pass = ForwardPass(compiled, size: .inference(rows: rows))
      let targets = SharedBuffer<Float>(repeating: 0, count: samples.targetCount)
      for first in stride(from: own.lowerBound, to: own.upperBound, by: rows) {
        lanes.forEachStep(first..<min(first + rows, own.upperBound)) { step, rows in
          func sample(_ row: Int) -> Int { lanes.sample(lane: first + row, step: step) }
          pass.gather(samples, rows: rows, sample: sample)
          let output = pass.run(PassContext(rows: rows, continues: step > 0))
          for row in 0..<rows {
            samples.gatherTargets(sample(row), into: targets.base)
            losses.base[sample(row)] = loss.head.loss(
              of: HeadRow(outputs: output, rows: rows, row: row, targets: targets.base), scale: 0,
              gradient: nil)
          }
        }
      }
    }
    return losses.elements.reduce(0, +) / Double(samples.count * loss.head.terms(for: rawOutput))
  }
}
