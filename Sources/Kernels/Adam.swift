import KernelInterface

/// One Adam step over a run of parameters; `AdamTask` gives the formula.
func adam(_ task: borrowing AdamTask) {
  let scale = splat(task.gradientScale)
  let firstRate = splat(task.firstRate)
  let secondRate = splat(task.secondRate)
  let negativeStep = splat(-task.stepSize)
  let inverseRoot = splat(task.inverseRoot)
  let epsilon = splat(task.epsilon)
  let (w, m, v, g) = (task.weights, task.firstMoment, task.secondMoment, task.gradient)
  forEachVector(task.count) { i, width in
    let gradient = multiply(read(g + i, width), scale)
    let oldFirst = read(UnsafePointer(m + i), width)
    let oldSecond = read(UnsafePointer(v + i), width)
    let first = fma(firstRate, subtract(gradient, oldFirst), oldFirst)
    let excess = fma(gradient, gradient, subtract(Vector.zero, oldSecond))
    let second = fma(secondRate, excess, oldSecond)
    let divisor = fma(squareRoot(second), inverseRoot, epsilon)
    let weight = fma(negativeStep, divide(first, divisor), read(UnsafePointer(w + i), width))
    write(first, m + i, width)
    write(second, v + i, width)
    write(weight, w + i, width)
  }
}
