extension Safetensors {
  /// The weights of a layout, and no other tensor.
  ///
  /// - Throws: `ModelError` for a tensor that is missing, strange or of another shape,
  ///   `SafetensorsError` for what cannot be read.
  package func weights(_ layout: ParameterLayout) throws -> Weights {
    // The file's size bounds its tensors, so agreeing shapes bound the memory of the layout.
    for place in layout.places {
      guard let entry = entry(named: place.name) else {
        throw ModelError.missingTensor(
          name: place.name, available: entries.prefix(20).map(\.name))
      }
      guard entry.shape == place.parameter.fileShape else {
        throw ModelError.wrongShape(
          name: place.name, shape: entry.shape, expected: place.parameter.fileShape)
      }
    }
    return try Weights(layout: layout, available: entries.map(\.name)) { name in
      guard let entry = entry(named: name) else { return nil }
      return (entry.shape, try floats(named: name, shape: entry.shape))
    }
  }
}
