import Foundation
import ONNXSchema
import Skein
import Testing

@Suite("Forecasters in ONNX's terms")
struct OnnxForecasterTests {
  /// What is exported of a model for a walk of two columns, the first of which is the target.
  private func exported(
    _ specification: String, inUnits: Bool = false, recipe: Recipe = .plain, loss: Loss = .mse,
    panel: ExportedPanel? = nil
  ) throws -> (file: Onnx_ModelProto, model: Model) {
    let walk = try NoisySeries.walk(rows: 60, columns: 2)
    let series = try Series(
      name: "both",
      columns: (0..<2).map { column in
        ("c\(column)", (0..<60).map { walk.value(row: $0, column: column) })
      }, options: DataOptions(targets: ["c0"], inputs: ["c0", "c1"]))
    let data = try Dataset(series, window: 5, scaling: .standard, recipe: recipe)
    let model = try Model(
      Sequential(specification: specification), for: data, loss: loss, seed: 1)
    return try withTemporaryFolder { path in
      let onnx = try OnnxForecaster(
        Forecaster(model.read(by: loss.head), trainedOn: data), loss: loss, inUnits: inUnits,
        panel: panel)
      let paths = try onnx.write(to: Folder(path: path))
      let names = panel == nil ? ["model.onnx"] : ["model.onnx", "series.json"]
      #expect(paths == names.map { "\(path)/\($0)" })
      let bytes = try Data(contentsOf: URL(fileURLWithPath: paths[0]))
      return (try Onnx_ModelProto(serializedBytes: bytes), model)
    }
  }

  private func numbers(_ name: String, in file: Onnx_ModelProto) throws -> [Float] {
    let tensor = try #require(file.graph.initializer.first { $0.name.hasPrefix(name) })
    return tensor.rawData.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  @Test("a graph takes any batch and any number of steps, and says how rows are prepared")
  func shape() throws {
    let (file, _) = try exported("lstm:3,dense:1")
    let input = try #require(file.graph.input.first)
    #expect(input.name == "input" && input.type.tensorType.elemType == 1)
    let extents = input.type.tensorType.shape.dim
    #expect(extents.map(\.dimParam) == ["batch", "steps", ""] && extents[2].dimValue == 2)
    let output = try #require(file.graph.output.first)
    #expect(output.type.tensorType.shape.dim.map(\.dimParam) == ["batch", ""])
    #expect(file.opsetImport.map(\.version) == [17] && file.irVersion == 8)
    #expect(file.metadataProps.map(\.key) == ["skein.layers", "skein.loss", "skein.preparation"])
    let text = file.metadataProps[2].value
    let preparation = try RunJSON.value(of: Preparation.self, from: Array(text.utf8))
    #expect(preparation.window == 5 && preparation.inputs == ["c0", "c1"])
  }

  @Test("gates stand in ONNX's order: i, o, f, c of an LSTM and z, r, h of a GRU")
  func gates() throws {
    for (specification, order) in [
      ("lstm:3,dense:1", [0, 3, 1, 2]), ("gru:3,dense:1", [1, 0, 2]),
    ] {
      let (file, model) = try exported(specification)
      let own = Dictionary(uniqueKeysWithValues: model.weights.tensors.map { ($0.name, $0.values) })
      for name in ["weight_ih", "weight_hh"] {
        let values = try #require(own["layers.0.\(name)"])
        let block = values.count / order.count
        #expect(
          try numbers(name, in: file)
            == order.flatMap { values[$0 * block..<($0 + 1) * block] }, "\(specification) \(name)")
      }
      let biases = try numbers("bias", in: file)
      #expect(biases.count == 6 * order.count)
      // The forget gate's begins as 1; in ONNX it is the third.
      if order.count == 4 {
        #expect(biases == [0, 0, 0, 0, 0, 0, 1, 1, 1] + [Float](repeating: 0, count: 15))
      }
    }
  }

