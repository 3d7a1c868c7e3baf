import KernelInterface

/// A plain recurrent cell (Elman 1990): h ← f(b + x·W + h·R), f being tanh.
enum TanhRNNCell: Cell {
  static let name = "rnn-tanh"
  static var gates: Int { @inline(__always) get { 1 } }

  @inline(__always)
  static func forward(_ group: CellGroup) {
    let h = tanh(group.sums(0))
    group.keep(h, gate: 0)
    group.write(h, to: group.hidden)
  }

  @inline(__always)
  static func backward(_ place: CellPlace, hiddenGradient: Vector) {
    place.put(multiply(hiddenGradient, tanhSlope(place.gate(0))), gate: 0)
  }
}

/// The same with f being max(x, 0).
enum ReluRNNCell: Cell {
  static let name = "rnn-relu"
  static var gates: Int { @inline(__always) get { 1 } }

  @inline(__always)
  static func forward(_ group: CellGroup) {
    var h = group.sums(0)
    for j in 0..<4 { h[j] = positivePart(h[j]) }
    group.keep(h, gate: 0)
    group.write(h, to: group.hidden)
  }

  @inline(__always)
  static func backward(_ place: CellPlace, hiddenGradient: Vector) {
    place.put(timesPositiveSlope(hiddenGradient, place.gate(0)), gate: 0)
  }
}
