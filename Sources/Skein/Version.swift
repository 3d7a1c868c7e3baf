/// The version of the library and of the `skein` command.
public enum SkeinVersion {
  /// Semantic version, as `skein --version` prints it.
  public static let current = "0.2.0"
}
