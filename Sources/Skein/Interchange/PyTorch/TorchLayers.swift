extension Residual: TorchLayer {
  public func torchModule(input: LayerShape) throws -> TorchModule {
    let parts = try runs(for: input).map { layer, input in
      try TorchNetwork.module(of: layer, input: input)
    }
    let constructors = parts.map { $0.constructor ?? "nn.Identity()" }
    return TorchModule(
      constructor: "nn.ModuleList([\(constructors.joined(separator: ", "))])",
      tensors: parts.enumerated().flatMap { index, part in
        part.tensors.map { $0.inside("\(index).") }
      },
      definitions: parts.flatMap(\.definitions),
      notes: parts.flatMap(\.notes)
    ) { module, value in
      // A variable of its own for each depth.
      let inner = value + "_"
      return ["\(inner) = \(value)"]
        + parts.enumerated().flatMap { $1.pass("\(module)[\($0)]", inner) }
        + ["\(value) = \(value) + \(inner)"]
    }
  }
}

extension Ensemble: TorchLayer {
  public func torchModule(input: LayerShape) throws -> TorchModule {
    let parts = try runs(for: input).prefix(inner.count).map { layer, input in
      try TorchNetwork.module(of: layer, input: input)
    }
    let member = parts.map { $0.constructor ?? "nn.Identity()" }.joined(separator: ", ")
    return TorchModule(
      constructor: "nn.ModuleList([nn.ModuleList([\(member)]) for _ in range(\(members))])",
      tensors: (0..<members).flatMap { member in
        parts.enumerated().flatMap { index, part in
          part.tensors.map { $0.inside("\(member).\(index).") }
        }
      },
      definitions: parts.flatMap(\.definitions),
      notes: parts.flatMap(\.notes)
    ) { module, value in
      // Variables of their own for each depth.
      let (own, sum, one) = (value + "_", value + "_sum", value + "_member")
      var body: [String] = ["\(own) = \(value)"]
      for (index, part) in parts.enumerated() { body += part.pass("\(one)[\(index)]", own) }
      body.append("\(sum) = \(sum) + \(own)")
      let loop: [String] = ["\(sum) = 0", "for \(one) in \(module):"] + body.map { "    " + $0 }
      return loop + ["\(value) = \(sum) / \(members)"]
    }
  }
}

extension Dense: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    let activation = activation.torch
    return TorchModule(
      constructor: "nn.Linear(\(input.features), \(units))",
      tensors: ["weight", "bias"].map { .same(parameter: $0, tensor: $0) }
    ) { module, value in
      ["\(value) = \(activation("\(module)(\(value))"))"]
    }
  }
}

extension Activation {
  /// Python that applies it to an expression.
  var torch: @Sendable (String) -> String {
    switch self {
    case .linear: { $0 }
    case .sigmoid: { "torch.sigmoid(\($0))" }
    case .tanh: { "torch.tanh(\($0))" }
    case .relu: { "torch.relu(\($0))" }
    case .softplus: { "nn.functional.softplus(\($0))" }
    case .gelu: { "nn.functional.gelu(\($0))" }
    case .softmax: { "torch.softmax(\($0), -1)" }
    }
  }
}

extension Dropout: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    TorchModule(constructor: "nn.Dropout(\(rate))") { ["\($1) = \($0)(\($1))"] }
  }
}

extension LayerNormalization: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    TorchModule(
      constructor: "nn.LayerNorm(\(input.features), eps=\(epsilon))",
      tensors: ["weight", "bias"].map { .same(parameter: $0, tensor: $0) }
    ) { ["\($1) = \($0)(\($1))"] }
  }
}

extension Pooling: TorchLayer {
  public func torchModule(input: LayerShape) throws -> TorchModule {
    let expression: String
    switch keyword {
    case LastStep.keyword: expression = "[:, -1]"
    case MeanOverTime.keyword: expression = ".mean(1)"
    case MaximumOverTime.keyword: expression = ".amax(1)"
    default: throw InterchangeError.unknownLayer(specification, format: .pytorch)
    }
    return TorchModule(constructor: nil) { ["\($1) = \($1)\(expression)"] }
  }

  private var keyword: String { Kind.keyword }
}

extension Embedding: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    let padding = padding.map { ", padding_idx=\($0)" } ?? ""
    return TorchModule(
      constructor: "nn.Embedding(\(tokens), \(size)\(padding))",
      tensors: [.same(parameter: "weight", tensor: "weight")]
    ) { ["\($1) = \($0)(\($1)[..., 0].long())"] }
  }
}

extension EntityEmbedding: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    TorchModule(
      constructor: "nn.Embedding(\(entities), \(size), padding_idx=0)",
      tensors: [.same(parameter: "weight", tensor: "weight")]
    ) { ["\($1) = torch.cat((\($1)[..., :-1], \($0)(\($1)[..., -1].long())), dim=-1)"] }
  }
}
