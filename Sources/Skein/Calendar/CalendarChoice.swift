/// Which features of the calendar a series has as columns.
public enum CalendarChoice: Sendable, Hashable, Codable {
  case none
  /// Those that suit the step and the length of the series.
  case auto
  case features([CalendarFeature])

  /// `none`, `auto`, or names separated by commas; nil where one is none, or comes twice.
  package init?(parsing text: String) {
    switch text {
    case "none": self = .none
    case "auto": self = .auto
    default:
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let features = names.compactMap { CalendarFeature(rawValue: $0) }
      guard features.count == names.count, Set(features).count == features.count else { return nil }
      self = .features(features)
    }
  }
}

extension CalendarChoice: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "none"
    case .auto: "auto"
    case .features(let features): features.map(\.rawValue).joined(separator: ",")
    }
  }
}
