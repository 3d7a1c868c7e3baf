/// One trained tensor of a layer, as the kernels see it: a row-major matrix [rows, gates · gateSize].
public struct Parameter: Sendable, Hashable {
  /// The name behind the layer's, as PyTorch has it: `weight_ih`, `weight`, `bias`.
  public var name: String
  public var rows: Int
  /// Groups of columns that belong together: four in an LSTM, otherwise one.
  public var gates: Int
  public var gateSize: Int
  public var initializer: Initializer
  /// A vector of `columns` in a file; otherwise, but for tables, the transpose, [columns, rows], as
  /// PyTorch has it.
  public var isVector: Bool
  /// Whether the rows are read by their number, a few in each step, instead of meeting a product. Such
  /// rows have no gradient but where a batch has read them, and training changes no others.
  package var isTable = false

  public init(
    name: String, rows: Int, gates: Int = 1, gateSize: Int, initializer: Initializer,
    isVector: Bool = false
  ) {
    self.name = name
    self.rows = rows
    self.gates = gates
    self.gateSize = gateSize
    self.initializer = initializer
    self.isVector = isVector
  }

  /// The largest integer where they cannot be counted.
  public var columns: Int {
    let (columns, overflows) = gates.multipliedReportingOverflow(by: gateSize)
    return overflows ? .max : columns
  }

  /// Numbers in all; the largest integer where they cannot be counted.
  public var count: Int {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    return overflows ? .max : count
  }

  /// The shape in a `.safetensors` file.
  public var fileShape: [Int] {
    isVector ? [columns] : isTable ? [rows, columns] : [columns, rows]
  }
}
