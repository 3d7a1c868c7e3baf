import Skein

/// h ← h/2 + tanh(b + x·W + h·R)/2
enum Leaky: ElementwiseCell {
  static let keyword = "leaky"
  static let gates = 1

  static func forward(_ row: CellRow) {
    row.tanh(0)
    for u in 0..<row.units { row.hidden[u] = (row.previousHidden[u] + row.gate(0)[u]) / 2 }
  }

  static func backward(_ row: CellGradientRow) {
    for u in 0..<row.units {
      let half = (row.hiddenGradient[u] + row.carried[u]) / 2
      row.gate(0)[u] = half * (1 - row.gate(0)[u] * row.gate(0)[u])
      row.carried[u] = half
    }
  }
}
