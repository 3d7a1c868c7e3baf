import Foundation
import Support
import Testing
import Topology

/// Somebody changes where a training's threads may run.
@Suite("Workers that are moved", .serialized) struct MovedWorkerTests {
  private static let training =
    "train --model lstm:8,dense:1 --window 10 --batch-size 16 --epochs 30 --no-tuning --quiet"

  private func workers(_ folder: ScratchFolder, _ run: String) throws -> [[String: Any]] {
    let value = try JSONSerialization.jsonObject(with: Data(try folder.bytes("\(run)/run.json")))
    return try #require((value as? [String: Any])?["workers"] as? [[String: Any]])
  }

  @Test("bound by another process: told once, recorded, and the same bits")
  func rebound() throws {
    guard try Machine.discover().processors > 1 else { return }
    let folder = try ScratchFolder()
    #expect(try SkeinProgram.run("\(Self.training) --output still", in: folder).code == 0)
    let outcome = try SkeinProgram.shell(
      """
      "$SKEIN" \(Self.training) --output moved & child=$!
      until [ "$(cat moved/history.csv 2>/dev/null | wc -l)" -gt 3 ]; do sleep 0.02; done
      last=$(taskset -cp $$ | sed 's/.*[ ,-]//')
      taskset -acp $last $child >/dev/null
      wait $child
      """, in: folder)
    // The training may have ended before.
    guard outcome.code == 0 else { return }
    #expect(
      try folder.bytes("moved/model.safetensors") == folder.bytes("still/model.safetensors"))
    let workers = try workers(folder, "moved")
    let moves = workers.flatMap { $0["moves"] as? [[String: Any]] ?? [] }
    guard !moves.isEmpty else { return }
    #expect(moves.allSatisfy { $0["cause"] as? String == "rebound" })
    let places = workers.compactMap { $0["obtained"] as? [Int] }
    #expect(Set(places).count == 1 && places.count == workers.count)
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("by another process and stays there"), "\(outcome.errors)")
    #expect(
      try self.workers(folder, "still").allSatisfy { ($0["moves"] as? [Any])?.isEmpty == true })
  }

  @Test("a cpuset that shrinks: the worker goes to a processor that is left, and it is told")
  func shrunk() throws {
    let machine = try Machine.discover()
    guard machine.processors > 1, let first = machine.allowedProcessors.first else { return }
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      """
      all=\(machine.allowedProcessors) first=\(first)
      for root in /sys/fs/cgroup/cpuset /sys/fs/cgroup; do
        group=$root/skein-moved-$$
        mkdir $group 2>/dev/null && test -e $group/cpuset.cpus && break
      done
      cat $root/cpuset.mems >$group/cpuset.mems 2>/dev/null
      echo $all >$group/cpuset.cpus || exit 99
      sh -c 'echo $$ >"$0/cgroup.procs" || exit 99; exec "$SKEIN" \(Self.training) --output run' \
        $group & child=$!
      until [ "$(cat run/history.csv 2>/dev/null | wc -l)" -gt 3 ]; do
        kill -0 $child || exit 99; sleep 0.02
      done
      echo $first >$group/cpuset.cpus
      wait $child; code=$?
      rmdir $group
      exit $code
      """, in: folder)
    // Without the right to make a group there is nothing to see.
    guard outcome.code != 99 else { return }
    #expect(outcome.code == 0, "\(outcome.errors)")
    let moves = try workers(folder, "run").flatMap { $0["moves"] as? [[String: Any]] ?? [] }
    guard !moves.isEmpty else { return }
    #expect(moves.allSatisfy { $0["cause"] as? String == "processor-gone" })
    #expect(moves.allSatisfy { $0["to"] as? String == "\(first)" })
    #expect(outcome.errors.contains("was moved to processor \(first), since"), "\(outcome.errors)")
  }

  @Test("hwloc's variables put no other machine in this one's place, and are named")
  func hwlocVariables() throws {
    let folder = try ScratchFolder()
    let plain = try SkeinProgram.run("topology --json", in: folder).json()
    let xml = """
      <topology version="2.0"><object type="Machine" cpuset="0x1" complete_cpuset="0x1" \
      nodeset="0x1" complete_nodeset="0x1"><object type="NUMANode" os_index="0" cpuset="0x1" \
      complete_cpuset="0x1" nodeset="0x1" complete_nodeset="0x1" local_memory="1048576"/>\
      <object type="PU" os_index="0" cpuset="0x1" complete_cpuset="0x1" nodeset="0x1" \
      complete_nodeset="0x1"/></object></topology>
      """
    try folder.write("other.xml", xml)
    for (name, value) in [
      ("HWLOC_XMLFILE", folder.path("other.xml")), ("HWLOC_SYNTHETIC", "pack:2 core:8 pu:2"),
      ("HWLOC_FSROOT", folder.path("")), ("HWLOC_COMPONENTS", "synthetic,stop"),
      ("HWLOC_THISSYSTEM", "0"), ("HWLOC_XMLFILE", "/nowhere"),
    ] {
      let outcome = try SkeinProgram.run("topology --json", in: folder, environment: [name: value])
      #expect(outcome.code == 0, "\(name): \(outcome.errors)")
      let report = try outcome.json()
      #expect(report["topologyHash"] as? String == plain["topologyHash"] as? String, "\(name)")
      #expect(report["cores"] as? Int == plain["cores"] as? Int)
      let notes = report["notes"] as? [String] ?? []
      #expect(notes.contains { $0.hasPrefix("\(name) is set and not followed") })
    }
    let trained = try SkeinProgram.run(
      "\(Self.training.replacing(" --quiet", with: "")) --epochs 1 --output run", in: folder,
      environment: ["HWLOC_SYNTHETIC": "pack:2 core:8 pu:2"])
    #expect(trained.errors.contains("HWLOC_SYNTHETIC is set and not followed"), "\(trained.errors)")
    let record = try JSONSerialization.jsonObject(with: Data(try folder.bytes("run/run.json")))
    let machine = (record as? [String: Any])?["machine"] as? [String: Any]
    #expect(machine?["ignoredVariables"] as? [String] == ["HWLOC_SYNTHETIC"])
    #expect(machine?["topologyHash"] as? String == plain["topologyHash"] as? String)
  }
}
