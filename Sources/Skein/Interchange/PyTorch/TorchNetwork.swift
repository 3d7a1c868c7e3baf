/// A model in PyTorch's terms: the source of an `nn.Module`, and the state that it loads.
package struct TorchNetwork {
  /// Of each layer, first to last.
  let modules: [TorchModule]
  let model: Model

  /// - Throws: `InterchangeError.unknownLayer` for a layer that does not say what it is in PyTorch.
  package init(_ model: Model) throws {
    self.model = model
    modules = try model.architecture.layers.enumerated().map { index, layer in
      try Self.module(of: layer, input: model.inputShape(ofLayer: index))
    }
  }

  static func module(of layer: any Layer, input: LayerShape) throws -> TorchModule {
    guard let layer = layer as? any TorchLayer else {
      throw InterchangeError.unknownLayer(layer.specification, format: .pytorch)
    }
    return try layer.torchModule(input: input)
  }

  /// What PyTorch's modules do otherwise in training, one clause each.
  package var notes: [String] { modules.flatMap(\.notes).uniqued }

  /// The class `Network`, with what it needs, in Python.
  package var source: String {
    let definitions = modules.flatMap(\.definitions).uniqued
    let constructors = modules.map { "            \($0.constructor ?? "nn.Identity()"),\n" }
    let lines = modules.enumerated().flatMap { index, module in
      module.pass("self.layers[\(index)]", "x")
    }
    return definitions.map { $0.source + "\n\n\n" }.joined() + """
      class Network(nn.Module):
          \"""\(model.architecture.specification)

          Takes [batch, \(model.input.steps.map { "\($0), " } ?? "")\(model.input.features)], scaled.
          \"""

          def __init__(self):
              super().__init__()
              self.layers = nn.ModuleList([
      \(constructors.joined())        ])

          def forward(self, x):
      \(lines.map { "        \($0)\n" }.joined())        return x

      """
  }
}

extension Array where Element: Equatable {
  /// Each element once, where it is first.
  var uniqued: [Element] {
    reduce(into: []) { found, element in
      if !found.contains(element) { found.append(element) }
    }
  }
}
