import Foundation
import Support
import Testing

/// Network namespaces, each a host of its own to a launcher.
enum NetworkNamespaces {
  /// Whether this process may make them, join them and limit what goes between them.
  static let areHere: Bool = {
    guard let folder = try? ScratchFolder() else { return false }
    let name = "skein-probe-\(getpid())"
    let script = """
      ip netns add \(name) && ip -n \(name) link set lo up \
      && tc -n \(name) qdisc add dev lo root tbf rate 1gbit burst 256kb latency 50ms; \
      code=$?; ip netns del \(name); exit $code
      """
    return (try? SkeinProgram.shell(script, in: folder).code) == 0
  }()
}

@Suite(
  "Ranks on two hosts",
  .serialized,
  .enabled(
    if: NetworkNamespaces.areHere && MPILibrary.here.contains { $0.name == "openmpi" },
    "network namespaces need root, iproute2 and a kernel with veth and tbf"))
struct RankNetworkTests {
  // Debian's MPICH reaches the other host by UCX, which does not always find an interface that was just made.
  @Test("train over a link of 1 Gb/s to the bytes of one process")
  func sameBytes() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/check-networks.py").standardizedFileURL.path
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell("\(script) $SKEIN mpirun.openmpi", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("the same bytes as one process"))
  }
}
