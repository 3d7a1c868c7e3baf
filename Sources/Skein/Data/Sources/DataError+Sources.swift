extension DataError {
  /// What can be wrong with where a table comes from.
  var sourceDescription: String {
    switch self {
    case .columnFile(let file, let error):
      return "\(TerminalText.plain(file)) does not fit into memory, so its numbers go to a file:"
        + " \(error)"
    case .noTable(let folder):
      return
        "\(TerminalText.plain(folder)) is a folder without a table; give the path of a CSV file,"
        + " or of a folder with files called .csv, .tsv, .txt, .jsonl or .ndjson"
    case .noMatch(let pattern):
      return "no file is called \(TerminalText.plain(pattern)); check the folder and the pattern"
    case .otherPart(let file, let missing, let more):
      return Self.otherPart(TerminalText.plain(file), missing, more)
    case .jsonLine(let file, let line, let problem):
      return "\(TerminalText.plain(file)), line \(line) \(Self.jsonLine(problem))"
    default:
      return "invalid data"
    }
  }

  private static func otherPart(_ file: String, _ missing: [String], _ more: [String]) -> String {
    var text = "\(file) has other columns than the first file of the table"
    if !missing.isEmpty { text += ": it lacks \(TerminalText.names(missing))" }
    if !more.isEmpty {
      text += "\(missing.isEmpty ? ":" : " and") it has \(TerminalText.names(more)) besides"
    }
    return text + "; give files that have the same columns, or leave this one out"
  }

  private static func jsonLine(_ problem: JSONLineProblem) -> String {
    switch problem {
    case .noObject:
      return "is no whole JSON object; write one object a line, for instance with `jq -c .`"
    case .nested(let key):
      return "has an object or a list for \(TerminalText.quoted(key)); make a key of each of its"
        + " numbers, for instance with `jq -c`, or leave it out"
    case .unknownKey(let key):
      return "has the key \(TerminalText.quoted(key)), which no line at the beginning has, and what"
        + " comes through a pipe cannot be read twice; write it to a file first"
    case .repeatedKey(let key):
      return "has the key \(TerminalText.quoted(key)) twice; leave one of them out"
    case .noValue(let key):
      return "has something for \(TerminalText.quoted(key)) that is no JSON value; correct it, or"
        + " write null if it is missing"
    }
  }

  /// What a file is that is no text, and how it becomes CSV.
  ///
  /// Own readers of these formats would each be as large as all of Skein's reading, and no kept Swift
  /// package reads them.
  static func foreignFormat(_ kind: String, _ file: String) -> String {
    func pandas(_ function: String) -> String {
      "; convert it with pandas: `pd.\(function)(…).to_csv('table.csv', index=False)`"
    }
    switch kind {
    case "gzip", "zstd", "xz", "bzip2":
      let command =
        ["gzip": "zcat", "zstd": "zstdcat", "xz": "xzcat", "bzip2": "bzcat"][kind] ?? ""
      return
        "compressed (\(kind)), and there is no program `\(kind)` to read it; install it, or write"
        + " the file out with `\(command)` first"
    case "zip": return "a zip archive; take the table out of it with `unzip`"
    case "excel": return "an Excel workbook; save the sheet as CSV text"
    case "opendocument": return "an OpenDocument spreadsheet; save the sheet as CSV text"
    case "spreadsheet": return "a spreadsheet of an old kind; save the sheet as CSV text"
    case "parquet": return "a Parquet file" + pandas("read_parquet")
    case "arrow": return "an Arrow or Feather file" + pandas("read_feather")
    case "orc": return "an ORC file" + pandas("read_orc")
    case "hdf5": return "an HDF5 file" + pandas("read_hdf")
    case "numpy":
      return "a NumPy array; convert it with NumPy: `np.savetxt('table.csv', np.load(…),"
        + " delimiter=',')`"
    case "sqlite":
      return "an SQLite database; write a table out with"
        + " `sqlite3 -header -csv FILE 'SELECT * FROM name' > table.csv`"
    case "pickle": return "a pickled object of Python" + pandas("read_pickle")
    case "html": return "a web page, not a table; download the file that it shows"
    case "lfs": return "a pointer of Git LFS; fetch the file itself with `git lfs pull`"
    case "json":
      return "one JSON array; write an object on each line, for instance with `jq -c '.[]'`"
    default: return "no text; save the table as CSV text in UTF-8"
    }
  }
}
