/// Lines in the cells of a terminal: 2 × 4 braille dots a cell, or one mark a cell in ASCII.
struct CharacterCanvas {
  let columns: Int
  let rows: Int
  /// Dots across and down a cell.
  let dotsAcross: Int
  let dotsDown: Int

  private var dots: [UInt8]
  private var owners: [Int?]
  private static let braille: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  init(columns: Int, rows: Int, isASCII: Bool) {
    self.columns = columns
    self.rows = rows
    dotsAcross = isASCII ? 1 : 2
    dotsDown = isASCII ? 1 : 4
    dots = [UInt8](repeating: 0, count: columns * rows)
    owners = [Int?](repeating: nil, count: columns * rows)
  }

  /// Sets one dot; the cell takes the colour and the mark of the last series that touched it.
  mutating func set(_ x: Int, _ y: Int, series: Int) {
    precondition(
      x >= 0 && x < columns * dotsAcross && y >= 0 && y < rows * dotsDown,
      "dot \(x), \(y) of \(columns * dotsAcross) × \(rows * dotsDown)")
    let cell = y / dotsDown * columns + x / dotsAcross
    dots[cell] |= Self.braille[x % dotsAcross][y % dotsDown]
    owners[cell] = series
  }

  /// A straight line of dots, both ends included (Bresenham's algorithm).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), series: Int) {
    let (width, height) = (abs(end.x - start.x), -abs(end.y - start.y))
    let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
    var (x, y) = start
    var error = width + height
    while true {
      set(x, y, series: series)
      if x == end.x && y == end.y { return }
      let doubled = 2 * error
      if doubled >= height {
        error += height
        x += stepX
      }
      if doubled <= width {
        error += width
        y += stepY
      }
    }
  }

  /// The braille character of a cell, or nil if it has no dots.
  func braille(column: Int, row: Int) -> Character? {
    let pattern = dots[row * columns + column]
    guard pattern != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(pattern)) else { return nil }
    return Character(scalar)
  }

  /// The series that last touched a cell.
  func owner(column: Int, row: Int) -> Int? { owners[row * columns + column] }
}
