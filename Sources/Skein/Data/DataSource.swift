import Foundation

/// Where series come from: a built-in name or the path of a CSV file.
public enum DataSource {
  /// The series that need no file.
  public enum BuiltIn: String, Sendable, CaseIterable {
    /// 1,000 points of sin(x) + 0.1·normal noise, x from 0 to 50; column `sine`.
    case sine
    /// Monthly mean sunspot numbers, January 1749 to December 2008 (NOAA / SIDC, public domain);
    /// columns `month` and `sunspots`.
    case sunspots
  }

  /// The series called `name`: `sine`, `sunspots`, or the path of a CSV file.
  ///
  /// A built-in name wins; write `./sine` for a file of that name, and `-` for standard input. Files that
  /// gzip, zstd, xz or bzip2 compressed are read by these programs. Throws `DataError` with the
  /// place of whatever is wrong. Cost: 220 to 370 MB/s on one core, most for many columns of which
  /// few are chosen. The whole file is read before it is parsed, and its memory is given back while
  /// the values, eight bytes for each chosen one, and the time column's text take theirs.
  public static func load(
    _ name: String, options: DataOptions = DataOptions()
  ) throws(DataError) -> Series {
    switch BuiltIn(rawValue: name) {
    case .sine:
      try refuseFileOptions(name, options)
      return try Series(
        name: name, columns: [(name: "sine", values: SineSeries.values(seed: options.seed))],
        options: options)
    case .sunspots:
      try refuseFileOptions(name, options)
      return try CSVReader.read(
        bytes: PackageResources.sunspots_monthly_csv, name: name, options: options)
    case nil:
      if name == SourceBytes.standardInput {
        return try CSVReader.readStandardInput(options: options)
      }
      do {
        return try CSVReader.read(path: name, options: options)
      } catch .fileNotFound(let file, _) {
        throw .fileNotFound(file: file, suggestion: suggestion(for: file))
      }
    }
  }

  /// A built-in series has a known form, so an option about it is a mistake to point out.
  private static func refuseFileOptions(
    _ name: String, _ options: DataOptions
  ) throws(DataError) {
    let remedy = "the built-in series \(name) has a known form; leave the option out"
    if let delimiter = options.delimiter {
      let text = String(decoding: [delimiter], as: UTF8.self)
      throw .invalidSetting(name: "delimiter", value: text, remedy: remedy)
    }
    if options.form != TableForm() || options.order != RowOrder() {
      throw .invalidSetting(name: "a form of the file", value: "", remedy: remedy)
    }
    if options.header != .detected {
      throw .invalidSetting(name: "header", value: options.header.rawValue, remedy: remedy)
    }
  }

  /// A built-in name or a neighbouring file that `path` is a misspelling of.
  private static func suggestion(for path: String) -> String? {
    if path.isEmpty { return nil }
    let builtIn = BuiltIn.allCases.map(\.rawValue)
    if let name = Suggestion.nearest(to: path, among: builtIn) { return name }
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard let near = Suggestion.nearest(to: url.lastPathComponent, among: files.sorted()) else {
      return nil
    }
    let prefix = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return prefix + near
  }
}
