import ArgumentParser
import Skein

/// How many workers may share their rows.
struct TeamOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Most workers that share their rows and split the units of each layer, which pays with few rows"
        + " and many units, or auto; the result does not depend on it (default: auto).",
      valueName: "number|auto"))
  var team: String?

  /// Nil where it was not given.
  func size() throws(SettingsError) -> TeamSize? {
    guard let team else { return nil }
    return try RunSettings.team(team)
  }
}
