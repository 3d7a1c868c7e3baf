/// What a model tells after one window: all that its head reads from the output, in the units of the series.
struct ToldWindow {
  let head: any Head
  /// Numbers that stand for one target of one row.
  let width: Int
  /// [steps, targets], in the scale of the training.
  let points: ArraySlice<Float>
  /// [steps, targets, width], as the head reads them.
  let numbers: ArraySlice<Float>
  let meaning: OutputMeaning

  /// The one number for a target of a row.
  func point(_ place: Int) -> Double {
    meaning.value(Double(points[points.startIndex + place]), at: place)
  }

  /// The number that a target of a row does not exceed with a probability; for a head that tells one number
  /// only, that one.
  func quantile(_ probability: Double, _ place: Int) -> Double {
    let value = numbers.withUnsafeBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return Double.nan }
      return head.quantile(probability, of: base + place * width, count: width)
    }
    return meaning.value(value, at: place)
  }

  /// A number drawn from what is told, by where a uniform number from 0 to 1 stands in it.
  func draw(_ uniform: Double, _ place: Int) -> Double {
    // The middle of the 2⁻⁵³ that the number stands for, so that it is neither 0 nor 1.
    quantile(min(uniform + 0x1p-54, 1 - 0x1p-53), place)
  }

  /// The continuous ranked probability score of what came, in the units of the series; nil where none is
  /// told.
  func rankedScore(_ actual: Double, _ place: Int) -> Double? {
    let unit = meaning.shares[place] * meaning.units[place]
    return numbers.withUnsafeBufferPointer { numbers in
      numbers.baseAddress.flatMap { base in
        head.rankedScore((actual - meaning.anchors[place]) / unit, of: base + place * width)
          .map { $0 * unit.magnitude }
      }
    }
  }
}

/// What a model tells of some windows.
package struct ToldWindows: Sendable {
  package let dataset: Dataset
  package let windows: Range<Int>
  package let head: any Head
  /// Numbers that stand for one target of one row.
  package let width: Int
  /// [windows, steps, targets]: the one number for each target, in the scale of the training.
  package let points: [Float]
  /// [windows, steps, targets, width], as the head reads them.
  package let numbers: [Float]

  /// - Parameter raw: [windows, steps, targets, width], as the last layer gives them.
  package init(_ raw: [Float], of dataset: Dataset, windows: Range<Int>, by head: any Head) {
    let places = windows.count * dataset.outputs
    precondition(
      places == 0 ? raw.isEmpty : raw.count >= places && raw.count % places == 0,
      "\(raw.count) numbers for \(windows.count) windows of \(dataset.outputs) outputs")
    self.dataset = dataset
    self.windows = windows
    self.head = head
    width = raw.count / max(places, 1)
    (points, numbers) = head.told(raw, width: width)
  }

  /// Of predictions that are the numbers themselves.
  package init(points: [Float], of windows: WindowSet) {
    self.init(
      points, of: windows.dataset, windows: windows.windows, by: MeanSquaredError())
  }

  private init(
    _ told: ToldWindows, _ dataset: Dataset? = nil, windows: Range<Int>, points: [Float],
    numbers: [Float]
  ) {
    self.dataset = dataset ?? told.dataset
    head = told.head
    width = told.width
    self.windows = windows
    self.points = points
    self.numbers = numbers
  }

  subscript(window: Int) -> ToldWindow {
    let outputs = dataset.outputs
    let first = (window - windows.lowerBound) * outputs
    return ToldWindow(
      head: head, width: width, points: points[first..<first + outputs],
      numbers: numbers[first * width..<(first + outputs) * width],
      meaning: dataset.meaning(window))
  }

  /// The same of the same windows, where as much of the network's part counts as in another dataset.
  package func prepared(as dataset: Dataset) -> ToldWindows {
    ToldWindows(self, dataset, windows: windows, points: points, numbers: numbers)
  }

  /// The same with windows that follow; of none, those alone.
  package func followed(by other: ToldWindows) -> ToldWindows {
    if windows.isEmpty { return other }
    precondition(windows.upperBound == other.windows.lowerBound, "\(windows), \(other.windows)")
    return ToldWindows(
      other, windows: windows.lowerBound..<other.windows.upperBound,
      points: points + other.points, numbers: numbers + other.numbers)
  }

  /// The same of some of the windows alone.
  package func part(_ part: Range<Int>) -> ToldWindows {
    let first = (part.lowerBound - windows.lowerBound) * dataset.outputs
    let places = first..<first + part.count * dataset.outputs
    return ToldWindows(
      self, windows: part, points: Array(points[places]),
      numbers: Array(numbers[places.lowerBound * width..<places.upperBound * width]))
  }

  /// The same of the last windows alone.
  package func suffix(_ count: Int) -> ToldWindows { part(windows.suffix(count)) }
}

extension Preparation {
  /// What a model's raw output tells after a window.
  ///
  /// - Parameter past: up to the window's last row.
  func told(_ raw: [Float], _ past: Past, by head: any Head) -> ToldWindow {
    let width = raw.count / outputs
    let (points, numbers) = head.told(raw, width: width)
    return ToldWindow(
      head: head, width: width, points: points[...], numbers: numbers[...],
      meaning: meaning(past))
  }
}

extension Model {
  /// What the model tells of some windows.
  ///
  /// - Throws: `TrainingError.wrongInput` when the windows do not fit the model.
  package func told(_ windows: WindowSet, crew: Crew? = nil) throws -> ToldWindows {
    let head = reader ?? MeanSquaredError()
    return ToldWindows(
      try unread.predict(windows, crew: crew), of: windows.dataset, windows: windows.windows,
      by: head)
  }
}
