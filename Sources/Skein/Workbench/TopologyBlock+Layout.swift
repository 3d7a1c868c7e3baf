extension TopologyBlock {
  /// Measures in units of the view box.
  enum Size {
    static let text = 11.0
    static let lineHeight = 14.0
    static let memoryHeight = 18.0
    static let padding = 7.0
    static let gap = 7.0
    static let cell = 30.0
    static let cellHeight = 34.0
    static let cellGap = 3.0
    /// Threads of a core side by side.
    static let cellsInRow = 4
  }

  /// The widest that a picture should be: what a page shows without scrolling.
  private static let wideEnough = 1180.0

  /// Where the memory bars begin, below the names.
  var memoryTop: Double { Size.padding + Double(lines.count) * Size.lineHeight + 2 }

  /// Where the children or the hardware threads begin.
  var contentTop: Double {
    let bars = Double(memory.count) * (Size.memoryHeight + 3)
    return memoryTop + bars + (lines.isEmpty && memory.isEmpty ? -2 : 3)
  }

  /// The place of a core's hardware thread within its box.
  func cellOrigin(_ index: Int) -> (x: Double, y: Double) {
    let columns = min(processors.count, Size.cellsInRow)
    let used = Double(columns) * (Size.cell + Size.cellGap) - Size.cellGap
    let column = Double(index % Size.cellsInRow)
    let row = Double(index / Size.cellsInRow)
    return (
      (width - used) / 2 + column * (Size.cell + Size.cellGap),
      contentTop + row * (Size.cellHeight + Size.cellGap)
    )
  }

  /// Sets the sizes of all boxes and their places in their parents, from the inside out. Costs
  /// O(boxes + the squares of the numbers of children).
  mutating func arrange() {
    for index in children.indices { children[index].arrange() }
    let texts = lines + memory.map { " \($0.text) " }
    let textWidth = texts.map { TextWidth.estimate($0, size: Size.text) }.max() ?? 0
    let least = textWidth + 2 * Size.padding
    guard kind != .core else {
      let columns = Double(min(max(processors.count, 1), Size.cellsInRow))
      let rows = Double((max(processors.count, 1) - 1) / Size.cellsInRow + 1)
      let cells = columns * (Size.cell + Size.cellGap) - Size.cellGap
      width = max(cells + 2 * Size.padding, least)
      height = contentTop + rows * (Size.cellHeight + Size.cellGap) - Size.cellGap + Size.padding
      return
    }
    let columns = bestColumns(least)
    let (widths, heights) = grid(columns)
    var top = contentTop
    for row in heights.indices {
      var left = Size.padding
      for column in 0..<columns {
        let index = row * columns + column
        guard index < children.count else { break }
        children[index].x = left
        children[index].y = top
        // Neighbours of different sizes end at the same edges; cores keep their size.
        if children[index].kind != .core {
          children[index].width = widths[column]
          children[index].height = heights[row]
        }
        left += widths[column] + Size.gap
      }
      top += heights[row] + Size.gap
    }
    (width, height) = extent(columns, least)
  }

  /// The columns that make the box somewhat wider than high, with full rows if possible.
  private func bestColumns(_ least: Double) -> Int {
    func cost(_ columns: Int) -> Double {
      let (width, height) = extent(columns, least)
      let ratio = width / height / 1.7
      let empty = (columns - children.count % columns) % columns
      let shape = max(ratio, 1 / ratio)
      let tooWide = max(width / Self.wideEnough, 1)
      return shape * tooWide * tooWide + 1.5 * Double(empty) / Double(columns)
    }
    return (1...max(children.count, 1)).min { cost($0) < cost($1) } ?? 1
  }

  private func extent(_ columns: Int, _ least: Double) -> (width: Double, height: Double) {
    let (widths, heights) = grid(columns)
    let width = widths.reduce(0, +) + Double(widths.count - 1) * Size.gap + 2 * Size.padding
    let height = heights.reduce(0, +) + Double(heights.count - 1) * Size.gap
    return (max(width, least), contentTop + height + Size.padding)
  }

  /// The widths of the columns and the heights of the rows.
  private func grid(_ columns: Int) -> (widths: [Double], heights: [Double]) {
    var widths = [Double](repeating: 0, count: columns)
    var heights = [Double](repeating: 0, count: (children.count + columns - 1) / columns)
    for (index, child) in children.enumerated() {
      widths[index % columns] = max(widths[index % columns], child.width)
      heights[index / columns] = max(heights[index / columns], child.height)
    }
    return (widths, heights)
  }
}
