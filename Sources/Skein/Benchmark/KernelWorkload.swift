import Dispatch
import KernelInterface

/// One kernel over one shape, ready to run on the calling thread; for the package `Benchmarks`.
@_spi(Benchmarks) public final class KernelWorkload {
  /// The part of the work that a kernel does.
  public enum Kernel: String, CaseIterable, Sendable {
    case lstmForward, lstmBackward, weightGradient, matrixProduct, pack, adam, add, sumOfSquares
    case sigmoid, tanh

    /// The shapes that say something new about the kernel: its tiles for the matrix products, the
    /// cache it works from for the others.
    public var shapes: [Shape] {
      switch self {
      case .lstmForward, .lstmBackward, .weightGradient, .matrixProduct: Shape.all
      case .pack, .adam, .add, .sumOfSquares:
        Shape.all.filter { ["odd", "medium", "large"].contains($0.name) }
      case .sigmoid, .tanh: Shape.all.filter { ["odd", "medium"].contains($0.name) }
      }
    }

    /// Whether the kernel reads arrays from beyond a core's own caches, so that other programs on the
    /// machine decide its speed as well.
    public func isBoundByMemory(_ shape: Shape) -> Bool {
      switch self {
      case .adam, .add, .sumOfSquares, .pack: 16 * shape.parameters > 4 << 20
      default: false
      }
    }
  }

  /// One LSTM layer as one worker sees it.
  public struct Shape: Sendable {
    public let name: String
    /// What the shape is there for.
    public let reason: String
    let steps: Int
    let rows: Int
    let inputSize: Int
    let units: Int

    var parameters: Int { 4 * units * (inputSize + units + 1) }

    /// Half a batch of each layer of the presets, and what lies beside them.
    public static let all = [
      Shape(
        name: "reference-1", reason: "one input column, and units that fill no panel", steps: 50,
        rows: 16, inputSize: 1, units: 60),
      Shape(
        name: "reference-2", reason: "units that fill no register", steps: 50, rows: 16,
        inputSize: 60, units: 50),
      Shape(
        name: "medium", reason: "weights that fill the second-level cache", steps: 20, rows: 32,
        inputSize: 256, units: 256),
      Shape(
        name: "large", reason: "weights that outgrow the second-level cache", steps: 4, rows: 64,
        inputSize: 256, units: 1024),
      Shape(
        name: "odd", reason: "a remainder in every dimension", steps: 11, rows: 7, inputSize: 3,
        units: 33),
      Shape(
        name: "two-rows", reason: "one shard: a tile with most of its rows missing", steps: 50,
        rows: 2, inputSize: 1, units: 64),
    ]
  }

  public let kernel: Kernel
  public let shape: Shape
  /// Floating-point operations of matrix products; elements for the other kernels.
  public let operations: Int

  private let kernels: KernelTable
  private let body: () -> Void

  /// - Throws: `SettingsError` for a bad `SKEIN_ISA`, `TopologyError` when this machine cannot be read.
  public init(_ kernel: Kernel, _ shape: Shape) throws {
    let kernels = try KernelSelection.preferred()
    let layer = try LayerBench(
      shape, kernels: kernels, innerBlock: Crew(workers: 1).innerBlock)
    self.kernel = kernel
    self.shape = shape
    self.kernels = kernels
    let cells = shape.steps * shape.rows
    let floats = layer.compiled.weights.count
    switch kernel {
    case .lstmForward:
      operations = 8 * cells * shape.units * (shape.inputSize + shape.units)
      body = layer.forward
    case .lstmBackward:
      // The last step has no later one whose gate gradients it takes.
      operations = 8 * (cells - shape.rows) * shape.units * shape.units
      body = layer.backward
    case .weightGradient:
      operations = 8 * cells * shape.units * (shape.inputSize + shape.units)
      body = layer.weightGradients
    case .matrixProduct:
      operations = 8 * cells * shape.units * shape.inputSize
      body = layer.inputGradient
    case .pack:
      operations = floats
      body = layer.pack
    case .adam:
      operations = floats
      body = layer.adam
    case .add:
      operations = floats
      body = { kernels.add(layer.gradients.base, layer.firstMoments.base, floats) }
    case .sumOfSquares:
      operations = floats
      body = { _ = kernels.sumOfSquares(layer.gradients.base, floats) }
    case .sigmoid, .tanh:
      let function: Elementwise = kernel == .tanh ? .tanh : .sigmoid
      operations = layer.input.count
      body = { kernels.apply(function, layer.input.base, layer.scratch.base, layer.input.count) }
    }
  }

  /// Runs the kernel once.
  public func run() {
    withSubnormalsFlushed(body)
  }

  /// The rate in millionths of the rate of pure FMAs on the same core, each the best of several
  /// slices that take turns, so that neither the clock nor a neighbour's work counts.
  ///
  /// Costs about a tenth of a second.
  public func millionthsOfPeak() -> Int {
    withSubnormalsFlushed {
      body()
      let repeats = Self.repeats { self.body() }
      let bursts = Self.repeats { _ = self.kernels.fmaBurst(1000) }
      var (fastest, fastestBurst) = (UInt64.max, UInt64.max)
      var clock = PhaseClock()
      for _ in 0..<45 {
        _ = clock.lap()
        for _ in 0..<repeats { body() }
        fastest = min(fastest, clock.lap())
        for _ in 0..<bursts { _ = kernels.fmaBurst(1000) }
        fastestBurst = min(fastestBurst, clock.lap())
      }
      let rate = Double(operations * repeats) / Double(max(fastest, 1))
      let peak = Double(bursts * 1000 * kernels.burstFlops) / Double(max(fastestBurst, 1))
      return Int((1e6 * rate / peak).rounded())
    }
  }

