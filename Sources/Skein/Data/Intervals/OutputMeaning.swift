/// What the numbers of a model's output mean in the units of the series, after one window.
struct OutputMeaning {
  /// [steps, targets]: what a 0 stands for.
  let anchors: [Double]
  /// [steps, targets]: what a 1 of the network is in the target's units.
  let units: [Double]
  /// [steps, targets]: how much of it counts.
  let shares: [Double]

  /// In the units of the series.
  func value(_ number: Double, at place: Int) -> Double {
    anchors[place] + shares[place] * units[place] * number
  }
}

extension WindowRecipe {
  func meaning(_ past: Past, window: Int, ahead: ClosedRange<Int>) -> OutputMeaning {
    var anchors = [Double](repeating: 0, count: scales.count)
    var units = scales
    var parts = scales
    forEach(past, window, ahead) { place, target, _, anchor, scale in
      anchors[place] = anchor
      units[place] = scale
      parts[place] = shares[target]
    }
    return OutputMeaning(anchors: anchors, units: units, shares: parts)
  }
}

extension Scaler {
  /// - Parameters:
  ///   - columns: of the targets.
  ///   - steps: how many rows are predicted.
  func meaning(columns: [Int], steps: Int) -> OutputMeaning {
    let all = (0..<steps).flatMap { _ in columns }
    return OutputMeaning(
      anchors: all.map { offsets[$0] }, units: all.map { scales[$0] }, shares: all.map { _ in 1 })
  }
}

extension Dataset {
  func meaning(_ window: Int) -> OutputMeaning {
    let targets = series.targetColumns
    let meaning =
      recipe.map { recipe in
        recipe.meaning(past(window, recipe), window: windows.length, ahead: windows.ahead)
      } ?? scaler.meaning(columns: targets, steps: windows.steps)
    guard let scales, let panel = series.panel else { return meaning }
    return scales.restored(
      meaning, member: panel.member(of: windows.lastRow(window)), targets: targets,
      columns: series.columns.count)
  }
}

extension Preparation {
  /// - Parameter past: up to the window's last row.
  func meaning(_ past: Past) -> OutputMeaning {
    guard let recipe else {
      return scaler.meaning(columns: targets.indices.map(column(ofTarget:)), steps: steps)
    }
    return recipe.meaning(past, window: window, ahead: ahead)
  }
}
