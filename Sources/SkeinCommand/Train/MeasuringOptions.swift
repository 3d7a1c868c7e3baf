import ArgumentParser

/// What a command takes that makes a run of a model which is there: a training without an epoch, which measures it and
/// writes a whole run folder.
struct MeasuringOptions: ParsableArguments {
  @Flag(help: "Replace what Skein wrote in the folder before.")
  var overwrite = false

  @Flag(help: "Say nothing but what goes wrong.")
  var quiet = false

  @Flag(help: "Print run.json on standard output.")
  var json = false

  /// - Parameter output: the run's folder; nil where the command finds it.
  func training(output: String? = nil) throws -> Train {
    var arguments = ["--epochs", "0"]
    if let output { arguments += ["--output", output] }
    for (flag, isGiven) in [("overwrite", overwrite), ("quiet", quiet), ("json", json)]
    where isGiven {
      arguments.append("--\(flag)")
    }
    return try Train.parse(arguments)
  }
}
