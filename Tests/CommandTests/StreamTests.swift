import Foundation
import Support
import Testing

@Suite("Readings on standard input") struct StreamTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 40)
    let outcome = try SkeinProgram.run(
      "train --data waves.csv --target a,b --window 5 --model lstm:3,dense:2 --epochs 2 --step 2"
        + " --scale standard --output run --quiet", in: folder)
    try #require(outcome.succeeded, "\(outcome.errors)")
  }

  /// The last two columns of each line.
  private func predictions(_ table: String, columns: [Int]) -> [[Substring]] {
    table.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return columns.map { fields[$0] }
    }
  }

  @Test("are answered with the numbers of predict, once there is a whole window")
  func sameNumbers() throws {
    let batch = try SkeinProgram.run("predict run --data waves.csv", in: folder)
    let expected = predictions(batch.output, columns: [3, 5])
    for input in [
      "cat waves.csv", "cut -d, -f2,3 waves.csv", "cut -d, -f2,3 waves.csv | tail -n +2",
    ] {
      let stream = try SkeinProgram.shell("\(input) | \"$SKEIN\" predict run --stream", in: folder)
      #expect(stream.succeeded, "\(stream.errors)")
      let answers = predictions(stream.output, columns: [1, 2])
      #expect(stream.output.hasPrefix("row,prediction a,prediction b\n3,,\n"))
      #expect(answers.count == 40)
      #expect(answers.prefix(4).allSatisfy { $0 == ["", ""] })
      #expect(Array(answers.dropFirst(4).prefix(expected.count)) == expected)
    }
  }

  @Test("are answered before the next one comes")
  func atOnce() throws {
    let outcome = try SkeinProgram.shell(
      """
      mkfifo in out
      "$SKEIN" predict run --stream <in >out &
      exec 3>in 4<out
      read -r header <&4
      for value in 1 2 3 4 5 6; do
        echo "0.$value,0.5" >&3
        read -r answer <&4
        echo "$answer"
      done
      exec 3>&-
      wait $!
      """, in: folder)
    #expect(outcome.succeeded, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[3] == "6,," && !lines[4].hasSuffix(","))
  }

  @Test(
    "that make no sense are named with their line",
    arguments: [
      ("0.1,0.2\n0.3\n", "line 2 of standard input has 1 value, not 2: give a, b"),
      ("0.1,0.2\n0.3,x\n", "line 2 of standard input has 'x' for b, which is no number"),
      ("0.1,0.2\n\n0.3,\n", "line 3 of standard input has nothing for b, which is no number"),
      ("time,b\n", "names time, b, but not a, which the model was trained on"),
    ])
  func refused(input: String, message: String) throws {
    try folder.write("input", input)
    let outcome = try SkeinProgram.shell("\"$SKEIN\" predict run --stream <input", in: folder)
    #expect(outcome.code == 1 && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test("an option that would be ignored is refused")
  func refusedOptions() throws {
    for option in ["--data waves.csv", "--output p.csv", "--json"] {
      let outcome = try SkeinProgram.run("predict run --stream \(option)", in: folder)
      #expect(outcome.code == 64 && outcome.errors.contains("leave out --"))
    }
  }
}
