/// The weights of a Keras file, as layers of Skein.
struct KerasArrays {
  let file: HDF5File
  /// Bytes that may still be read: arrays may share their numbers, but not make much of little.
  private var allowance: Int

  init(_ bytes: [UInt8], file: String) throws(InterchangeError) {
    self.file = try HDF5File(BoundedBytes(bytes: bytes, file: file))
    allowance = 4 * bytes.count
  }

  /// The layers of the file, by name: `dense`, `lstm`, `lstm_1`.
  func names() throws(InterchangeError) -> [String] { try file.names(in: ["layers"]) }

  func refused(_ problem: String) -> InterchangeError {
    .refused(file: file.source.file, problem: problem)
  }

  /// An array of any shape; nil where there is none.
  private mutating func take(
    _ path: [String]
  ) throws(InterchangeError) -> (shape: [Int], values: [Float])? {
    guard let array = try file.floats(path) else { return nil }
    allowance -= 4 * array.values.count
    if allowance < 0 { throw refused("its arrays hold more numbers than it has room for") }
    return array
  }

  /// An array of a layer; nil where there is none.
  ///
  /// - Parameter shape: that it must have; nil for any of this rank.
  private mutating func array(
    _ path: [String], rank: Int, shape: [Int]? = nil
  ) throws(InterchangeError) -> (shape: [Int], values: [Float])? {
    guard let array = try take(path) else { return nil }
    guard array.shape.count == rank, shape == nil || array.shape == shape,
      array.shape.allSatisfy({ $0 > 0 })
    else {
      throw refused(
        "its array \(TerminalText.plain(path.joined(separator: "/"), limit: 200)) has the shape \(array.shape)"
      )
    }
    return array
  }

  private mutating func needed(_ path: [String], rank: Int) throws(InterchangeError) -> (
    shape: [Int], values: [Float]
  ) {
    guard let array = try array(path, rank: rank) else {
      throw refused(
        "it has no array \(TerminalText.plain(path.joined(separator: "/"), limit: 200))")
    }
    return array
  }

  /// A dense layer without its activation.
  mutating func dense(_ name: String) throws(InterchangeError) -> FoundLayer {
    let kernel = try needed(["layers", name, "vars", "0"], rank: 2)
    let (inputs, units) = (kernel.shape[0], kernel.shape[1])
    let bias = try array(["layers", name, "vars", "1"], rank: 1, shape: [units])
    return FoundLayer(
      specification: "dense:\(units)",
      parameters: [
        FoundParameter(
          name: "weight", shape: [units, inputs],
          values: KerasMatrix.turned(kernel.values, rows: inputs)),
        FoundParameter(
          name: "bias", shape: [units], values: bias?.values ?? [Float](repeating: 0, count: units)),
      ], inputs: inputs, outputs: units)
  }

  mutating func embedding(_ name: String) throws(InterchangeError) -> FoundLayer {
    let table = try needed(["layers", name, "vars", "0"], rank: 2)
    return FoundLayer(
      specification: "embedding:\(table.shape[0]):\(table.shape[1])",
      parameters: [FoundParameter(name: "weight", shape: table.shape, values: table.values)],
      inputs: 1, outputs: table.shape[1])
  }

  /// - Parameters:
  ///   - scales: whether there is a γ.
  ///   - centers: whether there is a β.
  mutating func normalization(
    _ name: String, scales: Bool, centers: Bool, features: Int? = nil
  ) throws(InterchangeError) -> FoundLayer {
    let scale = scales ? try needed(["layers", name, "vars", "0"], rank: 1) : nil
    let shift = centers ? try needed(["layers", name, "vars", scales ? "1" : "0"], rank: 1) : nil
    guard let count = scale?.shape[0] ?? shift?.shape[0] ?? features,
      scale?.shape == shift?.shape || scale == nil || shift == nil
    else { throw refused("nothing says how wide its layer \(TerminalText.literal(name)) is") }
    return FoundLayer(
      specification: LayerNormalization.keyword,
      parameters: [
        FoundParameter(
          name: "weight", shape: [count],
          values: scale?.values ?? [Float](repeating: 1, count: count)),
        FoundParameter(
          name: "bias", shape: [count],
          values: shift?.values ?? [Float](repeating: 0, count: count)),
      ], inputs: count, outputs: count)
  }

