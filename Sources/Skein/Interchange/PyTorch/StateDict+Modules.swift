extension StateDict {
  /// What the tensors are of, by the names and shapes of `torch.nn`, in the order of the file.
  ///
  /// - Throws: `InterchangeError.refused` for a tensor of no layer that Skein has.
  func modules() throws(InterchangeError) -> [FoundModule] {
    var order: [String] = []
    var groups: [String: [(leaf: String, tensor: Tensor)]] = [:]
    for tensor in tensors {
      let dot = tensor.name.lastIndex(of: ".")
      let prefix = dot.map { String(tensor.name[..<$0]) } ?? ""
      let leaf = dot.map { String(tensor.name[tensor.name.index(after: $0)...]) } ?? tensor.name
      if groups[prefix] == nil { order.append(prefix) }
      groups[prefix, default: []].append((leaf, tensor))
    }
    var modules: [FoundModule] = []
    for prefix in order {
      var parts: [String: Tensor] = [:]
      for (leaf, tensor) in groups[prefix] ?? [] { parts[leaf] = tensor }
      modules.append(FoundModule(name: prefix, layers: try layers(&parts, prefix)))
      if let stranger = parts.values.min(by: { $0.name < $1.name }) { throw strange(stranger) }
    }
    return modules
  }

  /// Takes the tensors of a module's layers out of its parts.
  private func layers(
    _ parts: inout [String: Tensor], _ prefix: String
  ) throws(InterchangeError) -> [FoundLayer] {
    if parts.keys.contains(where: { $0.hasPrefix("weight_ih") }) {
      let isCell = parts["weight_ih"] != nil
      var layers: [FoundLayer] = []
      repeat {
        layers.append(try recurrent(&parts, isCell ? "" : "_l\(layers.count)", prefix))
      } while !isCell && parts["weight_ih_l\(layers.count)"] != nil
      return layers
    }
    guard let weight = parts.removeValue(forKey: "weight") else {
      throw strange(parts.values.min { $0.name < $1.name })
    }
    let bias = parts.removeValue(forKey: "bias")
    switch weight.shape.count {
    case 1:
      return [
        FoundLayer(
          specification: "layernorm:1e-05",
          parameters: [
            FoundParameter(name: "weight", shape: weight.shape, values: weight.values),
            try vector("bias", [bias], weight.shape[0]),
          ], inputs: weight.shape[0], outputs: weight.shape[0])
      ]
    case 2:
      let (rows, columns) = (weight.shape[0], weight.shape[1])
      let matrix = FoundParameter(name: "weight", shape: weight.shape, values: weight.values)
      if bias == nil, prefix.lowercased().contains("emb") {
        return [
          FoundLayer(
            specification: "embedding:\(rows):\(columns)", parameters: [matrix], inputs: 1,
            outputs: columns)
        ]
      }
      return [
        FoundLayer(
          specification: "dense:\(rows)", parameters: [matrix, try vector("bias", [bias], rows)],
          inputs: columns, outputs: rows)
      ]
    default: throw strange(weight)
    }
  }

  /// A layer of `nn.LSTM`, `nn.GRU` or `nn.RNN`, which of them its sizes say.
  private func recurrent(
    _ parts: inout [String: Tensor], _ suffix: String, _ prefix: String
  ) throws(InterchangeError) -> FoundLayer {
    let forward = try direction(&parts, suffix, behind: "")
    guard parts["weight_ih\(suffix)_reverse"] != nil else { return forward }
    var both = try direction(&parts, suffix, behind: "_reverse")
    guard both.specification == forward.specification, both.inputs == forward.inputs else {
      throw .refused(
        file: file, problem: "the directions of \(TerminalText.literal(prefix)) are of other sizes")
    }
    both.parameters = forward.parameters + both.parameters
    both.specification = "bidirectional(\(forward.specification))"
    both.outputs *= 2
    return both
  }

  private func direction(
    _ parts: inout [String: Tensor], _ suffix: String, behind: String
  ) throws(InterchangeError) -> FoundLayer {
    func take(_ kind: String) -> Tensor? { parts.removeValue(forKey: kind + suffix + behind) }
    guard let input = take("weight_ih"), let state = take("weight_hh"), input.shape.count == 2,
      state.shape.count == 2, input.shape[0] == state.shape[0], state.shape[1] > 0
    else { throw strange(parts.values.min { $0.name < $1.name }) }
    let projection = take("weight_hr")
    guard projection.map({ $0.shape.count == 2 && $0.shape[0] == state.shape[1] }) ?? true else {
      throw strange(projection)
    }
    let (rows, size) = (input.shape[0], state.shape[1])
    let units = projection?.shape[1] ?? size
    let gates = units > 0 && rows.isMultiple(of: units) ? rows / units : 0
    guard let keyword = [1: RNN.keyword, 3: GRU.keyword, 4: LSTM.keyword][gates],
      projection == nil || gates == 4
    else { throw strange(input) }
    let biases = [take("bias_ih"), take("bias_hh")]
    var parameters = [
      FoundParameter(name: "weight_ih", shape: input.shape, values: input.values),
      FoundParameter(name: "weight_hh", shape: state.shape, values: state.values),
    ]
    if gates == 3 {
      // The candidate's two biases meet the reset gate apart.
      let second = try vector("bias_hn", [biases[1]], rows).values
      var sum = try vector("bias", biases, rows)
      let first = try vector("bias", [biases[0]], rows).values
      sum.values.replaceSubrange(2 * units..<rows, with: first[(2 * units)...])
      parameters += [
        sum, FoundParameter(name: "bias_hn", shape: [units], values: Array(second[(2 * units)...])),
      ]
    } else {
      parameters.append(try vector("bias", biases, rows))
    }
    if let projection {
      parameters.append(
        FoundParameter(name: "weight_hr", shape: projection.shape, values: projection.values))
    }
    for place in parameters.indices { parameters[place].name += behind }
    return FoundLayer(
      specification: "\(keyword):\(units)" + (projection == nil ? "" : ":projection=\(size)"),
      parameters: parameters, inputs: input.shape[1], outputs: size)
  }

  /// The sum of vectors, of which any may be missing.
  private func vector(
    _ name: String, _ summands: [Tensor?], _ count: Int
  ) throws(InterchangeError) -> FoundParameter {
    var sum: [Float]?
    for tensor in summands.compactMap(\.self) {
      guard tensor.shape == [count] else { throw strange(tensor) }
      sum = sum.map { zip($0, tensor.values).map { $0 + $1 } } ?? tensor.values
    }
    return FoundParameter(
      name: name, shape: [count], values: sum ?? [Float](repeating: 0, count: count))
  }

  private func strange(_ tensor: Tensor?) -> InterchangeError {
    let name = tensor.map { "\(TerminalText.literal($0.name)) of shape \($0.shape)" } ?? "nothing"
    return .refused(file: file, problem: "\(name) is of no layer that Skein has")
  }
}
