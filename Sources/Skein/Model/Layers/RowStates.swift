/// States that rows take from one pass to the next, where passes continue: those of a layer, or one of
/// several.
public struct RowStates: BitwiseCopyable {
  /// [R, stride], of which `count` numbers of each row mean something.
  public var values: UnsafeMutablePointer<Float>
  public var stride: Int
  public var count: Int

  public init(_ values: UnsafeMutablePointer<Float>, stride: Int, count: Int) {
    self.values = values
    self.stride = stride
    self.count = count
  }
}

extension [RowStates] {
  /// Has a row go on from numbers that `write` gave.
  func take(_ source: UnsafePointer<Float>, row: Int) {
    var done = 0
    for states in self {
      (states.values + row * states.stride).update(from: source + done, count: states.count)
      done += states.count
    }
  }

  /// The numbers that a row goes on from: [the counts of all].
  func write(_ row: Int, to target: UnsafeMutablePointer<Float>) {
    var done = 0
    for states in self {
      (target + done).update(from: states.values + row * states.stride, count: states.count)
      done += states.count
    }
  }
}
