/// The table that Keras users expect: layers, output shapes, parameters.
public struct ModelSummary: Sendable, CustomStringConvertible {
  /// One layer.
  public struct Row: Sendable, Hashable {
    public var title: String
    public var outputShape: String
    public var parameters: Int
  }

  public let rows: [Row]

  init(_ model: Model) {
    rows = model.architecture.layers.indices.map { index in
      let layer = model.architecture.layers[index]
      let count = layer.parameters(for: model.inputShape(ofLayer: index)).reduce(0) {
        $0 + $1.count
      }
      return Row(
        title: layer.title, outputShape: "\(model.outputShapes[index])", parameters: count)
    }
  }

  public var description: String {
    let total = rows.reduce(0) { $0 + $1.parameters }
    let cells =
      [["Layer", "Output shape", "Parameters"]]
      + rows.map { [$0.title, $0.outputShape, Self.grouped($0.parameters)] }
      + [["Total", "", Self.grouped(total)]]
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    let rule = String(repeating: "─", count: widths.reduce(4, +))
    var lines = cells.map { row in
      let shape = row[1] + String(repeating: " ", count: widths[1] - row[1].count)
      let title = row[0] + String(repeating: " ", count: widths[0] - row[0].count)
      return title + "  " + shape + "  "
        + String(repeating: " ", count: widths[2] - row[2].count) + row[2]
    }
    lines.insert(rule, at: 1)
    lines.insert(rule, at: lines.count - 1)
    return lines.joined(separator: "\n")
  }

  /// 1234567 as 1,234,567.
  static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
