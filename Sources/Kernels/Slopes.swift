/// y − y², the derivative of the logistic function at a point where its value is y.
@inline(__always)
func logisticSlope(_ y: Vector) -> Vector { fma(subtract(Vector.zero, y), y, y) }

/// 1 − y², the derivative of tanh at a point where its value is y.
@inline(__always)
func tanhSlope(_ y: Vector) -> Vector { fma(subtract(Vector.zero, y), y, splat(1)) }

/// max(x, 0). Processors differ in whether a maximum flushes a subnormal; a sum with zero always does.
@inline(__always)
func positivePart(_ x: Vector) -> Vector { add(atLeast(x, Vector.zero), Vector.zero) }

/// 1 where y is positive, the derivative of max(x, 0) at a point where its value is y.
@inline(__always)
func positiveSlope(_ y: Vector) -> Vector { whereLess(Vector.zero, y, splat(1), Vector.zero) }
