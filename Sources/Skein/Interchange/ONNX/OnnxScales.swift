import ONNXSchema

/// By what columns are scaled in a graph: constants, or of many series what comes in with each row of the batch.
struct OnnxScales {
  private let columns: [String]
  /// [columns]: of those that no series has by itself; 0 for others.
  private let offsets: [Double]
  private let scales: [Double]
  /// The columns that each series scales by itself, as they come in.
  private let own: [String]

  /// - Parameter panel: what each of many series has of its own; nil for one series.
  init(_ preparation: Preparation, _ panel: ExportedPanel?) {
    columns = preparation.scaler.columns
    own = panel?.columns ?? []
    guard let panel else {
      (offsets, scales) = (preparation.scaler.offsets, preparation.scaler.scales)
      return
    }
    let own = Set(own)
    offsets = columns.map { own.contains($0) ? 0 : panel.scale(ofShared: $0).offset }
    scales = columns.map { own.contains($0) ? 0 : panel.scale(ofShared: $0).scale }
  }

  /// Whether each row of a batch has its own.
  var comeIn: Bool { !own.isEmpty }

  /// What the graph takes for that, beside the rows: [batch, columns that a series scales by itself].
  var inputs: [Onnx_ValueInfoProto] {
    guard comeIn else { return [] }
    return ["offsets", "scales"].map {
      Onnx_ValueInfoProto($0, .double, [.named("batch"), .fixed(own.count)])
    }
  }

  /// What is subtracted from some columns: [places], or [batch, places].
  func offsets(of places: [Int], in graph: inout OnnxGraph) -> String {
    numbers("offsets", offsets, of: places, in: &graph)
  }

  /// What they are divided by.
  func scales(of places: [Int], in graph: inout OnnxGraph) -> String {
    numbers("scales", scales, of: places, in: &graph)
  }

  private func numbers(
    _ name: String, _ fixed: [Double], of places: [Int], in graph: inout OnnxGraph
  ) -> String {
    let fixed = places.map { fixed[$0] }
    if !comeIn { return graph.constant(fixed, shape: [places.count], name) }
    // Each of its columns has one 1 at most, so the product is a choice, and exact.
    let choice = own.flatMap { column in places.map { columns[$0] == column ? 1.0 : 0 } }
    let chosen = graph.add(
      "MatMul", [name, graph.constant(choice, shape: [own.count, places.count], "choice")])
    if fixed.allSatisfy({ $0 == 0 }) { return chosen }
    return graph.add("Add", [chosen, graph.constant(fixed, shape: [places.count], name)])
  }
}
