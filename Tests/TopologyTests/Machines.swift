import Foundation
import Testing
import Topology

/// The machines that the tests sweep over, with what hwloc's own programs say of them;
/// `Machines/make-expected.sh` wrote `Machines/expected.json`.
struct ExpectedMachine: Decodable, Sendable, CustomTestStringConvertible {
  let machine: String
  let packages: Int
  let numaNodes: Int
  /// 0 where the topology has no cores; then every processor counts as one.
  let cores: Int
  let processors: Int
  /// Per level, `[bytes, processors sharing it]` of every cache.
  let caches: [[[Int]]]
  /// The first core of each worker, for 1, 2, 4… workers.
  let distrib: [[Int]]

  var testDescription: String { machine }

  func load() throws -> Machine {
    try Machine.describe(machine.hasSuffix(".xml") ? Machines.path(machine) : machine)
  }
}

enum Machines {
  static let expected: [ExpectedMachine] = {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path("expected.json")))
      return try JSONDecoder().decode([ExpectedMachine].self, from: data)
    } catch {
      Issue.record("expected.json cannot be read: \(error)")
      return []
    }
  }()

  static let xmlNames = expected.map(\.machine).filter { $0.hasSuffix(".xml") }

  static func path(_ name: String) -> String {
    Bundle.module.bundlePath + "/Machines/" + name
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  static func load(_ name: String) throws -> Machine {
    try Machine.load(xml: path(name))
  }
}

/// A folder that is deleted with the last reference to it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "topology-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, and the folders above it; returns its whole path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }
}

/// The error that a body throws, nil when it does not throw.
func thrown<R>(_ body: () throws(TopologyError) -> R) -> TopologyError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