  @Test("operations follow each other as the layers do")
  func operations() throws {
    let (file, _) = try exported(
      "bidirectional(gru:2):mean,residual(dense:2:gelu),layernorm,rnn:3:relu:sequence,max,dense:1")
    #expect(
      file.graph.node.map(\.opType) == [
        "Transpose", "GRU", "ReduceMean", "MatMul", "Add", "Mul", "Erf", "Add", "Mul", "Mul",
        "Add", "LayerNormalization", "RNN", "Squeeze", "ReduceMax", "MatMul", "Add", "Identity",
      ])
    let (mean, _) = try exported("ensemble(rnn:3:relu,dense:1):2")
    #expect(
      mean.graph.node.map(\.opType) == [
        "Transpose", "RNN", "Squeeze", "MatMul", "Add", "RNN", "Squeeze", "MatMul", "Add", "Mean",
        "Identity",
      ])
    // Each takes what is there: the input, a constant, or what came before.
    var known = Set(["input", ""] + file.graph.initializer.map(\.name))
    for node in file.graph.node {
      #expect(known.isSuperset(of: node.input), "\(node.name)")
      known.formUnion(node.output)
    }
    #expect(known.contains("output"))
  }

  @Test("in the series' own units, a scaler stands around the network, in double precision")
  func units() throws {
    let (file, _) = try exported(
      "lstm:2,dense:3", inUnits: true, loss: Loss(Quantiles([0.1, 0.5, 0.9])))
    #expect(
      file.graph.node.map(\.opType) == [
        "Sub", "Div", "Cast", "Transpose", "LSTM", "Squeeze", "MatMul", "Add", "Reshape", "TopK",
        "Gather", "Cast", "Mul", "Add", "Identity",
      ])
    #expect(file.graph.input[0].type.tensorType.elemType == 11)
    #expect(throws: InterchangeError.recipe(format: .onnx)) {
      try exported("lstm:2,dense:1", inUnits: true, recipe: .auto)
    }
  }

  @Test("the scales of many series come in for each row of a batch; what all share is in the graph")
  func panel() throws {
    let text = """
      {"scaling": "standard", "columns": ["c0"], "series": {"one": {"offsets": [1], "scales": [2]}},
       "shared": {"c1": {"offset": 3, "scale": 4}}}
      """
    let panel = try RunJSON.value(of: ExportedPanel.self, from: Array(text.utf8))
    let (file, _) = try exported("lstm:2,dense:1", inUnits: true, panel: panel)
    #expect(
      file.graph.node.map(\.opType) == [
        "MatMul", "Add", "Unsqueeze", "MatMul", "Add", "Unsqueeze", "Sub", "Div", "Cast",
        "Transpose", "LSTM", "Squeeze", "MatMul", "Add", "MatMul", "MatMul", "Cast", "Mul", "Add",
        "Identity",
      ])
    #expect(file.graph.input.map(\.name) == ["input", "offsets", "scales"])
    for input in file.graph.input.dropFirst() {
      #expect(input.type.tensorType.elemType == 11)
      let extents = input.type.tensorType.shape.dim
      #expect(extents[0].dimParam == "batch" && extents[1].dimValue == 1)
    }
    func doubles(_ name: String) -> [[Double]] {
      file.graph.initializer.filter { $0.name.hasPrefix(name) }.map { tensor in
        tensor.rawData.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
      }
    }
    // Of the inputs c0 is chosen, and the target is c0.
    #expect(doubles("choice") == [[1, 0], [1, 0], [1], [1]])
    #expect(doubles("offsets") == [[0, 3]] && doubles("scales") == [[0, 4]])
    #expect(file.metadataProps.map(\.key).contains("skein.scaling"))
    let (plain, _) = try exported("lstm:2,dense:1", panel: panel)
    #expect(plain.graph.input.map(\.name) == ["input"])
  }

  @Test(
    "a form of a layer that ONNX has no operation for is refused by its name",
    arguments: ["lstm:3:projection=2", "lstm:3:zoneout=0.25"])
  func unknown(layer: String) throws {
    #expect(throws: InterchangeError.unknownLayer(layer, format: .onnx)) {
      try exported("\(layer),dense:1")
    }
  }
}
