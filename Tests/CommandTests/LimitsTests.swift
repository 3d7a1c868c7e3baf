import Foundation
import Support
import Testing
import Topology

/// The command under a narrowed mask and with far more workers than processors.
@Suite("Limits of the machine") struct LimitsTests {
  private static let training =
    "train --model lstm:9,dense:1 --window 6 --batch-size 16 --epochs 2 --no-tuning"

  private func settings(_ folder: ScratchFolder, _ run: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(try folder.bytes("\(run)/run.json")))
    return try #require(value as? [String: Any])
  }

  /// The processors that the workers of a run were placed on, and those that they ran on.
  private func processors(_ folder: ScratchFolder, _ run: String) throws -> (CPUSet, CPUSet) {
    let workers = try #require(try settings(folder, run)["workers"] as? [[String: Any]])
    func union(_ key: String) -> CPUSet {
      CPUSet(workers.flatMap { $0[key] as? [Int] ?? [] })
    }
    return (union("processors"), union("obtained"))
  }

  @Test("a mask of one processor: everything runs there, it is said, and the bits are the same")
  func oneProcessor() throws {
    let folder = try ScratchFolder()
    let machine = try Machine.discover()
    let last = try #require(Array(machine.allowedProcessors).last)
    let free = try SkeinProgram.run(
      "\(Self.training) --output free --workers 1 --quiet", in: folder)
    #expect(free.code == 0, "\(free.errors)")
    for workers in ["auto", "1", "2", "64"] {
      for placement in ["spread", "smt", "none"] {
        let run = "\(workers)-\(placement)"
        let outcome = try SkeinProgram.shell(
          """
          exec taskset -c \(last) "$SKEIN" \(Self.training) --output \(run) --workers \(workers) \
            --placement \(placement)
          """, in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let (wanted, obtained) = try processors(folder, run)
        #expect(wanted == [last], "\(run)")
        #expect(obtained.isSubset(of: [last]), "\(run)")
        if machine.processors > 1 {
          #expect(outcome.errors.contains("affinity mask allows 1 of"), "\(outcome.errors)")
        }
        #expect(
          try folder.bytes("\(run)/model.safetensors") == folder.bytes("free/model.safetensors"))
      }
    }
  }

  @Test("a placement outside the mask is refused, naming what may be used")
  func outside() throws {
    let machine = try Machine.discover()
    let allowed = Array(machine.allowedProcessors)
    guard let first = allowed.first, let last = allowed.last, first != last else { return }
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      "taskset -c \(last) \"$SKEIN\" \(Self.training) --output run --placement \(first)", in: folder
    )
    #expect(outcome.code == 64 && !folder.has("run"))
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains("not allowed here; choose from \(last)"), "\(outcome.errors)")
  }

  @Test("64 workers on few processors run, within the mask, and say that they share")
  func manyWorkers() throws {
    let folder = try ScratchFolder()
    let machine = try Machine.discover()
    guard machine.processors < 64 else { return }
    let large = Self.training + " --batch-size 128"
    for (run, options) in [("one", "--workers 1"), ("many", "--workers 64")] {
      let outcome = try SkeinProgram.run("\(large) --output \(run) \(options)", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      guard run == "many" else { continue }
      let processors = machine.processors == 1 ? "1 processor" : "\(machine.processors) processors"
      #expect(outcome.errors.contains("64 workers share \(processors)"), "\(outcome.errors)")
      #expect(try self.processors(folder, run).0 == machine.allowedProcessors)
    }
    #expect(try folder.bytes("many/model.safetensors") == folder.bytes("one/model.safetensors"))
  }

  @Test("bench, tune, doctor and topology keep to a mask as well")
  func others() throws {
    let folder = try ScratchFolder()
    let last = try #require(Array(try Machine.discover().allowedProcessors).last)
    let shape = "--model lstm:4,dense:1 --sequence-length 4 --batch-size 8"
    for line in [
      "bench \(shape) --seconds 0.02 --workers 1,3 --json", "topology --workers 3 --json",
      "tune \(shape) --budget 1 --no-save --json --quiet", "doctor \(shape) --json",
    ] {
      let outcome = try SkeinProgram.shell("taskset -c \(last) \"$SKEIN\" \(line)", in: folder)
      #expect(outcome.code == 0 || line.hasPrefix("doctor"), "\(line): \(outcome.errors)")
      let report = try outcome.json()
      if line.hasPrefix("bench") {
        #expect((report["machine"] as? [String: Any])?["allowedProcessors"] as? [Int] == [last])
        #expect((report["bits"] as? [String: Any])?["identical"] as? Bool == true)
        let samples = try #require(report["samples"] as? [[String: Any]])
        let bindings = samples.flatMap { $0["bindings"] as? [[String: Any]] ?? [] }
        #expect(bindings.count == 4)
        #expect(bindings.allSatisfy { $0["obtained"] as? [Int] == [last] })
      }
      if line.hasPrefix("topology") {
        let workers = try #require(report["workers"] as? [[String: Any]])
        #expect(workers.allSatisfy { $0["processors"] as? String == "\(last)" })
      }
    }
  }
}
