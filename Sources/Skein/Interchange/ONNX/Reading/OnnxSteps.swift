/// The layers that a graph was found to have: each with the one before it, as branches may leave from any.
struct OnnxSteps {
  /// A layer with its weights, by their names and shapes in Skein's files.
  struct Layer {
    var specification: String
    var tensors: [(name: String, shape: [Int], values: [Float])] = []
  }

  /// A recurrent layer, of which a graph takes the sequence, the last states, or both.
  struct Cell {
    /// Without `:sequence`: `gru:8:reset-before`.
    var specification: String
    /// Of both directions one behind the other.
    var tensors: [(name: String, shape: [Int], values: [Float])]
    var directions: Int
    var units: Int
  }

  enum Content {
    case input
    case layer(Layer)
    /// - Parameter merge: of both directions; nil while they are apart, or where there is one.
    case recurrent(Cell, isWhole: Bool, merge: Bidirectional.Merge?)
    case dense(weight: OnnxConstant, bias: OnnxConstant?)
    /// The dense layer of a step with an activation.
    case active(sum: Int, Activation)
    /// A pooling, by its keyword.
    case pooling(String)
    /// What the layers up to `tip` give is added to what they took.
    case residual(tip: Int)
  }

  struct Step {
    var content: Content
    /// Nil of the input.
    var parent: Int?
    /// Layers up to here.
    var depth: Int
    /// Residuals within each other.
    var nesting: Int
  }

  private(set) var all = [Step(content: .input, parent: nil, depth: 0, nesting: 0)]

  subscript(step: Int) -> Step { all[step] }

  /// - Returns: the new step, or nil where there are more than a model has.
  mutating func add(_ content: Content, after parent: Int) -> Int? {
    var nesting = all[parent].nesting
    if case .residual(let tip) = content { nesting = max(nesting, all[tip].nesting + 1) }
    let depth = all[parent].depth + 1
    guard depth <= LayerCatalog.mostLayers, nesting <= LayerCatalog.deepest else { return nil }
    all.append(Step(content: content, parent: parent, depth: depth, nesting: nesting))
    return all.count - 1
  }

  /// Whether the way from the input to `step` leads through `base`.
  func isBehind(_ step: Int, _ base: Int) -> Bool {
    var place: Int? = step
    while let here = place, all[here].depth > all[base].depth { place = all[here].parent }
    return place == base
  }

  /// The layers behind `base`, first to last.
  func layers(from base: Int, to tip: Int) -> [Layer] {
    var found: [Layer] = []
    var place = tip
    while place != base, let parent = all[place].parent {
      found.append(layer(place, parent: parent))
      place = parent
    }
    return found.reversed()
  }

  private func layer(_ step: Int, parent: Int) -> Layer {
    switch all[step].content {
    case .input: return Layer(specification: "")
    case .layer(let layer): return layer
    case .pooling(let keyword): return Layer(specification: keyword)
    case .recurrent(let cell, let isWhole, let merge):
      let inner = cell.specification + (isWhole ? ":sequence" : "")
      guard cell.directions == 2 else { return Layer(specification: inner, tensors: cell.tensors) }
      let suffix = merge == nil || merge == .concat ? "" : ":\(merge?.rawValue ?? "")"
      return Layer(
        specification: "\(Bidirectional.keyword)(\(inner))\(suffix)", tensors: cell.tensors)
    case .dense(let weight, let bias): return Self.dense(weight, bias, .linear)
    case .active(let sum, let activation):
      guard case .dense(let weight, let bias) = all[sum].content else {
        return layer(sum, parent: parent)
      }
      return Self.dense(weight, bias, activation)
    case .residual(let tip):
      let inner = layers(from: parent, to: tip)
      return Layer(
        specification:
          "\(Residual.keyword)(\(inner.map(\.specification).joined(separator: ",")))",
        tensors: inner.enumerated().flatMap { place, layer in
          layer.tensors.map { ("\(place).\($0.name)", $0.shape, $0.values) }
        })
    }
  }

  private static func dense(
    _ weight: OnnxConstant, _ bias: OnnxConstant?, _ activation: Activation
  ) -> Layer {
    // Weights stand as [outputs, inputs] in files, and as [inputs, outputs] in the product.
    let stored = weight.turned()
    let zeros = [Float](repeating: 0, count: stored.shape[0])
    return Layer(
      specification: Dense(stored.shape[0], activation: activation).specification,
      tensors: [
        ("weight", stored.shape, stored.values()),
        ("bias", [stored.shape[0]], bias?.values() ?? zeros),
      ])
  }
}
