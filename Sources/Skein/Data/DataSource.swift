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
  /// A built-in name wins; write `./sine` for a file of that name, and `-` for standard input. A folder
  /// or a pattern such as `logs/*.csv` stands for all its tables, which are parts of one. Files that
  /// gzip, zstd, xz or bzip2 compressed are read by these programs. Throws `DataError` with the
  /// place of whatever is wrong. Cost: 220 to 370 MB/s on one core, most for many columns of which
  /// few are chosen. The file is read in pieces; values take eight bytes for each chosen one, in memory, or
  /// in a column file where that does not do, and the time column's text takes its own.
  public static func load(
    _ name: String, options: DataOptions = DataOptions()
  ) throws(DataError) -> Series {
    try load([name], options: options)
  }

  /// The series whose parts lie in several files, in order of time, or as they are named.
  ///
  /// - Parameters:
  ///   - names: one for what `load(_:options:)` takes; files, folders and patterns.
  ///   - options: which columns there are, and how the files are read.
  public static func load(
    _ names: [String], options: DataOptions = DataOptions()
  ) throws(DataError) -> Series {
    let series = try loadTable(names, options).adding(options.calendar)
    guard options.numbersSeries else { return series }
    return try series.numbered(as: options.knownStatics.first(where: \.isNumber))
  }

  private static func loadTable(
    _ names: [String], _ options: DataOptions
  ) throws(DataError) -> Series {
    guard options.order.wide else { return try read(names, options) }
    var options = options
    if options.targets.isEmpty {
      guard options.inputs.isEmpty else {
        throw .invalidSetting(
          name: "inputs", value: options.inputs.joined(separator: ","),
          remedy:
            "name the targets of a wide table as well, so that it is known which columns are series"
        )
      }
      options.takesAllNumbers = true
    }
    return try read(names, options).stacked()
  }

  private static func read(
    _ names: [String], _ options: DataOptions
  ) throws(DataError) -> Series {
    if names.count == 1, let builtIn = BuiltIn(rawValue: names[0]) {
      return try load(builtIn, options)
    }
    let parts = try TableNames.parts(of: names)
    do {
      if parts.count == 1 {
        return try ColumnFile.series(for: parts, options: options) { () throws(DataError) in
          try CSVReader.read(path: parts[0], options: options)
        }
      }
      let given = DataNames(names)
      let path = given.only
      return try ColumnFile.series(for: parts, options: options) { () throws(DataError) in
        try CSVReader.read(
          parts: parts, name: path.map(FilePath.name) ?? given.description, path: path,
          options: options)
      }
    } catch .fileNotFound(let file, _) {
      throw .fileNotFound(file: file, suggestion: suggestion(for: file))
    }
  }

  private static func load(
    _ builtIn: BuiltIn, _ options: DataOptions
  ) throws(DataError) -> Series {
    let name = builtIn.rawValue
    try refuseFileOptions(name, options)
    switch builtIn {
    case .sine:
      return try Series(
        name: name, columns: [(name: "sine", values: SineSeries.values(seed: options.seed))],
        options: options)
    case .sunspots:
      return try CSVReader.read(
        bytes: PackageResources.sunspots_monthly_csv, name: name, options: options)
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
