/// The downhill simplex: makes a function of a few variables small without its slopes.
///
/// Source: Nelder and Mead, "A simplex method for function minimization", Computer Journal 7 (1965).
struct NelderMead {
  /// Values of the function that may be asked for.
  var mostValues = 400
  /// The part by which the values at the corners differ at the end.
  var tolerance = 1e-9

  private typealias Corner = (point: [Double], value: Double)

  /// - Parameters:
  ///   - start: where to begin.
  ///   - size: how far the other corners are from there.
  ///   - function: may give infinity, never NaN.
  func minimum(
    from start: [Double], size: Double, of function: ([Double]) -> Double
  ) -> (point: [Double], value: Double) {
    var corners: [Corner] = [(start, function(start))]
    for index in start.indices {
      var point = start
      point[index] += size
      corners.append((point, function(point)))
    }
    var asked = corners.count
    while asked < mostValues {
      corners.sort { $0.value < $1.value }
      let (best, worst) = (corners[0], corners[corners.count - 1])
      if worst.value - best.value <= tolerance * (best.value.magnitude + 1e-300) { break }
      let others = corners.dropLast()
      let centre = start.indices.map { index in
        others.reduce(0.0) { $0 + $1.point[index] } / Double(others.count)
      }
      /// On the line from the worst corner through the others' centre.
      func corner(_ distance: Double) -> Corner {
        asked += 1
        let point = zip(centre, worst.point).map { $0 + distance * ($0 - $1) }
        return (point, function(point))
      }
      let reflected = corner(1)
      var next = reflected
      if reflected.value < best.value {
        let expanded = corner(2)
        if expanded.value < reflected.value { next = expanded }
      } else if reflected.value >= corners[corners.count - 2].value {
        let contracted = corner(reflected.value < worst.value ? 0.5 : -0.5)
        guard contracted.value < min(reflected.value, worst.value) else {
          for index in corners.indices.dropFirst() {
            let point = zip(corners[index].point, best.point).map { ($0 + $1) / 2 }
            corners[index] = (point, function(point))
            asked += 1
          }
          continue
        }
        next = contracted
      }
      corners[corners.count - 1] = next
    }
    return corners.min { $0.value < $1.value } ?? (start, .infinity)
  }
}
