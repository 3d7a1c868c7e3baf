import Foundation

/// A setting that cannot be used, with the values that can.
public enum SettingsError: Error, Sendable, Hashable {
  case outOfRange(name: String, value: String, allowed: String)
}

extension SettingsError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      return "\(name) cannot be \(value); give \(allowed)."
    }
  }

  public var errorDescription: String? { description }
}
