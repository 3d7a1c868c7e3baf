/// y − y², the derivative of the logistic function at a point where its value is y.
@inline(__always)
func logisticSlope(_ y: Vector) -> Vector { fma(subtract(Vector.zero, y), y, y) }

/// 1 − y², the derivative of tanh at a point where its value is y.
@inline(__always)
func tanhSlope(_ y: Vector) -> Vector { fma(subtract(Vector.zero, y), y, splat(1)) }

/// max(x, 0). Processors differ in whether a maximum flushes a subnormal; a sum with zero always does.
@inline(__always)
func positivePart(_ x: Vector) -> Vector { add(atLeast(x, Vector.zero), Vector.zero) }

/// The gradient times the derivative of max(x, 0) at a point where its value is y: 1 where y is positive,
/// otherwise 0.
///
/// Not a product with 1 or 0: the compiler makes a choice between gradient and zero of that, which flushes
/// no subnormal. The sum with zero does, and loses the sign of a zero, which is put back.
@inline(__always)
func timesPositiveSlope(_ gradient: Vector, _ y: Vector) -> Vector {
  let chosen = whereLess(Vector.zero, y, gradient, multiply(gradient, Vector.zero))
  return copySign(add(chosen, Vector.zero), from: chosen)
}
