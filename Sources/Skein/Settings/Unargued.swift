/// A value that is written as its keyword alone, such as `mse`.
public protocol Unargued: Specified {
  init()
}

extension Unargued {
  public static var usage: String { "" }

  public init(arguments: [String]) throws(SettingsError) {
    guard arguments.isEmpty else { throw Self.refuse(arguments) }
    self.init()
  }

  public var specification: String { Self.keyword }
}
