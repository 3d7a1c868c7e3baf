import ArgumentParser

/// A command's options in a file.
struct ConfigOption: ParsableArguments {
  /// The option's name without its hyphens.
  static let name = "config"

  /// Only for the help: `Program` puts the options of the file in its place before anything is parsed.
  @Option(
    name: .customLong(Self.name),
    help: ArgumentHelp(
      "A YAML file of these options, such as `epochs: 50`; what stands on the command line counts more.",
      valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
  var file: String?
}
