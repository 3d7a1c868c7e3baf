import KernelInterface

/// One worker's part of a step's update of a table: the sums of some tokens' gradients, and the step of the
/// optimizer for their vectors.
///
/// A token's gradients are added in the order of the batch's rows and steps, in one chain, so that it does
/// not matter who adds them. Tokens are dealt out in turn: the most frequent ones are many times the work
/// of others, and a vocabulary has them side by side.
final class TableUpdate {
  private let gradients: TokenGradients
  private let chains: TokenChains
  private let norms: SharedBuffer<Double>
  private let worker: Int
  private let workers: Int
  private let kernels: KernelTable

  /// - Parameter norms: [places of a step], the workers' together.
  init(
    _ gradients: TokenGradients, norms: SharedBuffer<Double>, worker: Int, workers: Int,
    kernels: KernelTable
  ) {
    self.gradients = gradients
    self.norms = norms
    self.worker = worker
    self.workers = workers
    self.kernels = kernels
    chains = TokenChains(vocabulary: gradients.vocabulary, places: gradients.tokens.count)
  }

  var bytes: Int { chains.bytes }

  /// Calls `body` for each token that is this worker's, with its place among all of the batch.
  private func forEachToken(_ body: (_ index: Int, _ head: Int) -> Void) {
    var index = worker
    while index < chains.count {
      body(index, chains.head(index))
      index += workers
    }
  }

  /// Finds the tokens of a batch and sums the gradients of this worker's, each clipped by value.
  func sum(rows: Int, clip: (UnsafeMutablePointer<Float>, Int) -> Void) {
    chains.link(gradients.tokens.base, places: rows * gradients.steps)
    forEachToken { _, head in
      let sum = gradients.vector(at: head)
      var place = head
      while let next = chains.place(after: place) {
        kernels.add(sum, gradients.vector(at: next), gradients.size)
        place = next
      }
      clip(sum, gradients.size)
    }
  }

  /// Notes the squares of this worker's sums.
  ///
  /// - Parameter unit: what the sums are multiplied with first.
  func measure(unit: Float = 1) {
    forEachToken { index, head in
      let sum = gradients.vector(at: head)
      if unit != 1 { for i in 0..<gradients.size { sum[i] *= unit } }
      norms.base[index] = Double(kernels.sumOfSquares(sum, gradients.size))
    }
  }

  /// Of all workers' tokens, in the batch's order, once all have measured theirs.
  func addSquares(to squares: inout Double) {
    for index in 0..<chains.count { squares += norms.base[index] }
  }

  /// One step for the vectors of this worker's tokens.
  ///
  /// - Parameter run: a run of the table's weights, by its place and length, with the gradient.
  func update(
    _ optimizer: any Optimizer,
    _ run: (_ offset: Int, _ count: Int, _ gradient: UnsafePointer<Float>) -> ParameterRun
  ) {
    let size = gradients.size
    let start = gradients.table.offset
    let tokens = gradients.tokens.base
    forEachToken { _, head in
      optimizer.update(
        run(start + Int(tokens[head]) * size, size, gradients.vector(at: head)))
    }
    if optimizer.followsWeights {
      for token in 0..<gradients.vocabulary where token % workers == worker {
        if chains.contains(token) { continue }
        // There is no gradient, and nobody asks for it.
        optimizer.follow(run(start + token * size, size, gradients.values.base))
      }
    }
    chains.unlink(tokens)
  }
}
