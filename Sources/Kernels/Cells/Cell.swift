import KernelInterface

/// What a recurrent cell does to the sums of its gates, unit by unit: all that distinguishes it from
/// another one for the kernels of a step.
///
/// A new cell is a file beside this one and a line in `Cells.swift`.
protocol Cell: SendableMetatype {
  static var name: String { get }
  /// 1 to 4.
  static var gates: Int { get }

  /// Whether the last gate's sums over the input and over the state are kept apart; they are the last
  /// two of `gates`.
  static var isParted: Bool { get }

  /// Activations and new states of up to four vectors of units, whose sums stand in `group.gates`.
  static func forward(_ group: CellGroup)

  /// Gradients of the gates before activation, and what is carried to the step before, of one vector
  /// of units.
  static func backward(_ place: CellPlace, hiddenGradient: Vector)
}

extension Cell {
  static var isParted: Bool { @inline(__always) get { false } }
}

/// Up to four vectors of units, each in a row of its own or beside each other in one: what the
/// element-wise part of a forward step works on at a time.
///
/// Vectors beyond `count` repeat the last one and are not written.
struct CellGroup {
  var count: Int
  /// Lanes of a gate: fewer in a narrow panel, whose product left gate g at float g · width of its
  /// vectors, beside the next gate.
  var width: Int
  var stride: Int
  /// Where each vector stands, in floats from the first row's first unit.
  var state: (Int, Int, Int, Int)
  var row: (Int, Int, Int, Int)
  var previousHidden: UnsafePointer<Float>
  var hidden: UnsafeMutablePointer<Float>
  var previousCell: UnsafePointer<Float>
  var cell: UnsafeMutablePointer<Float>
  /// [R, G, S]
  var gates: UnsafeMutablePointer<Float>
  /// Nil where no backward pass follows.
  var kept: UnsafeMutablePointer<Float>?

  /// The sums of a gate.
  @inline(__always)
  func sums(_ gate: Int) -> Four {
    let place: Int = gate &* width
    let at = UnsafePointer(gates + (place / lanes &* stride &+ place % lanes))
    var x: Four = [load(at + row.0), load(at + row.1), load(at + row.2), load(at + row.3)]
    if width < lanes {
      // What belongs to the next gate is put out.
      for j in 0..<4 { x[j] = whereLess(laneNumbers, splat(Float(width)), x[j], .zero) }
    }
    return x
  }

  /// Keeps an activated gate for the backward pass.
  @inline(__always)
  func keep(_ values: Four, gate: Int) {
    if kept == nil { return }
    write(values, gates + (gate &* stride), row)
  }

  /// Keeps one more array for the backward pass.
  @inline(__always)
  func keep(_ values: Four) {
    if let kept { write(values, kept, state) }
  }

  @inline(__always)
  func read(_ p: UnsafePointer<Float>) -> Four {
    [load(p + state.0), load(p + state.1), load(p + state.2), load(p + state.3)]
  }

  @inline(__always)
  func write(_ values: Four, to p: UnsafeMutablePointer<Float>) { write(values, p, state) }

  @inline(__always)
  private func write(
    _ values: Four, _ p: UnsafeMutablePointer<Float>, _ place: (Int, Int, Int, Int)
  ) {
    store(values[0], p + place.0)
    if count > 1 { store(values[1], p + place.1) }
    if count > 2 { store(values[2], p + place.2) }
    if count > 3 { store(values[3], p + place.3) }
  }
}

/// One vector of units in one row: what the element-wise part of a backward step works on.
struct CellPlace {
  var stride: Int
  var previousHidden: UnsafePointer<Float>
  var previousCell: UnsafePointer<Float>
  var kept: UnsafePointer<Float>
  /// The first gate's vector; the others lie `stride` floats apart.
  var gates: UnsafeMutablePointer<Float>
  var carried: UnsafeMutablePointer<Float>

  @inline(__always) func gate(_ gate: Int) -> Vector { load(gates + gate &* stride) }

  @inline(__always)
  func put(_ gradient: Vector, gate: Int) { store(gradient, gates + gate &* stride) }
}

/// 0, 1, 2, … in every lane.
@inline(__always)
private var laneNumbers: Vector {
  var numbers = Vector.zero
  for lane in 0..<lanes { numbers[lane] = Float(lane) }
  return numbers
}
