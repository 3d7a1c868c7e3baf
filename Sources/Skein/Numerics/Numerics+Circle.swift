extension Numerics {
  /// sin 2πt and cos 2πt for a part t of a turn, to within 1 ulp of 1; the same bits everywhere.
  ///
  /// A turn has eight sectors. t goes to the nearest of its quarters, exactly, and what is left, at most an
  /// eighth, to the power series to the 15th and the 16th term, which leave out less than 2⁻⁵⁸. So the
  /// whole quarters are exactly 0 and ±1.
  package static func circle(_ turn: Double) -> (sine: Double, cosine: Double) {
    guard turn.isFinite else { return (.nan, .nan) }
    let part = turn - turn.rounded(.down)
    let quarter = (part * 4).rounded()
    let angle = (part - quarter / 4) * 6.283185307179586
    let square = angle * angle
    let sine = angle * series(square, from: 15)
    let cosine = series(square, from: 16)
    switch Int(quarter) {
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    case 3: return (-cosine, sine)
    default: return (sine, cosine)
    }
  }

  /// 1 − z/((n−1)…)·(1 − z/(…)): the series of sine or cosine in Horner's way, from a factorial on.
  private static func series(_ square: Double, from last: Int) -> Double {
    var sum = 1.0
    var term = Double(last)
    while term > 1 {
      sum = 1 - sum * square / (term * (term - 1))
      term -= 2
    }
    return sum
  }
}
