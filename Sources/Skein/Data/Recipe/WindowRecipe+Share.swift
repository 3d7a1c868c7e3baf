extension WindowRecipe {
  /// How many deviations of its mean the network's gain on the validation part must be.
  private static let leastGain = 1.96

  /// The same with as much of the network's part as makes the errors of the validation part small, and
  /// none of it where it gains nothing there by more than chance.
  ///
  /// - Parameter scaled: [windows, steps, targets], what the network says about `windows`.
  func shrunk(_ scaled: [Float], for windows: Range<Int>, of data: Dataset) -> WindowRecipe {
    let outputs = data.outputs
    var aims = [Float](repeating: 0, count: outputs)
    let source = WindowSource(WindowSet(dataset: data, windows: windows))
    let measured = (0..<windows.count).filter { data.isMeasured(windows.lowerBound + $0) }
    if measured.isEmpty { return self }
    var shrunk = self
    for target in paths.indices {
      let places = stride(from: target, to: outputs, by: paths.count)
      /// Calls `body` with pairs of what the network should say and what it says, window by window.
      func forEach(_ body: ([(aim: Double, said: Double)]) -> Void) {
        for index in measured {
          aims.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress {
              source.gatherTargets(index, into: base)
            }
          }
          body(places.map { (Double(aims[$0]), Double(scaled[index * outputs + $0])) })
        }
      }
      shrunk.shares[target] = Self.share(forEach, horizon: data.windows.horizon)
    }
    return shrunk
  }

  /// Σ aim · said / Σ said², from 0 to 1.
  private static func share(
    _ forEach: (([(aim: Double, said: Double)]) -> Void) -> Void, horizon: Int
  ) -> Double {
    var (products, squares) = (0.0, 0.0)
    forEach { pairs in
      for (aim, said) in pairs {
        products += aim * said
        squares += said * said
      }
    }
    guard squares > 0, squares.isFinite, products > 0 else { return 0 }
    let share = min(products / squares, 1)
    var difference = LossDifference(horizon: horizon)
    forEach { pairs in
      var (without, with) = (0.0, 0.0)
      for (aim, said) in pairs {
        without += aim * aim
        with += (aim - share * said) * (aim - share * said)
      }
      difference.add(with, without)
    }
    guard let statistic = difference.statistic, statistic <= -leastGain else { return 0 }
    return share
  }
}
