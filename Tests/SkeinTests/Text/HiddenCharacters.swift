/// What a terminal obeys, or shows nothing for.
enum HiddenCharacters {
  static func has(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
