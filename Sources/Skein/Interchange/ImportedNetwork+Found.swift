extension ImportedNetwork {
  /// The network of modules that were found in a file.
  ///
  /// - Parameters:
  ///   - modules: in any order.
  ///   - isOrdered: whether they come in their order.
  ///   - file: what messages call the file.
  ///   - layers: which layers they are, as a specification; nil takes those that they look like.
  /// - Throws: `InterchangeError.refused` where they fit no order or not those layers, `ModelError` for layers
  ///   that make no sense.
  init(
    _ modules: [FoundModule], isOrdered: Bool, file: String, layers: String?, notes: [String] = []
  ) throws {
    let known = try layers.map { try Self.places(of: $0, file: file) }
    guard
      let order = ModuleOrder(modules, isOrdered: isOrdered, kinds: known?.places.map(\.keyword)),
      let first = order.modules.first
    else {
      let found = modules.flatMap(\.layers)
        .map { "\($0.specification) (from \($0.inputs))" }.joined(separator: ", ")
      if let layers {
        throw InterchangeError.otherLayers(file: file, found: found, needed: layers)
      }
      throw InterchangeError.refused(
        file: file, problem: "no order of its layers fits: \(TerminalText.plain(found, limit: 400))"
      )
    }
    let found = order.modules.flatMap(\.layers)
    var tensors = TensorFile()
    for (index, layer) in found.enumerated() {
      let place = known?.places[index].place ?? index
      for parameter in layer.parameters {
        tensors.add("layers.\(place).\(parameter.name)", shape: parameter.shape, parameter.values)
      }
    }
    let text = found.map(\.specification).joined(separator: ",")
    self.init(
      specification: try known?.specification ?? Sequential(specification: text).specification,
      inputSize: found.first?.keyword == "embedding" ? 1 : first.inputs, tensors: tensors,
      notes: notes)
    if layers == nil { self.notes += Self.notes(on: found, order) }
  }

  /// The layers of a specification that have parameters, by their places and kinds.
  private static func places(
    of layers: String, file: String
  ) throws -> (specification: String, places: [(place: Int, keyword: String)]) {
    let architecture = try Sequential(specification: layers)
    var places: [(place: Int, keyword: String)] = []
    for (place, layer) in architecture.layers.enumerated() {
      if layer is Residual || layer is Ensemble {
        throw InterchangeError.otherLayers(
          file: file, found: "layers under names of their own", needed: layer.specification)
      }
      if layer.parameters(for: LayerShape(steps: 1, features: 1)).isEmpty { continue }
      places.append((place, type(of: layer).keyword))
    }
    return (architecture.specification, places)
  }

  /// What was taken for granted.
  private static func notes(on layers: [FoundLayer], _ order: ModuleOrder) -> [String] {
    var notes: [String] = []
    if order.isGuessed {
      let names = order.modules.map { $0.name.isEmpty ? "the unnamed one" : $0.name }
      notes.append(
        "the file does not say what follows what; taken as \(TerminalText.names(names))")
    }
    if layers.contains(where: { $0.keyword == "dense" }) {
      notes.append("the file says no activations, so dense layers are linear")
    }
    if layers.contains(where: { $0.specification.contains("rnn:") }) {
      notes.append("the file says no activations, so rnn layers have tanh")
    }
    if let last = layers.lastIndex(where: \.isRecurrent), last + 1 < layers.count {
      notes.append("what follows the last recurrent layer is taken to see its last step")
      if layers[last].keyword == Bidirectional.keyword {
        notes.append("the second direction is read where it ends, at the first row, as h_n has it")
      }
    }
    return notes
  }
}
