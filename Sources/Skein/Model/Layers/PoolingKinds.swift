/// The last step.
public enum LastStep: PoolingKind {
  public static let keyword = "last"
  public static let title = "Last step"
  public static let isLastStep = true

  public static func forward(
    _ steps: RowSteps, to result: UnsafeMutablePointer<Float>,
    memory: UnsafeMutablePointer<Float>
  ) {
    result.update(from: steps[steps.count - 1], count: steps.features)
  }

  public static func backward(
    _ gradient: UnsafePointer<Float>, to below: RowSteps, memory: UnsafePointer<Float>
  ) {
    below[below.count - 1].update(from: gradient, count: below.features)
  }
}

/// The mean over all steps, summed from the first to the last.
public enum MeanOverTime: PoolingKind {
  public static let keyword = "mean"
  public static let title = "Mean over time"
  public static let isLastStep = false

  public static func forward(
    _ steps: RowSteps, to result: UnsafeMutablePointer<Float>,
    memory: UnsafeMutablePointer<Float>
  ) {
    result.update(from: steps[0], count: steps.features)
    for t in 1..<max(steps.count, 1) {
      let values = steps[t]
      for i in 0..<steps.features { result[i] += values[i] }
    }
    for i in 0..<steps.features { result[i] /= Float(steps.count) }
  }

  public static func backward(
    _ gradient: UnsafePointer<Float>, to below: RowSteps, memory: UnsafePointer<Float>
  ) {
    for t in 0..<below.count {
      let values = below[t]
      for i in 0..<below.features { values[i] = gradient[i] / Float(below.count) }
    }
  }
}

/// The largest of all steps; the gradient is the first one's where several are as large, as in PyTorch.
public enum MaximumOverTime: PoolingKind {
  public static let keyword = "max"
  public static let title = "Maximum over time"
  public static let isLastStep = false

  /// Remembers the steps, as bits.
  public static func forward(
    _ steps: RowSteps, to result: UnsafeMutablePointer<Float>,
    memory: UnsafeMutablePointer<Float>
  ) {
    result.update(from: steps[0], count: steps.features)
    for i in 0..<steps.features { memory[i] = Float(bitPattern: 0) }
    for t in 1..<max(steps.count, 1) {
      let values = steps[t]
      // A value that is no number shows, as it does in a mean.
      for i in 0..<steps.features where !(values[i] <= result[i]) && !result[i].isNaN {
        result[i] = values[i]
        memory[i] = Float(bitPattern: UInt32(t))
      }
    }
  }

  public static func backward(
    _ gradient: UnsafePointer<Float>, to below: RowSteps, memory: UnsafePointer<Float>
  ) {
    for i in 0..<below.features {
      below[min(Int(memory[i].bitPattern), below.count - 1)][i] = gradient[i]
    }
  }
}
