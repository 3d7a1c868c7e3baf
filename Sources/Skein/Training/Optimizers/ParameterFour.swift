import CPlatform

/// Four parameters of a run with their gradients and slots: what an update in plain Swift is written
/// over, so that it is of vector instructions whatever the compiler makes of loops.
///
/// Use +, −, ×, ÷ and `squareRoot` alone: each is rounded once, on every processor. Products are not
/// fused with sums, since a processor without such an instruction would call a function for each.
struct ParameterFour {
  let run: ParameterRun
  /// The first of the four within the run.
  let first: Int
  /// How many there are; zeros stand for the others.
  let width: Int

  /// The gradients, scaled.
  @inline(__always)
  var gradient: SIMD4<Float> { read(run.gradient) * run.gradientScale }

  @inline(__always)
  var weight: SIMD4<Float> {
    get { read(run.weights) }
    nonmutating set { write(newValue, run.weights) }
  }

  /// The numbers of a slot, by its place in `Optimizer.slots`.
  @inline(__always)
  subscript(slot: Int) -> SIMD4<Float> {
    get { read(run.slot(slot)) }
    nonmutating set { write(newValue, run.slot(slot)) }
  }

  @inline(__always)
  private func read(_ values: UnsafePointer<Float>) -> SIMD4<Float> {
    if width == 4 {
      return UnsafeRawPointer(values + first).loadUnaligned(as: SIMD4<Float>.self)
    }
    var four = SIMD4<Float>.zero
    for lane in 0..<width { four[lane] = values[first + lane] }
    return four
  }

  @inline(__always)
  private func write(_ four: SIMD4<Float>, _ values: UnsafeMutablePointer<Float>) {
    if width == 4 {
      UnsafeMutableRawPointer(values + first).storeBytes(of: four, as: SIMD4<Float>.self)
      return
    }
    for lane in 0..<width { values[first + lane] = four[lane] }
  }
}

extension ParameterRun {
  /// Calls `body` for all parameters of the run, in order.
  @inline(__always)
  func forEachFour(_ body: (ParameterFour) -> Void) {
    var first = 0
    while first &+ 4 <= count {
      body(ParameterFour(run: self, first: first, width: 4))
      first &+= 4
    }
    if first < count { body(ParameterFour(run: self, first: first, width: count &- first)) }
  }

  /// Weight decay apart from the gradient: w ← w − rate · decay · w, but for biases.
  ///
  /// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, in the form of
  /// PyTorch and Keras, where the rate of the step multiplies it.
  func decayWeights(by decay: Double) {
    if decay == 0 || isBias { return }
    let kept = Float(1 - learningRate * decay)
    forEachFour { $0.weight *= kept }
  }
}

@inline(__always)
func squareRoot(_ x: SIMD4<Float>) -> SIMD4<Float> { skein_sqrt4(x) }

/// Lane by lane; a NaN in `x` stays.
@inline(__always)
func atLeast(_ x: SIMD4<Float>, _ low: SIMD4<Float>) -> SIMD4<Float> { skein_at_least4(x, low) }

/// −1, 0 or 1, lane by lane; NaN for NaN.
@inline(__always)
func sign(_ x: SIMD4<Float>) -> SIMD4<Float> {
  let positive = skein_where_less4(.zero, x, SIMD4(repeating: 1), x)
  return skein_where_less4(x, .zero, SIMD4(repeating: -1), positive)
}
