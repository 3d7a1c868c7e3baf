import KernelInterface

/// What a dense layer does to its sums.
public enum Activation: String, Sendable, CaseIterable, Codable {
  case linear
  case sigmoid
  case tanh
  case relu

  package var elementwise: Elementwise {
    switch self {
    case .linear: .linear
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .relu: .relu
    }
  }
}
