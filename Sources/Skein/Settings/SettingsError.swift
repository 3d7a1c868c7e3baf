import Foundation

/// A setting that cannot be used, with the values that can.
public enum SettingsError: Error, Sendable, Hashable {
  case outOfRange(name: String, value: String, allowed: String)
  /// A text that names a loss, an optimizer or a schedule, but none that there is.
  case badSpecification(text: String, usage: [String])
}

extension SettingsError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let allowed):
      return "\(name) cannot be \(TerminalText.plain(value, limit: 80)); give \(allowed)."
    case .badSpecification(let text, let usage):
      return "“\(TerminalText.plain(text, limit: 80))” makes no sense; write"
        + " \(usage.joined(separator: " or "))."
    }
  }

  public var errorDescription: String? { description }
}
