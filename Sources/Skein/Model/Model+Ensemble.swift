extension Model {
  /// A model that predicts the mean of what several say which have the same layers, such as those of one training
  /// from several seeds: its one layer is an `Ensemble` with the weights of all.
  ///
  /// - Parameter models: as many as `Ensemble.sizes` allows, of one specification, input and reading.
  /// - Throws: `ModelError.cannotAverage` for others, and for models that begin with vectors of tokens or
  ///   entities.
  public init(meanOf models: [Model]) throws {
    guard let first = models.first, Ensemble.sizes.contains(models.count) else {
      throw ModelError.cannotAverage("an ensemble has from 2 to 100 members, not \(models.count)")
    }
    let specification = first.architecture.specification
    if let vectors = first.architecture.layers.first, vectors.vocabulary != nil {
      throw ModelError.cannotAverage(
        "the first layer of \(specification) looks vectors up by number, which the members of an ensemble cannot"
          + " share" + (vectors is EntityEmbedding ? "; train without --series-embedding" : ""))
    }
    for other in models.dropFirst() {
      let otherOne = other.architecture.specification
      guard otherOne == specification, other.input == first.input,
        other.reader?.specification == first.reader?.specification
      else {
        throw ModelError.cannotAverage(
          "the members of an ensemble are alike; one is \(specification), another \(otherOne)"
            + " with another input or loss".prefix(otherOne == specification ? .max : 0))
      }
    }
    let architecture = Sequential([Ensemble(first.architecture.layers, members: models.count)])
    let layout = try ParameterLayout(architecture, input: first.input)
    var values = [Float](repeating: 0, count: layout.floats)
    // Member by member, and in each of them as in a model by itself.
    let sources = models.flatMap { model in
      model.weights.layout.places.map { (model.weights.values, $0) }
    }
    for (place, (source, own)) in zip(layout.places, sources) {
      precondition(own.parameter.count == place.parameter.count, "\(own.name) as \(place.name)")
      values.replaceSubrange(
        place.offset..<place.offset + place.parameter.count,
        with: source[own.offset..<own.offset + own.parameter.count])
    }
    try self.init(
      architecture, input: first.input, weights: Weights(layout: layout, values: values))
    reader = first.reader
  }
}
