import ArgumentParser
import Skein

/// The options of `skein train` about what is known before it comes.
struct KnownOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Inputs whose values are known before they come, such as holidays; rows behind the last target"
        + " may hold them alone.", valueName: "col,…"))
  var future: [String] = []

  @Option(
    name: .customLong("static"),
    help: ArgumentHelp(
      "Inputs that are the same in all rows of each of many series; texts are told apart, numbers are"
        + " scaled over the series.", valueName: "col,…"))
  var statics: [String] = []

  @Option(
    help: ArgumentHelp(
      "Learn a vector of so many numbers for each of many series, as further inputs (default: none).",
      valueName: "size"))
  var seriesEmbedding: Int?

  @Option(
    help: ArgumentHelp(
      "What the calendar says of each row, as inputs: auto, none, or some of minute, hour, weekday,"
        + " weekend, monthday, week, month, quarter and yearday, with commas (default: auto where the"
        + " validation part says that it is worth it, else none).",
      valueName: "name,…"),
    completion: .words(CalendarFeature.allCases.map(\.rawValue) + ["auto", "none"]))
  var calendar: String?
}
