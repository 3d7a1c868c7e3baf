/// Vectors that are looked up by the number of a token, and where a layer finds that number: it is the last
/// one of each vector of its input, and those before it pass unchanged.
struct TokenTable {
  /// V
  let tokens: Int
  /// E
  let size: Int
  /// The token whose vector is zero and stays so.
  let padding: Int?
  /// The layer, in messages.
  let layer: String

  /// A row for each token, in files as PyTorch's `weight`.
  var parameter: Parameter {
    var table = Parameter(
      name: "weight", rows: tokens, gateSize: size,
      initializer: .uniform(0.05, zeroRow: padding))
    table.isTable = true
    return table
  }

  /// The memory of one worker's passes: the output.
  func workspace(for input: LayerShape, size pass: PassSize) -> WorkspaceNeed {
    let features = input.features - 1 + size
    return WorkspaceNeed(kept: input.vectors * pass.rows * Activations.stride(of: features))
  }
}
