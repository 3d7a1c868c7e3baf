import ONNXSchema

/// A vector for each entity: the last number of each step, looked up in a table, behind the other numbers.
extension OnnxReader {
  /// The numbers of entities, or those before them, of what comes in; nil for another part of it.
  ///
  /// - Parameter range: of places of the axis.
  func parted(_ flow: OnnxFlow, axis: Int, _ range: Range<Int>) -> OnnxFlow? {
    guard flow.step == 0, flow.isWhole, let extent = flow.axes[axis].extent else { return nil }
    var next = flow
    if range.lowerBound == extent - 1, range.upperBound == extent {
      next.part = .entity
    } else if range.lowerBound == 0, range.upperBound == extent - 1 {
      next.part = .measured
    } else {
      return nil
    }
    next.axes[axis].extent = range.count
    return next
  }

  /// `Gather` in a table by the numbers of entities.
  mutating func vectors(
    in table: OnnxConstant, of entities: OnnxFlow, _ call: OnnxCall
  ) throws(OnnxError) -> OnnxFlow {
    guard table.shape.count == 2, (2...Embedding.largestVocabulary).contains(table.shape[0]),
      call.number("axis", usually: 0) == 0,
      entities.axes.allSatisfy({ $0.role == .batch || $0.role == .steps })
    else { throw call.refused("is not a table that the number of an entity is looked up in") }
    try take(table.count, for: call)
    let layer = OnnxSteps.Layer(
      specification: EntityEmbedding(table.shape[0], size: table.shape[1]).specification,
      tensors: [("weight", table.shape, table.values())])
    var flow = entities
    flow.step = try add(.layer(layer), after: flow.step, for: call)
    flow.axes.append(OnnxAxis(role: .features, extent: table.shape[1]))
    flow.isRounded = false
    flow.part = .vector
    return flow
  }

  /// `Concat`: what was measured and the vectors of entities, which is all that their layer gives; nil for others.
  func joined(_ measured: OnnxFlow, _ vectors: OnnxFlow) -> OnnxFlow? {
    guard measured.part == .measured, !measured.isRounded, vectors.part == .vector,
      measured.axes.dropLast() == vectors.axes.dropLast(),
      let own = measured.axes.last, own.role == .features, let width = own.extent,
      let other = vectors.axes.last, other.role == .features, let size = other.extent
    else { return nil }
    var flow = vectors
    flow.axes[flow.axes.count - 1].extent = width + size
    flow.part = nil
    return flow
  }
}
