/// The heads that a loss can name.
public enum HeadCatalog {
  /// A new kind of head is added here.
  public static let kinds: [any Head.Type] = [
    MeanSquaredError.self, MeanAbsoluteError.self, Huber.self, LogCosh.self, Quantiles.self,
    NormalLikelihood.self, StudentLikelihood.self, PoissonLikelihood.self,
    NegativeBinomialLikelihood.self, BinaryCrossEntropy.self, CategoricalCrossEntropy.self,
  ]

  /// The head of a specification such as `huber:0.5`.
  public static func head(of specification: String) throws(SettingsError) -> any Head {
    guard let head = try Specification.value(of: specification, among: kinds) as? any Head else {
      preconditionFailure("\(specification) is no head")
    }
    return head
  }
}
