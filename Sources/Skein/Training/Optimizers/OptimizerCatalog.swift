/// The optimizers that settings can name.
public enum OptimizerCatalog {
  /// A new kind of optimizer is added here.
  public static let kinds: [any Optimizer.Type] = [
    Adam.self, AdamW.self, AMSGrad.self, SGD.self, RMSprop.self, Adagrad.self, Lion.self,
  ]

  /// The optimizer of a specification such as `sgd:0.9:nesterov`.
  public static func optimizer(
    of specification: String
  ) throws(SettingsError) -> any Optimizer {
    let value = try Specification.value(of: specification, among: kinds)
    guard let optimizer = value as? any Optimizer else {
      preconditionFailure("\(specification) is no optimizer")
    }
    return optimizer
  }
}
