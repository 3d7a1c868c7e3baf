/// A network as another program's file describes it.
package struct ImportedNetwork {
  /// Layers as `Sequential(specification:)` takes them: `lstm:16,dense:1`.
  package var specification: String
  /// Numbers in a step.
  package var inputSize: Int
  /// The weights under Skein's own names, with the shapes of its own files: `layers.0.weight_ih`.
  package var tensors: TensorFile
  /// What was decided where the file does not say, one clause each.
  package var notes: [String]
  /// How rows are prepared for the network; nil where the file does not say.
  package var preparation: Preparation?
  /// What the last layer's numbers mean; nil where the file does not say.
  package var loss: Loss?
  /// How each of many series is scaled by itself, by numbers that are not in the file; nil of one series.
  package var scaling: Scaling?

  package init(
    specification: String, inputSize: Int, tensors: TensorFile, notes: [String] = [],
    preparation: Preparation? = nil, loss: Loss? = nil, scaling: Scaling? = nil
  ) {
    self.specification = specification
    self.inputSize = inputSize
    self.tensors = tensors
    self.notes = notes
    self.preparation = preparation
    self.loss = loss
    self.scaling = scaling
  }

  /// The model, for one step.
  ///
  /// - Parameter file: what messages call the file.
  /// - Throws: `ModelError` for layers that do not fit each other and for a tensor that is missing, strange or
  ///   of another shape, `InterchangeError.notFinite`.
  package func model(file: String = "the network") throws -> Model {
    try model(for: LayerShape(steps: 1, features: inputSize), file: file)
  }

  /// The model for rows of a shape; its weights do not depend on the number of steps.
  ///
  /// - Throws: what `model(file:)` throws, `InterchangeError.otherInputs` for rows of another width.
  package func model(for input: LayerShape, file: String) throws -> Model {
    guard input.features == inputSize else {
      throw InterchangeError.otherInputs(file: file, found: input.features, needed: inputSize)
    }
    let architecture = try Sequential(specification: specification)
    let layout = try ParameterLayout(architecture, input: input)
    let weights = try Safetensors(bytes: tensors.bytes(), file: file).weights(layout)
    guard weights.areFinite else { throw InterchangeError.notFinite(file: file) }
    return try Model(architecture, input: input, weights: weights)
  }
}
