/// Where samples come from: an input and its targets for each index from 0, from one copy in memory
/// that all workers read.
///
/// Letters: T the vectors of `inputShape`, I its features, R the rows of a batch.
public protocol SampleSource: Sendable {
  var count: Int { get }

  /// What one sample shows the model.
  var inputShape: LayerShape { get }

  /// Numbers that one sample should give.
  var targetCount: Int { get }

  /// Whether `weight(of:)` is to be asked; without it every sample counts alike.
  var hasWeights: Bool { get }

  /// Whether `length(of:)` is to be asked; without it every sample has all T steps.
  var hasLengths: Bool { get }

  /// Whether each sample begins with the step that follows the last one of the sample before it, so that
  /// states can go on from one to the next.
  var isConsecutive: Bool { get }

  /// The largest token that the last feature of a sample can be, where the source makes sure that it always is
  /// one; nil where nobody knows before looking.
  var largestToken: Float? { get }

  /// The steps of a sample, from 1 to T; what follows them in a batch is padding, with which nothing is
  /// computed. Where the model gives an output at each step, the targets of padding do not count.
  func length(of sample: Int) -> Int

  /// Writes a sample's input as row `row` of a batch [T, `rows`, I], padding as finite numbers.
  func gatherInput(
    _ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>)

  /// Writes a sample's targets: [targetCount].
  func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>)

  /// What a sample's loss and its gradient are multiplied with, 0 or more. The mean over a batch is
  /// still one over its rows, as in Keras.
  func weight(of sample: Int) -> Float

  /// What the samples' values depend on: a checkpoint that was written with others is refused. May
  /// cost a pass over the data.
  func identity() -> [IdentityItem]

  /// Which of the data's samples these are, such as `1 to 608`.
  var part: String { get }

  /// Whether the other samples are of the same data, so that one `identity()` says all.
  func sharesData(with other: any SampleSource) -> Bool
}

extension SampleSource {
  public var hasLengths: Bool { false }
  public var isConsecutive: Bool { false }
  public var largestToken: Float? { nil }
  public func length(of sample: Int) -> Int { inputShape.vectors }
  public var hasWeights: Bool { false }
  public func weight(of sample: Int) -> Float { 1 }
  public var part: String { count == 0 ? "none" : "1 to \(count)" }
  public func sharesData(with other: any SampleSource) -> Bool { false }
}

/// One thing that a training's bits depend on, by the name that messages use.
public struct IdentityItem: Sendable, Equatable, Codable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: some CustomStringConvertible) {
    self.name = name
    self.value = value.description
  }
}
