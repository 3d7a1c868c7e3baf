import Foundation
import Support
import Testing

@Suite("The Python beside an exported model") struct PythonModuleTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    let rows = (0..<90).map { "\($0 * $0 % 11),\(20 + 5 * ($0 % 7))\n" }
    try folder.write("sales.csv", "promo,sold\n" + rows.joined())
  }

  private func run(_ line: String) throws -> String {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.succeeded, "\(line): \(outcome.errors)")
    return outcome.output
  }

  /// What a script says to `python3`.
  private func python(_ script: String) throws -> String {
    try folder.write("script.py", script)
    let outcome = try SkeinProgram.shell("python3 script.py", in: folder)
    try #require(outcome.succeeded, "\(outcome.errors)")
    return outcome.output
  }

  private static func hasPython(with modules: String) -> Bool {
    guard let folder = try? ScratchFolder() else { return false }
    let outcome = try? SkeinProgram.shell("python3 -c 'import \(modules)'", in: folder)
    return outcome?.succeeded ?? false
  }

  private static let runs = [
    "--recipe plain --scale standard", "--recipe auto --inputs promo,sold",
    "--recipe plain --normalize window --loss quantile:0.1:0.5:0.9 --model gru:4,dense:9 --horizon 3",
  ]

  /// Trains, exports and says the rows that come next, by `skein forecast` and by `model.py`.
  private func compare(_ options: String, format: String) throws {
    _ = try run(
      "train --data sales.csv --target sold --window 6 --model lstm:4,dense:1 --epochs 2 --quiet"
        + " --output a \(options)")
    _ = try run("export a --format \(format) --quiet")
    let steps = options.contains("--horizon") ? 3 : 1
    let rows = try run("forecast a --steps \(steps) --output - --quiet").split(separator: "\n")
    let said = rows.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
    let found = try python(
      """
      import csv, sys
      sys.path.insert(0, "a/\(format)")
      import model
      table = list(csv.DictReader(open("sales.csv")))
      rows = [[float(row[name]) for name in model.COLUMNS] for row in table]
      for row in model.predict(model.load(), rows):
          print("said", float(row[0]))
      """)
    let numbers = found.split(separator: "\n").filter { $0.hasPrefix("said ") }
      .compactMap { Double($0.dropFirst(5)) }
    try #require(numbers.count == steps && said.count == steps, "\(rows)\n\(found)")
    for (number, said) in zip(numbers, said) { #expect(abs(number - said) <= 1e-6 * 50) }
  }

  @Test(
    "model.py says in Keras what skein forecast says",
    .enabled(if: hasPython(with: "keras, numpy"), "needs keras and numpy"), arguments: runs)
  func keras(options: String) throws { try compare(options, format: "keras") }

  @Test(
    "model.py says in PyTorch what skein forecast says",
    .enabled(if: hasPython(with: "torch, safetensors, numpy"), "needs torch and safetensors"),
    arguments: runs)
  func torch(options: String) throws { try compare(options, format: "pytorch") }

  @Test("both modules are Python, and prepare rows and read outputs by the same lines")
  func same() throws {
    for options in Self.runs {
      _ = try run(
        "train --data sales.csv --target sold --window 6 --model lstm:4,dense:1 --epochs 0 --quiet"
          + " --overwrite --output a \(options)")
      var shared: [String] = []
      for (format, call) in [
        ("pytorch", "load_state_dict(load_file(path))"), ("keras", "keras.models.load_model(path)"),
      ] {
        _ = try run("export a --format \(format) --quiet")
        let source = try folder.text("a/\(format)/model.py")
        #expect(source.contains(call))
        #expect(source.contains("def network_says(network, seen):"))
        shared.append(
          try String(#require(source.split(separator: "INPUTS, TARGETS = ").last))
            .replacing(#/def network_says.*?return/#.dotMatchesNewlines(), with: ""))
      }
      #expect(shared[0] == shared[1] && shared[0].contains("def predict(network, rows"))
    }
  }

  @Test(
    "each module is sound Python", .enabled(if: hasPython(with: "ast"), "needs python3"),
    arguments: runs)
  func sound(options: String) throws {
    _ = try run(
      "train --data sales.csv --target sold --window 6 --model lstm:4,dense:1 --epochs 0 --quiet"
        + " --output a \(options)")
    for format in ["pytorch", "keras"] {
      _ = try run("export a --format \(format) --quiet")
      let names = try python(
        """
        import ast
        tree = ast.parse(open("a/\(format)/model.py").read())
        print(*[node.name for node in tree.body if isinstance(node, ast.FunctionDef)])
        """)
      let found = Set(names.split(whereSeparator: \.isWhitespace).map(String.init))
      #expect(found.isSuperset(of: ["load", "read", "network_says", "predict"]), "\(names)")
    }
  }
}
