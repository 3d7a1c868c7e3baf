/// Layers one after the other inside another one: which of its parameters and packed weights are whose.
struct LayerChain {
  let layers: [any Layer]
  /// What each layer takes, and last what all of them give.
  let inputs: [LayerShape]
  /// The parameters before those of each layer, and last all of them.
  private let firstParameters: [Int]
  let parameters: [Parameter]

  /// Layers that do not fit each other have no shapes beyond the first that does not; who asks for
  /// them has asked for the outer layer's shape before.
  init(_ layers: [any Layer], input: LayerShape) {
    self.layers = layers
    var shape = input
    var inputs = [input]
    for layer in layers {
      shape = (try? layer.outputShape(for: shape)) ?? shape
      inputs.append(shape)
    }
    self.inputs = inputs
    var first = [0]
    var parameters: [Parameter] = []
    for (index, layer) in layers.enumerated() {
      parameters += layer.parameters(for: inputs[index]).map { parameter in
        var named = parameter
        named.name = "\(index).\(parameter.name)"
        return named
      }
      first.append(parameters.count)
    }
    firstParameters = first
    self.parameters = parameters
  }

  /// Only the first layer's input may have nobody who reads its gradient.
  private func need(ofLayer index: Int, _ backward: BackwardNeed) -> BackwardNeed {
    index == 0 || backward == .none ? backward : .weightsAndInput
  }

  func packedOffsets(_ backward: BackwardNeed) -> (offsets: [Int], total: Int) {
    var offsets: [Int] = []
    var total = 0
    for (index, layer) in layers.enumerated() {
      offsets.append(total)
      let floats = layer.packedFloats(for: inputs[index], backward: need(ofLayer: index, backward))
      total += (floats + 15) / 16 * 16
    }
    return (offsets, total)
  }

  func site(ofLayer index: Int, in site: LayerSite) -> LayerSite {
    site.inside(
      input: inputs[index], output: inputs[index + 1],
      backward: need(ofLayer: index, site.backward),
      parameters: firstParameters[index]..<firstParameters[index + 1],
      packed: packedOffsets(site.backward).offsets[index],
      number: layers[..<index].reduce(0) { $0 + $1.layerCount })
  }

  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    guard let index = layers.indices.last(where: { firstParameters[$0] <= parameter }) else {
      return
    }
    layers[index].pack(
      rows, of: parameter - firstParameters[index], at: self.site(ofLayer: index, in: site))
  }
}
