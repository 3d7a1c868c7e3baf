import KernelInterface

/// Calls `body` with every offset of a run and the number of lanes there: full vectors, then a
/// rest.
@inline(__always)
func forEachVector(_ count: Int, _ body: (_ offset: Int, _ width: Int) -> Void) {
  var offset = 0
  while offset &+ lanes <= count {
    body(offset, lanes)
    offset &+= lanes
  }
  if offset < count { body(offset, count &- offset) }
}

@inline(__always) func read(_ p: UnsafePointer<Float>, _ width: Int) -> Vector {
  width == lanes ? load(p) : loadFirst(width, p)
}

@inline(__always)
func write(_ value: Vector, _ p: UnsafeMutablePointer<Float>, _ width: Int) {
  if width == lanes { store(value, p) } else { storeFirst(width, value, p) }
}

/// y[i] = f(x[i]), four vectors at a time.
func apply(
  _ function: Elementwise, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  switch function {
  case .linear: if UnsafePointer(y) != x { y.update(from: x, count: count) }
  case .relu:
    forEachVector(count) { i, width in
      write(positivePart(read(x + i, width)), y + i, width)
    }
  case .sigmoid: applyFours(x, y, count) { sigmoid($0) }
  case .tanh: applyFours(x, y, count) { tanh($0) }
  case .softplus: applyFours(x, y, count) { softplus($0) }
  case .gelu: applyFours(x, y, count) { gelu($0) }
  case .decay: applyFours(x, y, count) { decay($0) }
  }
}

@inline(__always)
private func applyFours(
  _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ f: (Four) -> Four
) {
  var i = 0
  while i < count {
    var values = Four(repeating: Vector.zero)
    var widths = InlineArray<4, Int>(repeating: 0)
    for j in 0..<4 {
      widths[j] = max(0, min(lanes, count &- i &- j &* lanes))
      values[j] = read(x + (i &+ j &* lanes), widths[j])
    }
    let results = f(values)
    for j in 0..<4 { write(results[j], y + (i &+ j &* lanes), widths[j]) }
    i &+= panelWidth
  }
}

/// gradient[i] *= f′ where y[i] = f(x[i]), or x[i] itself for a function that has its slope of that.
func applyDerivative(
  _ function: Elementwise, _ y: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>,
  _ count: Int
) {
  if case .linear = function { return }
  forEachVector(count) { i, width in
    let value = read(y + i, width)
    let above = read(UnsafePointer(gradient + i), width)
    let product: Vector
    switch function {
    case .linear: product = above
    case .sigmoid: product = multiply(above, logisticSlope(value))
    case .tanh: product = multiply(above, tanhSlope(value))
    case .relu: product = timesPositiveSlope(above, value)
    case .softplus: product = multiply(above, softplusSlope(value))
    case .gelu: product = multiply(above, geluSlope(value))
    case .decay: product = multiply(above, value)
    }
    write(product, gradient + i, width)
  }
}

/// target[i] += source[i]
func accumulate(
  _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int
) {
  forEachVector(count) { i, width in
    let sum = add(read(UnsafePointer(target + i), width), read(source + i, width))
    write(sum, target + i, width)
  }
}

/// Σ x²: sixteen chains, whatever the number of lanes, each over every sixteenth element; then
/// halves are added to halves.
func sumOfSquares(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
  let registers = 16 / lanes
  var sums = InlineArray<4, Vector>(repeating: Vector.zero)
  var i = 0
  while i &+ 16 <= count {
    for v in 0..<registers {
      let value = load(x + (i &+ v &* lanes))
      sums[v] = fma(value, value, sums[v])
    }
    i &+= 16
  }
  for v in 0..<registers {
    let first = i &+ v &* lanes
    if first < count {
      let value = loadFirst(min(lanes, count &- first), x + first)
      sums[v] = fma(value, value, sums[v])
    }
  }
  var half = 8
  while half > 0 {
    for j in 0..<half {
      let other = j &+ half
      sums[j / lanes][j % lanes] += sums[other / lanes][other % lanes]
    }
    half /= 2
  }
  return sums[0][0]
}
