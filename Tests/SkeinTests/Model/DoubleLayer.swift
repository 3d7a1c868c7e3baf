import Foundation
import Skein

/// A layer computed plainly in double precision, over one row.
struct DoubleLayer {
  typealias Vector = [Double]

  /// Nil outside of a training, where nothing is dropped.
  let training: DoubleModel.Training?
  /// Of the layer, as its site has it.
  var number: Int

  func run(_ layer: any Layer, _ tensors: [[Vector]], _ input: [Vector]) -> [Vector] {
    switch layer {
    case let layer as LSTM:
      if !layer.isDriven { return stepwise(layer, tensors, input) }
      return recurrent(layer, layer.returnSequences, tensors, input, lstm)
    case let layer as GRU:
      return recurrent(
        layer, layer.returnSequences, tensors, input, layer.resetsBefore ? resetBefore : gru)
    case let layer as RNN:
      return recurrent(layer, layer.returnSequences, tensors, input) {
        rnn(layer.nonlinearity, $0, $1, $2, $3)
      }
    case is Embedding, is EntityEmbedding:
      return input.map { $0.dropLast() + tensors[0][Int($0[$0.count - 1])] }
    case let layer as Dense:
      return input.map { x in
        activated(layer.activation, Self.sums(tensors[1][0], (x, tensors[0])))
      }
    case let layer as Bidirectional: return bidirectional(layer, tensors, input)
    case let layer as Residual: return residual(layer, tensors, input)
    case let layer as Ensemble: return ensemble(layer, tensors, input)
    case let layer as LayerNormalization:
      return input.map { normalized($0, layer.epsilon, tensors) }
    case let layer as Dropout:
      return input.indices.map { dropped(input[$0], layer.rate, .output, vector: $0) }
    case is Pooling<LastStep>: return [input[input.count - 1]]
    case is Pooling<MeanOverTime>:
      return [input[0].indices.map { i in input.reduce(0) { $0 + $1[i] } / Double(input.count) }]
    case is Pooling<MaximumOverTime>:
      return [input[0].indices.map { i in input.map { $0[i] }.max() ?? 0 }]
    default: preconditionFailure("no reference for a layer \(layer.title)")
    }
  }

  /// Times the factors that the library draws, whose own tests say what they are.
  private func dropped(
    _ values: Vector, _ rate: Double, _ use: DropMask.Use, vector: Int = 0
  ) -> Vector {
    guard let training, rate > 0 else { return values }
    let mask = DropMask(
      rate: rate, use, layer: number,
      PassContext(rows: 1, isTraining: true, seed: training.seed))
    var factors = [Float](repeating: 0, count: values.count)
    factors.withUnsafeMutableBufferPointer {
      guard let base = $0.baseAddress else { return }
      mask.write(
        base, count: values.count, row: training.row, vector: vector,
        KernelSelection.available[0])
    }
    return zip(values, factors).map { $0 * Double($1) }
  }

  /// h and c of the step before, the input, and the state that meets the recurrent weight, to h and c.
  private typealias Step = (
    _ states: (h: Vector, c: Vector), _ x: Vector, _ met: Vector, _ tensors: [[Vector]]
  ) -> (h: Vector, c: Vector)

  private func recurrent(
    _ layer: any RecurrentLayer, _ sequence: Bool, _ tensors: [[Vector]], _ input: [Vector],
    _ step: Step
  ) -> [Vector] {
    let zero = Vector(repeating: 0, count: layer.units)
    var states = (h: zero, c: zero)
    var all: [Vector] = []
    for x in input {
      states = step(
        states, dropped(x, layer.dropout.input, .input),
        dropped(states.h, layer.dropout.recurrent, .state), tensors)
      all.append(states.h)
    }
    return sequence ? all : [states.h]
  }

  private func lstm(
    _ states: (h: Vector, c: Vector), _ x: Vector, _ met: Vector, _ tensors: [[Vector]]
  ) -> (h: Vector, c: Vector) {
    let units = states.h.count
    let gates = Self.sums(tensors[2][0], (x, tensors[0]), (met, tensors[1]))
    var next = states
    for unit in 0..<units {
      let i = Self.sigmoid(gates[unit])
      let f = Self.sigmoid(gates[units + unit])
      let g = tanh(gates[2 * units + unit])
      let o = Self.sigmoid(gates[3 * units + unit])
      next.c[unit] = f * states.c[unit] + i * g
      next.h[unit] = o * tanh(next.c[unit])
    }
    return next
  }

