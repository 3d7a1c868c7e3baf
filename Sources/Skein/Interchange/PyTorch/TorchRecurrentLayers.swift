extension RecurrentLayer {
  /// `nn.LSTM(1, 60, batch_first=True)`, or another class of this form, over a sequence.
  func torchModule(
    _ kind: String, _ arguments: [String] = [], input: LayerShape
  ) -> TorchModule {
    let all = ["\(input.features)", "\(units)"] + arguments + ["batch_first=True"]
    let isWhole = returnSequences
    return TorchModule(
      constructor: "nn.\(kind)(\(all.joined(separator: ", ")))",
      tensors: Self.torchTensors(isParted: cell.isParted, suffix: ""),
      notes: dropout == .none
        ? [] : ["nn.\(kind) drops none of its inputs and states in training, as the run does"]
    ) { module, value in
      isWhole ? ["\(value), _ = \(module)(\(value))"] : ["\(value) = \(module)(\(value))[0][:, -1]"]
    }
  }

  /// A class of one's own, whose tensors have Skein's names and whose `forward` gives the sequence alone.
  func torchModule(
    _ definition: TorchDefinition, _ arguments: [String], tensors: [String]
  ) -> TorchModule {
    let isWhole = returnSequences
    return TorchModule(
      constructor: "\(definition.name)(\(arguments.joined(separator: ", ")))",
      tensors: tensors.map { .same(parameter: $0, tensor: $0) }, definitions: [definition]
    ) { module, value in
      ["\(value) = \(module)(\(value))" + (isWhole ? "" : "[:, -1]")]
    }
  }

  /// Those of a direction: the second one's have a suffix.
  static func torchTensors(isParted: Bool, suffix: String) -> [TorchTensor] {
    [
      .same(parameter: "weight_ih" + suffix, tensor: "weight_ih_l0" + suffix),
      .same(parameter: "weight_hh" + suffix, tensor: "weight_hh_l0" + suffix),
      .biases(
        parameter: "bias" + suffix, candidate: isParted ? "bias_hn" + suffix : nil,
        input: "bias_ih_l0" + suffix, state: "bias_hh_l0" + suffix),
    ]
  }
}

extension LSTM: TorchLayer {
  public func torchModule(input: LayerShape) throws -> TorchModule {
    if isNormalized {
      throw InterchangeError.unknownLayer(specification, format: .pytorch)
    }
    if zoneout > 0 {
      let size = projection.map { ["projection=\($0)"] } ?? []
      return torchModule(
        .zoneout, ["\(input.features)", "\(units)", "\(zoneout)"] + size,
        tensors: ["weight_ih", "weight_hh", "bias"] + (projection == nil ? [] : ["weight_hr"]))
    }
    guard let projection else { return torchModule("LSTM", input: input) }
    var module = torchModule("LSTM", ["proj_size=\(projection)"], input: input)
    module.tensors.append(.same(parameter: "weight_hr", tensor: "weight_hr_l0"))
    return module
  }
}

extension RNN: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    torchModule("RNN", nonlinearity == .relu ? ["nonlinearity=\"relu\""] : [], input: input)
  }
}

extension GRU: TorchLayer {
  public func torchModule(input: LayerShape) -> TorchModule {
    if !resetsBefore { return torchModule("GRU", input: input) }
    return torchModule(
      .resetBefore, ["\(input.features)", "\(units)"],
      tensors: ["weight_ih", "weight_hh", "bias", "weight_hn"])
  }
}

extension Bidirectional: TorchLayer {
  public func torchModule(input: LayerShape) throws -> TorchModule {
    guard let layer = layer as? any RecurrentLayer & TorchLayer else {
      throw InterchangeError.unknownLayer(layer.specification, format: .pytorch)
    }
    var module = try layer.torchModule(input: input)
    module.constructor = module.constructor.map { "\($0.dropLast()), bidirectional=True)" }
    module.tensors += Self.reversedTensors(layer)
    let merge: TorchDefinition? =
      switch merge {
      case .concat: nil
      case .sum: .sum
      case .mean: .mean
      }
    let isWhole = layer.returnSequences
    if !isWhole { module.definitions.append(.ends) }
    module.definitions += merge.map { [$0] } ?? []
    module.pass = { module, value in
      var text = "\(module)(\(value))[0]"
      if !isWhole { text = "\(TorchDefinition.ends.name)(\(text))" }
      if let merge { text = "\(merge.name)(\(text))" }
      return ["\(value) = \(text)"]
    }
    return module
  }

  private static func reversedTensors<Inner: RecurrentLayer>(_ layer: Inner) -> [TorchTensor] {
    Inner.torchTensors(isParted: layer.cell.isParted, suffix: "_reverse")
  }
}
