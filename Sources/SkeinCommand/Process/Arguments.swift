import CEntry

/// What the program was started with.
enum Arguments {
  /// The arguments behind the program's name.
  ///
  /// - Throws: `UsageError` for one that is not UTF-8: repaired, it would name another file.
  static func given() throws(UsageError) -> [String] {
    let count = Int(skein_argument_count())
    // A C library that does not tell: Swift finds them by its own means.
    if count == 0 { return Array(CommandLine.arguments.dropFirst()) }
    var arguments: [String] = []
    for index in 1..<max(count, 1) {
      guard let bytes = skein_argument(Int32(index)) else { break }
      guard let text = String(validatingCString: bytes) else {
        let shown = String(cString: bytes)
        throw UsageError(
          "the argument '\(shown)' is not UTF-8; rename what it names, or go to its folder and give"
            + " a path from there")
      }
      arguments.append(text)
    }
    return arguments
  }
}
