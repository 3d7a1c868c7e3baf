/// Makes of a model's raw output the one number for each target that its head takes it for.
final class OutputReader {
  private let head: any Head
  /// As the last layer gives it.
  private let shape: LayerShape
  /// For each vector.
  private let targets: Int
  /// [V, R, stride]
  private let points: SharedBuffer<Float>
  private let scratch: SharedBuffer<Float>

  /// - Parameter rows: the most that a pass has.
  init(_ head: any Head, shape: LayerShape, rows: Int) {
    self.head = head
    self.shape = shape
    targets = head.targets(for: shape) / shape.vectors
    points = SharedBuffer(
      repeating: 0, count: shape.vectors * rows * Activations.stride(of: targets))
    scratch = SharedBuffer(repeating: 0, count: shape.features)
  }

  /// [V, R, stride] of the targets.
  func read(_ raw: Activations, rows: Int) -> Activations {
    let output = Activations(points.base, features: targets, vectors: raw.vectors)
    let each = raw.features / targets
    for place in 0..<raw.vectors * rows {
      let from = raw.values + place * raw.stride
      let to = output.values + place * output.stride
      for target in 0..<targets {
        scratch.base.update(from: from + target * each, count: each)
        to[target] = head.point(of: scratch.base, count: each)
      }
    }
    return output
  }
}

extension Head {
  /// What an output stands for where it is to be one number: the middle quantile, the mean, the class with
  /// the highest probability.
  ///
  /// - Parameter outputs: [count], raw, of one target; overwritten.
  func point(of outputs: UnsafeMutablePointer<Float>, count: Int) -> Float {
    if let point = reading.point {
      read(outputs, count: count)
      return outputs[point]
    }
    // A softmax keeps the order.
    return Float(ClassScores.best(of: UnsafeBufferPointer(start: outputs, count: count)))
  }
}

extension Head {
  /// What raw outputs tell: the one number for each target, and all numbers as `read` leaves them.
  ///
  /// - Parameters:
  ///   - raw: [targets, width]
  ///   - width: numbers that stand for one target.
  package func told(_ raw: [Float], width: Int) -> (points: [Float], numbers: [Float]) {
    if reading == .value { return (raw, raw) }
    var (points, numbers) = (raw, raw)
    points.removeSubrange((width == 0 ? 0 : raw.count / width)...)
    numbers.withUnsafeMutableBufferPointer { numbers in
      guard let start = numbers.baseAddress else { return }
      for target in points.indices {
        let one = start + target * width
        if let point = reading.point {
          read(one, count: width)
          points[target] = one[point]
        } else {
          // A softmax keeps the order, but may round two of the largest to one.
          points[target] = point(of: one, count: width)
          read(one, count: width)
        }
      }
    }
    return (points, numbers)
  }
}

extension Model {
  /// The same model, whose predictions are the last layer's numbers.
  public var unread: Model {
    var model = self
    model.reader = nil
    return model
  }

  /// The same model, whose predictions are what a head takes its output for: one number for each target.
  ///
  /// A model learns raw numbers, such as the quantiles of a target or the logarithm of a rate; training
  /// is not changed by this.
  ///
  /// - Throws: `ModelError` when the last layer gives no such output as the head needs.
  public func read(by head: any Head) throws -> Model {
    try head.check(
      architecture, output: rawOutput, targets: head.targets(for: rawOutput))
    var model = self
    model.reader = head.reading == .value ? nil : head
    return model
  }
}
