import KernelInterface

/// A gated recurrent unit (Cho et al. 2014) whose reset gate follows the product with the recurrent
/// weight: gates r and z, and the candidate's sums nₓ over the input and nₕ over the state.
///
///     n = tanh(nₓ + r ∘ nₕ)        h ← n + z ∘ (h − n)
///
/// Keeps n in the place of nₓ, and carries what of the gradient of h goes past the gates.
enum GRUCell: Cell {
  static let name = "gru"
  static var gates: Int { @inline(__always) get { 4 } }
  static var isParted: Bool { @inline(__always) get { true } }

  @inline(__always)
  static func forward(_ group: CellGroup) {
    let r = sigmoid(group.sums(0))
    group.keep(r, gate: 0)
    let recurrent = group.sums(3)
    var n = group.sums(2)
    for j in 0..<4 { n[j] = fma(r[j], recurrent[j], n[j]) }
    n = tanh(n)
    group.keep(n, gate: 2)
    let z = sigmoid(group.sums(1))
    group.keep(z, gate: 1)
    var h = group.read(group.previousHidden)
    for j in 0..<4 { h[j] = fma(z[j], subtract(h[j], n[j]), n[j]) }
    group.write(h, to: group.hidden)
  }

  @inline(__always)
  static func backward(_ place: CellPlace, hiddenGradient: Vector) {
    let dh = add(hiddenGradient, load(place.carried))
    let (r, z, n) = (place.gate(0), place.gate(1), place.gate(2))
    let recurrent = place.gate(3)
    let before = load(place.previousHidden)
    let dn = multiply(multiply(dh, subtract(splat(1), z)), tanhSlope(n))
    place.put(multiply(multiply(dn, recurrent), logisticSlope(r)), gate: 0)
    place.put(multiply(multiply(dh, subtract(before, n)), logisticSlope(z)), gate: 1)
    place.put(dn, gate: 2)
    place.put(multiply(dn, r), gate: 3)
    store(multiply(dh, z), place.carried)
  }
}