  /// With a projection, layer normalization or zoneout, or with several of them.
  private func stepwise(
    _ layer: LSTM, _ tensors: [[Vector]], _ input: [Vector]
  ) -> [Vector] {
    let outputs = layer.projection ?? layer.units
    var states = (
      h: Vector(repeating: 0, count: outputs), c: Vector(repeating: 0, count: layer.units)
    )
    var all: [Vector] = []
    for (t, x) in input.enumerated() {
      if layer.isNormalized {
        let new = normalizedLSTM(states, x, tensors, first: layer.projection == nil ? 3 : 4)
        let h =
          layer.projection == nil
          ? new.h : Self.sums(Vector(repeating: 0, count: outputs), (new.h, tensors[3]))
        states.h = zoned(h, from: states.h, layer, vector: 2 * t)
        states.c = zoned(new.c, from: states.c, layer, vector: 2 * t + 1)
        all.append(states.h)
        continue
      }
      // The cell takes its units from the hidden state, which here may be smaller.
      let padded = states.h + Vector(repeating: 0, count: layer.units - outputs)
      let weight = tensors[1] + Array(repeating: tensors[2][0], count: layer.units - outputs)
      let new = lstm((padded, states.c), x, padded, [tensors[0], weight, tensors[2]])
      var h = new.h
      if layer.projection != nil {
        h = Self.sums(Vector(repeating: 0, count: outputs), (h, tensors[3]))
      }
      states.h = zoned(h, from: states.h, layer, vector: 2 * t)
      states.c = zoned(new.c, from: states.c, layer, vector: 2 * t + 1)
      all.append(states.h)
    }
    return layer.returnSequences ? all : [states.h]
  }

  /// Equations 20 to 22 of Ba, Kiros and Hinton 2016.
  private func normalizedLSTM(
    _ states: (h: Vector, c: Vector), _ x: Vector, _ tensors: [[Vector]], first: Int
  ) -> (h: Vector, c: Vector) {
    let units = states.c.count
    let zero = Vector(repeating: 0, count: 4 * units)
    func norm(_ values: Vector, _ scale: Int, _ shift: Vector) -> Vector {
      normalized(values, 0.001, [tensors[scale], [shift]])
    }
    let sums = zip(
      norm(Self.sums(zero, (x, tensors[0])), first, tensors[2][0]),
      norm(Self.sums(zero, (states.h, tensors[1])), first + 1, zero)
    ).map { $0 + $1 }
    let c = (0..<units).map {
      Self.sigmoid(sums[units + $0]) * states.c[$0]
        + Self.sigmoid(sums[$0]) * tanh(sums[2 * units + $0])
    }
    let shown = norm(c, first + 2, tensors[first + 3][0])
    return ((0..<units).map { Self.sigmoid(sums[3 * units + $0]) * tanh(shown[$0]) }, c)
  }

  /// A state that stays where a mask of the layer's units drops it, or by its mean.
  private func zoned(
    _ new: Vector, from old: Vector, _ layer: LSTM, vector: Int
  ) -> Vector {
    let ones = Vector(repeating: 1, count: layer.units)
    let kept = dropped(ones, layer.zoneout, .zone, vector: vector)
    return new.indices.map { u in
      if training == nil { return layer.zoneout * old[u] + (1 - layer.zoneout) * new[u] }
      return kept[u] == 0 ? old[u] : new[u]
    }
  }

  private func gru(
    _ states: (h: Vector, c: Vector), _ x: Vector, _ met: Vector, _ tensors: [[Vector]]
  ) -> (h: Vector, c: Vector) {
    let units = states.h.count
    let fromInput = Self.sums(tensors[2][0], (x, tensors[0]))
    let ownBias = Vector(repeating: 0, count: 2 * units) + tensors[3][0]
    let fromState = Self.sums(ownBias, (met, tensors[1]))
    var next = states
    for unit in 0..<units {
      let r = Self.sigmoid(fromInput[unit] + fromState[unit])
      let z = Self.sigmoid(fromInput[units + unit] + fromState[units + unit])
      let n = tanh(fromInput[2 * units + unit] + r * fromState[2 * units + unit])
      next.h[unit] = (1 - z) * n + z * states.h[unit]
    }
    return next
  }

