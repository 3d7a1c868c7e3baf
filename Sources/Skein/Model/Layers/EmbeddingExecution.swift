/// One worker's passes through an embedding of tokens or entities. A team splits the vectors, and on the way back the rows.
final class EmbeddingExecution: LayerExecution {
  let isShared = true
  private let table: TokenTable
  private let site: LayerSite
  private let workspace: Workspace
  private var input: Activations?
  private var outputGradient: Activations?

  init(_ table: TokenTable, at site: LayerSite, workspace: Workspace) {
    self.table = table
    self.site = site
    self.workspace = workspace
  }

  /// The token at one of the input's vectors. Whoever runs a pass has looked at its tokens before.
  @inline(__always)
  private func token(_ input: Activations, _ vector: Int) -> Int {
    let number = input.values[vector * input.stride + input.features - 1]
    precondition(
      number >= 0 && number < Float(table.tokens), "\(number) is no token of \(table.layer)")
    return Int(number)
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    self.input = input
    let (passed, size) = (input.features - 1, table.size)
    let output = Activations(workspace.kept, features: passed + size, vectors: input.vectors)
    let vectors = site.weights + site.parameterOffsets[0]
    for vector in workspace.seat.share(of: input.vectors * context.rows) {
      let target = output.values + vector * output.stride
      target.update(from: input.values + vector * input.stride, count: passed)
      (target + passed).update(from: vectors + token(input, vector) * size, count: size)
    }
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    precondition(!needsInputGradient, "the gradient of tokens")
    self.outputGradient = outputGradient
    return nil
  }

  /// Leaves each token's gradient where its row and step of the whole batch are; the nodes of the shards'
  /// tree have no part of it.
  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input, let outputGradient, let gradients = site.tokenGradients else {
      preconditionFailure("weight gradients before the backward pass")
    }
    let padding = table.padding ?? -1
    for row in workspace.seat.share(of: context.rows) {
      let living = context.lengths.map { Int($0[row]) } ?? input.vectors
      for step in 0..<input.vectors {
        let place = (context.firstRow + row) * input.vectors + step
        let vector = step * context.rows + row
        let token = step < living ? token(input, vector) : -1
        guard token >= 0, token != padding else {
          gradients.tokens.base[place] = -1
          continue
        }
        gradients.tokens.base[place] = Int32(token)
        gradients.vector(at: place).update(
          from: outputGradient.values + vector * outputGradient.stride + input.features - 1,
          count: table.size)
      }
    }
  }
}
