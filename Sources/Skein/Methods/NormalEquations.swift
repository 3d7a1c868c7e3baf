/// Least squares by the normal equations, in double precision and in the order in which rows are added:
/// the same bits on every machine.
///
/// Own code and no LAPACK: that would bring an order of summation that depends on processor and threads,
/// and what is asked here is small, some dozens of columns. They are differences and centred values,
/// so that forming the products costs no digits that matter; a column that is a combination of others is
/// found out and left out.
package struct NormalEquations {
  /// Coefficients of some of the columns.
  package struct Solution {
    /// Of every column, 0 for those that are not in it.
    package var coefficients: [Double]
    /// The sum of the squared residuals.
    package var squares: Double
    /// How many columns are in it.
    package var size: Int
    /// What the mean squared error of new rows should be: Akaike's final prediction error.
    package var predictionError: Double
  }

  package let columns: Int
  package let targets: Int
  /// Rows added so far.
  package private(set) var rows = 0
  /// [columns, columns], of which the lower triangle counts.
  private var products: [Double]
  /// [targets, columns]
  private var moments: [Double]
  /// [targets]
  private var squares: [Double]

  package init(columns: Int, targets: Int = 1) {
    self.columns = columns
    self.targets = targets
    products = [Double](repeating: 0, count: columns * columns)
    moments = [Double](repeating: 0, count: targets * columns)
    squares = [Double](repeating: 0, count: targets)
  }

  /// Adds a row: a number for each column, and one for each target.
  package mutating func add(_ row: [Double], _ values: [Double]) {
    precondition(row.count == columns && values.count == targets, "\(row.count) columns")
    rows += 1
    let (columns, targets) = (columns, targets)
    row.withUnsafeBufferPointer { row in
      products.withUnsafeMutableBufferPointer { products in
        for i in 0..<columns {
          let value = row[i]
          if value == 0 { continue }
          let base = i * columns
          for j in 0...i { products[base + j] += value * row[j] }
        }
      }
      moments.withUnsafeMutableBufferPointer { moments in
        for target in 0..<targets {
          let value = values[target]
          for i in 0..<columns { moments[target * columns + i] += value * row[i] }
        }
      }
    }
    for target in 0..<targets { squares[target] += values[target] * values[target] }
  }

  private func product(_ i: Int, _ j: Int) -> Double {
    i >= j ? products[i * columns + j] : products[j * columns + i]
  }

  /// The solution for the first columns of an order, as many as promise the least error on new rows.
  ///
  /// The final prediction error, RSS · (n + k) / (n − k), is what AIC estimates, without a logarithm,
  /// which differs from processor to processor. Source: Akaike, "Fitting autoregressive models for
  /// prediction", Annals of the Institute of Statistical Mathematics 21 (1969).
  ///
  /// - Parameters:
  ///   - order: columns, each once.
  ///   - sizes: how many of the first of them may be taken, ascending.
  ///   - target: the one to fit.
  ///   - overlap: how many rows tell the same: those of a target some rows ahead overlap.
  /// - Returns: nil where there are too few rows for the smallest size.
  package func best(
    of order: [Int], sizes: [Int], target: Int = 0, overlap: Int = 1
  ) -> Solution? {
    var triangle = Triangle(squares: squares[target])
    var best: (size: Int, kept: Int, squares: Double, error: Double)?
    var next = 0
    let count = Double(rows)
    for size in sizes where size <= order.count {
      while next < size {
        let column = order[next]
        triangle.append(
          column, diagonal: product(column, column), moment: moments[target * columns + column]
        ) { product(column, $0) }
        next += 1
      }
      let weight = Double(triangle.size * overlap)
      guard count > 2 * weight else { continue }
      let error = triangle.squares / count * (count + weight) / (count - weight)
      if best.map({ error < $0.error }) ?? true {
        best = (size, triangle.size, triangle.squares, error)
      }
    }
    guard let best else { return nil }
    return Solution(
      coefficients: triangle.coefficients(best.kept, of: columns), squares: best.squares,
      size: best.size, predictionError: best.error)
  }
}

/// The Cholesky factor of some columns' products, which grows by a column at a time, with the sum of
/// squares that the columns so far leave.
private struct Triangle {
  /// What is left of a column that others make up, as a part of its own square.
  private static let nothing = 1e-11

  private(set) var columns: [Int] = []
  private var rows: [[Double]] = []
  private var projected: [Double] = []
  private(set) var squares: Double

  var size: Int { columns.count }

  init(squares: Double) { self.squares = squares }

  /// Takes a column in, unless the others make it up.
  mutating func append(
    _ column: Int, diagonal: Double, moment: Double, product: (Int) -> Double
  ) {
    var row = [Double](repeating: 0, count: columns.count + 1)
    var rest = diagonal
    for (place, other) in columns.enumerated() {
      var sum = product(other)
      for i in 0..<place { sum -= row[i] * rows[place][i] }
      row[place] = sum / rows[place][place]
      rest -= row[place] * row[place]
    }
    guard rest > Self.nothing * diagonal, rest > 0 else { return }
    let pivot = rest.squareRoot()
    row[columns.count] = pivot
    var share = moment
    for i in 0..<columns.count { share -= row[i] * projected[i] }
    share /= pivot
    rows.append(row)
    columns.append(column)
    projected.append(share)
    squares = max(squares - share * share, 0)
  }

  /// The coefficients for the first columns that were taken in.
  func coefficients(_ size: Int, of count: Int) -> [Double] {
    var solution = [Double](repeating: 0, count: size)
    for i in (0..<size).reversed() {
      var sum = projected[i]
      for j in i + 1..<max(size, i + 1) { sum -= rows[j][i] * solution[j] }
      solution[i] = sum / rows[i][i]
    }
    var all = [Double](repeating: 0, count: count)
    for i in 0..<size { all[columns[i]] = solution[i] }
    return all
  }
}