  /// How often `body` runs in about a millisecond, at least once.
  private static func repeats(_ body: () -> Void) -> Int {
    var clock = PhaseClock()
    body()
    return Int(min(max(1_000_000 / max(clock.lap(), 1), 1), 100_000))
  }
}

/// One LSTM layer over random numbers, with every buffer that its kernels want.
private final class LayerBench {
  let compiled: CompiledModel
  let input: SharedBuffer<Float>
  let scratch: SharedBuffer<Float>
  let gradients: SharedBuffer<Float>
  let firstMoments: SharedBuffer<Float>
  private let secondMoments: SharedBuffer<Float>
  private let moments: SharedBuffer<UnsafeMutablePointer<Float>>
  private let outputGradient: SharedBuffer<Float>
  /// [T, R, 4, S]
  private let gates: SharedBuffer<Float>
  private let nodes: SharedBuffer<GradientNode>
  private let kept: SharedBuffer<Float>
  private let layerScratch: SharedBuffer<Float>
  /// Transposed panels of the input weight, whose values do not matter.
  private let transposedPanels: SharedBuffer<Float>
  private let execution: any LayerExecution
  private let shape: KernelWorkload.Shape
  private let kernels: KernelTable
  private let shardRows: Int
  private let adamState: Adam

  init(_ shape: KernelWorkload.Shape, kernels: KernelTable, innerBlock: Int) throws {
    self.shape = shape
    self.kernels = kernels
    let model = try Model(
      Sequential(specification: "lstm:\(shape.units),dense:1"),
      input: LayerShape(steps: shape.steps, features: shape.inputSize), targets: 1)
    compiled = CompiledModel(model, kernels: kernels, innerBlock: innerBlock, isTraining: true)
    let random = RandomStream(seed: 0, purpose: .noise, stream: 2)
    func values(_ count: Int) -> SharedBuffer<Float> {
      SharedBuffer((0..<count).map { Float(2 * random.uniform(at: UInt64($0)) - 1) })
    }
    input = values(shape.steps * shape.rows * shape.inputSize)
    scratch = values(max(input.count, shape.steps * shape.rows * featureStride(shape.inputSize)))
    outputGradient = values(shape.rows * featureStride(shape.units))
    gates = values(shape.steps * shape.rows * 4 * featureStride(shape.units))
    transposedPanels = values(
      PackTask.columnPanelFloats(rows: 4 * shape.units, columns: shape.inputSize))
    gradients = values(compiled.weights.count)
    firstMoments = SharedBuffer(repeating: 0, count: compiled.weights.count)
    secondMoments = SharedBuffer(repeating: 0, count: compiled.weights.count)
    moments = SharedBuffer([firstMoments.base, secondMoments.base])
    let plan = ShardPlan(rows: shape.rows, batchSize: shape.rows, teams: 1)
    shardRows = plan.shardRows
    nodes = SharedBuffer([
      GradientNode(firstRow: 0, rows: shape.rows, output: gradients.base)
    ])
    let layer = model.architecture.layers[0]
    let size = PassSize.training(
      rows: shape.rows, shardRows: plan.shardRows, nodeShards: plan.largestNode)
    let need = layer.workspace(for: model.input, size: size)
    kept = SharedBuffer(zeroed: need.kept)
    layerScratch = SharedBuffer(zeroed: need.scratch)
    execution = layer.makeExecution(
      at: compiled.site(0), size: size,
      workspace: Workspace(
        kept: kept.base, scratch: layerScratch.base, inputGradient: scratch.base))
    var adam = Adam()
    adam.advance()
    adamState = adam
    forward()
    backward()
  }

  private var context: PassContext { PassContext(rows: shape.rows, isTraining: true) }

  func forward() {
    _ = execution.forward(
      Activations(
        values: input.base, stride: shape.inputSize, features: shape.inputSize,
        vectors: shape.steps), context)
  }

  /// Repeated on its own results, whose values do not matter.
  func backward() {
    _ = execution.backward(
      Activations(
        values: outputGradient.base, stride: featureStride(shape.units), features: shape.units,
        vectors: 1), context, needsInputGradient: false)
  }

  func weightGradients() {
    execution.weightGradients(
      UnsafeBufferPointer(nodes.elements), shardRows: shardRows, context)
  }

  /// The gradient of the layer's input, from the gradient of its gates.
  func inputGradient() {
    let stride = featureStride(shape.units)
    let site = compiled.site(0)
    kernels.matrixProduct(
      MatrixProductTask(
        rows: shape.steps * shape.rows, columns: shape.inputSize, a: gates.base,
        rowStride: 4 * stride, segments: 4, segmentLength: shape.units, segmentStride: stride,
        panels: transposedPanels.base, initial: nil, output: scratch.base,
        outputStride: featureStride(shape.inputSize), innerBlock: site.innerBlock))
  }

  func pack() {
    let site = compiled.site(0)
    for block in compiled.blocks { compiled.pack(block, at: site) }
  }

  func adam() {
    adamState.update(
      ParameterRun(
        count: compiled.weights.count, offset: 0, weights: compiled.weights.base,
        gradient: UnsafePointer(gradients.base), gradientScale: 1, learningRate: 1e-6,
        slots: UnsafePointer(moments.base), kernels: kernels))
  }
}
