/// A layer as PyTorch has it: what makes the module, what a pass does with it, and whose tensors are whose.
public struct TorchModule: Sendable {
  /// A Python expression that makes the module; nil where a function of `torch` is enough.
  public var constructor: String?
  /// Lines of Python that replace the value of a variable with what the layer gives.
  ///
  /// - Parameters:
  ///   - module: an expression that gives the module.
  ///   - value: the variable.
  public var pass: @Sendable (_ module: String, _ value: String) -> [String]
  public var tensors: [TorchTensor]
  /// Functions and classes of one's own that the lines use.
  public var definitions: [TorchDefinition]
  /// What PyTorch's module does otherwise, a clause each.
  public var notes: [String]

  public init(
    constructor: String?, tensors: [TorchTensor] = [], definitions: [TorchDefinition] = [],
    notes: [String] = [], pass: @escaping @Sendable (_ module: String, _ value: String) -> [String]
  ) {
    self.constructor = constructor
    self.pass = pass
    self.tensors = tensors
    self.definitions = definitions
    self.notes = notes
  }
}

/// Which tensors of a module hold a parameter. Names are those behind the layer's and the module's.
public enum TorchTensor: Sendable, Equatable {
  /// The same numbers in the same shape.
  case same(parameter: String, tensor: String)
  /// PyTorch has a bias for the input and one for the state where a layer of Skein has their sum, but for the
  /// last gate's of a cell that keeps these apart: `candidate` is that one's for the state.
  case biases(parameter: String, candidate: String?, input: String, state: String)

  /// The same tensor of a layer inside another one.
  func inside(_ prefix: String) -> TorchTensor {
    switch self {
    case .same(let parameter, let tensor):
      .same(parameter: prefix + parameter, tensor: prefix + tensor)
    case .biases(let parameter, let candidate, let input, let state):
      .biases(
        parameter: prefix + parameter, candidate: candidate.map { prefix + $0 },
        input: prefix + input, state: prefix + state)
    }
  }
}

/// A function or class that stands in the Python module when some layer uses it.
public struct TorchDefinition: Sendable, Equatable {
  /// What it is called.
  public var name: String
  public var source: String

  public init(name: String, source: String) {
    self.name = name
    self.source = source
  }
}

/// A layer that PyTorch can be told of.
///
/// A layer of one's own that conforms can be exported, too.
public protocol TorchLayer: Layer {
  func torchModule(input: LayerShape) throws -> TorchModule
}
