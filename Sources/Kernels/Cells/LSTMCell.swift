import KernelInterface

/// A long short-term memory cell: gates i, f, g, o.
///
///     c ← f ∘ c + i ∘ g        h ← o ∘ tanh c
///
/// Keeps tanh c for the backward pass and carries the gradient of c.
enum LSTMCell: Cell {
  static let name = "lstm"
  static var gates: Int { @inline(__always) get { 4 } }

  @inline(__always)
  static func forward(_ group: CellGroup) {
    // Gates of a narrow panel lie beside one another, so all are read before one is written.
    let isNarrow = group.width < lanes
    let narrowOutput = isNarrow ? group.sums(3) : Four(repeating: Vector.zero)
    let narrowForget = isNarrow ? group.sums(1) : narrowOutput
    let i = sigmoid(group.sums(0))
    let g = tanh(group.sums(2))
    group.keep(i, gate: 0)
    group.keep(g, gate: 2)
    var c = i
    for j in 0..<4 { c[j] = multiply(i[j], g[j]) }
    let f = sigmoid(isNarrow ? narrowForget : group.sums(1))
    group.keep(f, gate: 1)
    let before = group.read(group.previousCell)
    for j in 0..<4 { c[j] = fma(f[j], before[j], c[j]) }
    group.write(c, to: group.cell)
    let o = sigmoid(isNarrow ? narrowOutput : group.sums(3))
    group.keep(o, gate: 3)
    let squashed = tanh(c)
    group.keep(squashed)
    var h = o
    for j in 0..<4 { h[j] = multiply(o[j], squashed[j]) }
    group.write(h, to: group.hidden)
  }

  @inline(__always)
  static func backward(_ place: CellPlace, hiddenGradient dh: Vector) {
    let one = splat(1)
    let (i, f, g, o) = (place.gate(0), place.gate(1), place.gate(2), place.gate(3))
    let squashed = load(place.kept)
    let before = load(place.previousCell)
    let slope = fma(subtract(Vector.zero, squashed), squashed, one)
    let dc = fma(multiply(dh, o), slope, load(place.carried))
    place.put(multiply(multiply(dc, g), logisticSlope(i)), gate: 0)
    place.put(multiply(multiply(dc, before), logisticSlope(f)), gate: 1)
    place.put(multiply(multiply(dc, i), fma(subtract(Vector.zero, g), g, one)), gate: 2)
    place.put(multiply(multiply(dh, squashed), logisticSlope(o)), gate: 3)
    store(multiply(dc, f), place.carried)
  }
}
