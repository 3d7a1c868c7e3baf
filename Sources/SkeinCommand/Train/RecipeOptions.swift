import ArgumentParser
import Skein

extension RecipeName: ExpressibleByArgument {}
extension Recipe.Normalization: ExpressibleByArgument {}

/// A number of rows, or `none`, which is 0.
struct RowsOrNone: ExpressibleByArgument {
  let count: Int

  init?(argument: String) {
    if argument == "none" {
      count = 0
    } else {
      guard let rows = Int(argument), rows > 0 else { return nil }
      count = rows
    }
  }
}

/// The options of `skein train` about what stands between the numbers and the network.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What stands between the numbers and the network: auto for normalised windows, a linear path"
        + " beside the network and a training that suits the data, or plain for the scaler alone"
        + " (default: auto with --data, else plain).", valueName: "recipe"))
  var recipe: RecipeName?

  @Option(
    help: ArgumentHelp(
      "How the network sees a window: none as scaled, last less its last value, window without its"
        + " mean and deviation, change as changes from row to row, auto (default: by the recipe).",
      valueName: "way"))
  var normalize: Recipe.Normalization?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most lags of the linear path, or none for no path (default: by the recipe, 50).",
      valueName: "lags"))
  var linearPath: RowsOrNone?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The rows of a season that the linear path knows, or none (default: by the recipe, found).",
      valueName: "rows"))
  var season: RowsOrNone?

  @Flag(
    help: ArgumentHelp(
      "Take all of what the network says, also where the validation part says that less is better.")
  )
  var wholeNetwork = false

  /// A setting as people write it.
  @Sendable static func text(_ rows: Int?) -> String {
    rows.map { $0 == 0 ? "none" : "\($0)" } ?? "by the recipe"
  }
}
