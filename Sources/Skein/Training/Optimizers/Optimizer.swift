import KernelInterface

/// How gradients change weights: a value of hyper-parameters, the numbers that go on from step to
/// step, and the names of the arrays that it keeps beside the weights.
///
/// Training, checkpoints and memory estimates know no more than this. A new optimizer is one file
/// that conforms, and one line in `OptimizerCatalog`. An update is of single elements, in their
/// order, so that it does not matter which worker owns them.
public protocol Optimizer: Specified {
  /// The arrays, each of a number per parameter, zero at first: `first_moments`. Files name their
  /// tensors by these.
  var slots: [String] { get }

  /// The numbers that change from step to step; checkpoints bring them back to the bit. As many at
  /// any time.
  var numbers: [Double] { get set }

  /// Whether steps can have led to the numbers; those of a file are asked before they are used.
  var hasSoundNumbers: Bool { get }

  /// Counts one more step, before its updates.
  mutating func advance()

  /// One step over a run of parameters.
  func update(_ run: ParameterRun)

  /// Whether something goes on in a step for parameters that the step does not change: those of a table
  /// that no row of the batch read. False unless an optimizer says otherwise.
  var followsWeights: Bool { get }

  /// That, for a run of such parameters; `update` does it for all others.
  func follow(_ run: ParameterRun)
}

extension Optimizer {
  public var followsWeights: Bool { false }
  public func follow(_ run: ParameterRun) {}
  public var hasSoundNumbers: Bool { numbers.allSatisfy(\.isFinite) }
}

/// A run of parameters for `Optimizer.update`.
public struct ParameterRun {
  public var count: Int
  /// [count]
  public var weights: UnsafeMutablePointer<Float>
  /// [count]
  public var gradient: UnsafePointer<Float>
  /// What each gradient is multiplied with first: 1, or the factor that clips the global norm.
  public var gradientScale: Float
  /// Of this step.
  public var learningRate: Double
  /// Whether the parameters are a vector: biases, and what else weight decay should spare.
  public var isBias: Bool
  /// The first float of the run in all arrays of the model's layout.
  var offset: Int
  /// The whole array of each slot.
  var slots: UnsafePointer<UnsafeMutablePointer<Float>>
  package var kernels: KernelTable

  package init(
    count: Int, offset: Int, weights: UnsafeMutablePointer<Float>,
    gradient: UnsafePointer<Float>, gradientScale: Float, learningRate: Double,
    isBias: Bool = false, slots: UnsafePointer<UnsafeMutablePointer<Float>>, kernels: KernelTable
  ) {
    self.count = count
    self.offset = offset
    self.weights = weights
    self.gradient = gradient
    self.gradientScale = gradientScale
    self.learningRate = learningRate
    self.isBias = isBias
    self.slots = slots
    self.kernels = kernels
  }

  /// The run in the array of a slot, by its place in `Optimizer.slots`: [count].
  @inline(__always)
  public func slot(_ index: Int) -> UnsafeMutablePointer<Float> { slots[index] + offset }
}
