/// The states that the rows of a stateful training take from one step to the next.
///
/// Two buffers take turns: a step reads what the one before wrote, and nobody writes that until the step
/// after this one, so that worker 0 can copy it for a checkpoint meanwhile.
struct CarriedStates: Sendable {
  /// Numbers of a row.
  let width: Int
  /// [rows, width] each.
  private let buffers: [SharedBuffer<Float>]

  /// - Parameter start: the states that the first step reads; nil where it begins an epoch.
  init(rows: Int, width: Int, step: Int, start: SharedBuffer<Float>?) {
    self.width = width
    buffers = (0..<2).map { _ in SharedBuffer(zeroed: rows * width) }
    if let start {
      precondition(start.count == rows * width, "\(start.count) numbers for \(rows) rows")
      before(step).base.update(from: start.base, count: start.count)
    }
  }

  /// What a step, counted within its epoch, reads. The first one begins with zeros instead.
  func before(_ step: Int) -> SharedBuffer<Float> { buffers[step & 1] }

  /// What it writes.
  func after(_ step: Int) -> SharedBuffer<Float> { buffers[step & 1 ^ 1] }

  /// Numbers that a row of a model takes from one pass to the next.
  static func width(_ architecture: Sequential) -> Int {
    architecture.layers.reduce(0) { $0 + $1.stateSizes.reduce(0, +) }
  }
}