  /// The reset gate before the product.
  private func resetBefore(
    _ states: (h: Vector, c: Vector), _ x: Vector, _ met: Vector, _ tensors: [[Vector]]
  ) -> (h: Vector, c: Vector) {
    let units = states.h.count
    let fromInput = Self.sums(tensors[2][0], (x, tensors[0]))
    let rz = Self.sums(Array(fromInput.prefix(2 * units)), (met, tensors[1])).map(Self.sigmoid)
    let reset = zip(rz, met).map { $0 * $1 }
    let n = Self.sums(Array(fromInput.suffix(units)), (reset, tensors[3])).map { tanh($0) }
    let h = (0..<units).map {
      (1 - rz[units + $0]) * n[$0] + rz[units + $0] * states.h[$0]
    }
    return (h, states.c)
  }

  private func rnn(
    _ nonlinearity: RNN.Nonlinearity, _ states: (h: Vector, c: Vector), _ x: Vector,
    _ met: Vector, _ tensors: [[Vector]]
  ) -> (h: Vector, c: Vector) {
    let h = Self.sums(tensors[2][0], (x, tensors[0]), (met, tensors[1])).map {
      nonlinearity == .tanh ? tanh($0) : max($0, 0)
    }
    return (h, states.c)
  }

  private func bidirectional(
    _ layer: Bidirectional, _ tensors: [[Vector]], _ input: [Vector]
  ) -> [Vector] {
    let half = tensors.count / 2
    let there = DoubleLayer(training: training, number: number + 1)
      .run(layer.layer, Array(tensors[..<half]), input)
    let back = DoubleLayer(training: training, number: number + 2)
      .run(layer.layer, Array(tensors[half...]), input.reversed())
    return zip(there, back.reversed()).map { a, b in
      switch layer.merge {
      case .concat: a + b
      case .sum: zip(a, b).map { $0 + $1 }
      case .mean: zip(a, b).map { ($0 + $1) / 2 }
      }
    }
  }

  private func residual(
    _ layer: Residual, _ tensors: [[Vector]], _ input: [Vector]
  ) -> [Vector] {
    let values = chain(layer.inner, tensors, input, number: number)
    return zip(input, values).map { zip($0, $1).map { $0 + $1 } }
  }

  private func ensemble(
    _ layer: Ensemble, _ tensors: [[Vector]], _ input: [Vector]
  ) -> [Vector] {
    let each = tensors.count / layer.members
    let layers = layer.inner.reduce(1) { $0 + $1.layerCount }
    let members = (0..<layer.members).map { member in
      chain(
        layer.inner, Array(tensors[member * each..<(member + 1) * each]), input,
        number: number + 1 + member * layers)
    }
    return members[0].indices.map { vector in
      members[0][vector].indices.map { place in
        members.reduce(0) { $0 + $1[vector][place] } / Double(layer.members)
      }
    }
  }

  /// Layers inside the one of a number.
  private func chain(
    _ layers: [any Layer], _ tensors: [[Vector]], _ input: [Vector], number: Int
  ) -> [Vector] {
    var values = input
    var rest = tensors[...]
    var inside = number + 1
    for one in layers {
      let shape = LayerShape(steps: values.count, features: values[0].count)
      let count = one.parameters(for: shape).count
      values = DoubleLayer(training: training, number: inside)
        .run(one, Array(rest.prefix(count)), values)
      rest = rest.dropFirst(count)
      inside += one.layerCount
    }
    return values
  }

  private func normalized(
    _ x: Vector, _ epsilon: Double, _ tensors: [[Vector]]
  ) -> Vector {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.indices.map {
      (x[$0] - mean) / (variance + epsilon).squareRoot() * tensors[0][0][$0] + tensors[1][0][$0]
    }
  }

  private func activated(_ activation: Activation, _ x: Vector) -> Vector {
    switch activation {
    case .linear: return x
    case .sigmoid: return x.map(Self.sigmoid)
    case .tanh: return x.map { tanh($0) }
    case .relu: return x.map { max($0, 0) }
    case .softplus: return x.map { log1p(exp($0)) }
    case .gelu: return x.map { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 }
    case .softmax:
      let powers = x.map { exp($0) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  private static func sums(_ bias: Vector, _ terms: (Vector, [Vector])...) -> Vector {
    var result = bias
    for (values, rows) in terms {
      for (value, row) in zip(values, rows) {
        for column in row.indices { result[column] += value * row[column] }
      }
    }
    return result
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
