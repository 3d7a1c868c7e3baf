import Foundation
import Topology

/// The machines that the topology tests keep as files, and imagined ones of 1 to 1,024 processors.
enum TopologyMachines {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../TopologyTests/Machines").standardizedFileURL.path

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".xml") }.sorted()
  }()

  static func load(_ name: String) throws -> Machine { try Machine.load(xml: "\(folder)/\(name)") }

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  /// The machine as a process with this mask sees it.
  static func load(_ name: String, mask: CPUSet) throws -> Machine {
    try Machine.load(xml: [UInt8](text(name).utf8), path: name, mask: mask, quota: nil)
  }

  static let synthetic = [
    "core:1 pu:1", "core:2 pu:1", "core:1 pu:2", "core:3 pu:1", "core:1 pu:8", "pack:1 core:5 pu:2",
    "pack:7 core:1 pu:1", "pack:2 numa:2 core:3 pu:2", "pack:2 l3:1 l2:4 core:2 pu:2",
    "numa:4 core:4 pu:1", "l2:16 core:1 pu:4", "pack:1 l3:3 core:11 pu:1", "core:64 pu:1",
    "core:1 pu:64", "pack:2 numa:1 l3:8 core:8 pu:2", "pack:4 numa:2 l3:2 core:8 pu:2",
    "pack:2 numa:2 l3:4 core:8 pu:8", "core:1024 pu:1", "numa:128 core:8 pu:1",
  ]
}