  /// One direction of a recurrent layer.
  ///
  /// - Parameters:
  ///   - path: of the group with its arrays.
  ///   - suffix: of the parameters.
  ///   - resetsBefore: of a GRU, where its reset gate stands; nil takes what the shape of its bias says.
  mutating func recurrent(
    _ path: [String], suffix: String = "", resetsBefore: Bool? = nil
  ) throws(InterchangeError) -> FoundLayer {
    let kernel = try needed(path + ["0"], rank: 2)
    let (inputs, columns) = (kernel.shape[0], kernel.shape[1])
    let state = try needed(path + ["1"], rank: 2)
    let units = state.shape[0]
    let gates = columns.isMultiple(of: units) ? columns / units : 0
    let order = [1: RNN.kerasGates, 3: GRU.kerasGates, 4: LSTM.kerasGates][gates]
    guard let order, state.shape == [units, columns],
      let keyword = [1: RNN.keyword, 3: GRU.keyword, 4: LSTM.keyword][gates]
    else {
      throw refused(
        "its arrays \(TerminalText.plain(path.joined(separator: "/"), limit: 200)) are of no layer that Skein has"
      )
    }
    func matrix(_ values: [Float], rows: Int) -> [Float] {
      KerasMatrix.ordered(KerasMatrix.turned(values, rows: rows), order)
    }
    let input = FoundParameter(
      name: "weight_ih", shape: [columns, inputs], values: matrix(kernel.values, rows: inputs))
    let recurrent = matrix(state.values, rows: units)
    let stored = try take(path + ["2"])
    let resets = gates == 3 && resetsBefore ?? (stored?.shape == [columns])
    guard stored.map({ $0.shape == (gates == 3 && !resets ? [2, columns] : [columns]) }) ?? true
    else { throw refused("the bias of \(TerminalText.literal(path[1])) has another shape") }
    let bias = stored?.values ?? [Float](repeating: 0, count: columns)
    let first = KerasMatrix.ordered(Array(bias[..<columns]), order)
    var parameters = [input]
    if resets {
      let kept = 2 * units * units
      parameters += [
        FoundParameter(
          name: "weight_hh", shape: [2 * units, units], values: Array(recurrent[..<kept])),
        FoundParameter(name: "bias", shape: [columns], values: first),
        FoundParameter(
          name: "weight_hn", shape: [units, units], values: Array(recurrent[kept...])),
      ]
    } else {
      parameters.append(
        FoundParameter(name: "weight_hh", shape: [columns, units], values: recurrent))
      var sum = first
      if gates == 3 {
        let second =
          bias.count > columns
          ? KerasMatrix.ordered(Array(bias[columns...]), order)
          : [Float](repeating: 0, count: columns)
        for place in 0..<2 * units { sum[place] += second[place] }
        parameters.append(
          FoundParameter(name: "bias_hn", shape: [units], values: Array(second[(2 * units)...])))
      }
      parameters.append(FoundParameter(name: "bias", shape: [columns], values: sum))
    }
    for place in parameters.indices { parameters[place].name += suffix }
    return FoundLayer(
      specification: "\(keyword):\(units)" + (resets ? ":reset-before" : ""),
      parameters: parameters, inputs: inputs, outputs: units)
  }

  mutating func bidirectional(
    _ name: String, resetsBefore: Bool? = nil
  ) throws(InterchangeError) -> FoundLayer {
    let forward = try recurrent(
      ["layers", name, "forward_layer", "cell", "vars"], resetsBefore: resetsBefore)
    var both = try recurrent(
      ["layers", name, "backward_layer", "cell", "vars"], suffix: "_reverse",
      resetsBefore: resetsBefore)
    guard forward.specification == both.specification, forward.inputs == both.inputs else {
      throw refused("the directions of its layer \(TerminalText.literal(name)) are of other sizes")
    }
    both.specification = "bidirectional(\(forward.specification))"
    both.parameters = forward.parameters + both.parameters
    both.outputs *= 2
    return both
  }
}
