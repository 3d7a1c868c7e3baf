/// A layer that holds others, which a specification puts in brackets: `bidirectional(lstm:50)`.
public protocol NestingLayer: Layer {
  /// The layers inside, first to last.
  var inner: [any Layer] { get }

  /// - Parameters:
  ///   - inner: what stands in brackets, which returns a sequence where one is wanted.
  ///   - arguments: what stands between colons behind the brackets.
  ///   - sequenceWanted: whether the layer behind takes a sequence.
  /// - Throws: `ModelError` for layers and arguments that make no sense.
  init(inner: [any Layer], arguments: [String], sequenceWanted: Bool) throws

  /// Every layer that a pass goes through inside, with what it takes.
  ///
  /// - Throws: `ModelError` where the layers do not fit each other.
  func runs(for input: LayerShape) throws -> [(layer: any Layer, input: LayerShape)]
}

extension NestingLayer {
  public init(arguments: [String], sequenceWanted: Bool) throws {
    throw ModelError.missingLayers(layer: Self.keyword, usage: Self.usage)
  }

  public var goesByStep: Bool { inner.allSatisfy(\.goesByStep) }

  public var stateSizes: [Int] { goesByStep ? inner.flatMap(\.stateSizes) : [] }

  public var layerCount: Int { inner.reduce(1) { $0 + $1.layerCount } }

  /// What the layers inside are written as.
  var innerSpecification: String { inner.map(\.specification).joined(separator: ",") }
}

extension LayerSite {
  /// The site of a layer inside the one at this site.
  ///
  /// - Parameters:
  ///   - parameters: which of the outer layer's are the inner one's.
  ///   - packed: where its packed weights begin among those of the outer layer.
  ///   - number: its place among the layers inside, those inside of these included.
  func inside(
    input: LayerShape, output: LayerShape, backward: BackwardNeed, parameters: Range<Int>,
    packed offset: Int, number inner: Int
  ) -> LayerSite {
    var site = self
    site.input = input
    site.output = output
    site.backward = backward
    site.parameterOffsets = Array(parameterOffsets[parameters])
    site.packed += offset
    site.number = number + 1 + inner
    return site
  }
}
