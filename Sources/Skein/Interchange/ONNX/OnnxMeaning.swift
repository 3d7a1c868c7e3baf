import ONNXSchema

/// What stands around a network so that numbers of the series go in and come out: the scaler, in double
/// precision, and what the loss says that the last layer's numbers are.
package struct OnnxMeaning {
  private let preparation: Preparation
  private let head: any Head
  private let scales: OnnxScales

  /// - Parameter panel: what each of many series has of its own; nil for one series.
  /// - Throws: `InterchangeError` where that takes more than a scaler, or nobody says what an output means.
  init(_ preparation: Preparation, loss: Loss, panel: ExportedPanel? = nil) throws {
    guard preparation.recipe == nil else { throw InterchangeError.recipe(format: .onnx) }
    self.preparation = preparation
    head = loss.head
    scales = OnnxScales(preparation, panel)
  }

  /// Numbers of a prediction.
  var outputs: Int { preparation.outputs }

  /// What the graph takes beside the rows.
  var inputs: [Onnx_ValueInfoProto] { scales.inputs }

  /// Scales the inputs: [batch, steps, inputs].
  func enter(_ x: String, in graph: inout OnnxGraph) throws -> String {
    let places = Array(preparation.inputs.indices)
    /// For all steps of a row alike.
    func spread(_ name: String) -> String {
      scales.comeIn ? graph.unsqueeze(name, axis: 1) : name
    }
    let offsets = spread(scales.offsets(of: places, in: &graph))
    let divisors = spread(scales.scales(of: places, in: &graph))
    return graph.cast(
      graph.add("Div", [graph.add("Sub", [x, offsets]), divisors]), to: .float)
  }

  /// Brings what the network says back: [batch, steps · targets].
  func leave(_ x: String, in graph: inout OnnxGraph) throws -> String {
    guard let point = head.onnx(x, outputs: outputs, in: &graph) else {
      throw InterchangeError.unknownLoss(head.specification, format: .onnx)
    }
    let columns = (0..<outputs).map {
      preparation.column(ofTarget: $0 % preparation.targets.count)
    }
    let factors = scales.scales(of: columns, in: &graph)
    let offsets = scales.offsets(of: columns, in: &graph)
    let scaled = graph.add("Mul", [graph.cast(point, to: .double), factors])
    return graph.add("Add", [scaled, offsets])
  }
}

extension Head {
  /// Makes a point of all outputs: [batch, outputs]; nil where no operation does.
  fileprivate func onnx(_ x: String, outputs: Int, in graph: inout OnnxGraph) -> String? {
    /// The numbers of each target: [batch, outputs, numbers].
    func parted(_ numbers: Int) -> String { graph.reshape(x, [-1, outputs, numbers]) }
    switch self {
    case is MeanSquaredError, is MeanAbsoluteError, is Huber, is LogCosh: return x
    case let head as Quantiles:
      let count = head.quantiles.count
      let most = graph.constant([count], shape: [1], "count")
      // The largest first.
      let sorted = graph.add(
        "TopK", [parted(count), most], [Onnx_AttributeProto("axis", -1)], others: 1)
      return graph.pick(count - 1 - (head.reading.point ?? 0), of: sorted, axis: 2)
    case is NormalLikelihood: return graph.pick(0, of: parted(2), axis: 2)
    case is StudentLikelihood: return graph.pick(0, of: parted(3), axis: 2)
    case is PoissonLikelihood: return graph.add("Exp", [x])
    case is NegativeBinomialLikelihood:
      let mean = graph.add("Softplus", [graph.pick(0, of: parted(2), axis: 2)])
      return graph.combine("Add", mean, 1e-4)
    case is BinaryCrossEntropy: return graph.add("Sigmoid", [x])
    case is CategoricalCrossEntropy:
      return graph.add("ArgMax", [x], [Onnx_AttributeProto("axis", -1)])
    default: return nil
    }
  }
}
