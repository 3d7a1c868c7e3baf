/// What training makes small, by name: a mean over all terms of all rows.
///
/// The values `.mse`, `.mae` and `.huber` stand in the files of their heads; any other is made from
/// a head or its specification.
public struct Loss: RawRepresentable, CaseIterable, Codable, Sendable, Hashable {
  public let head: any Head

  public init(_ head: any Head) {
    self.head = head
  }

  /// - Parameter rawValue: a specification such as `huber:0.5`.
  public init?(rawValue: String) {
    guard let head = try? HeadCatalog.head(of: rawValue) else { return nil }
    self.head = head
  }

  public var rawValue: String { head.specification }

  /// Each head of the catalogue, as it is without arguments.
  public static var allCases: [Loss] {
    HeadCatalog.kinds.compactMap { Loss(rawValue: $0.keyword) }
  }

  public static func == (a: Loss, b: Loss) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension Loss: CustomStringConvertible {
  public var description: String { rawValue }
}
