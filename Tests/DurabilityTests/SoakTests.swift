import Foundation
import Skein
import Support
import Testing

@Suite("Soak", .serialized)
struct SoakTests {
  /// `SKEIN_SOAK` seconds, more than a test can take the time for.
  private static let seconds =
    ProcessInfo.processInfo.environment["SKEIN_SOAK"].flatMap { Double($0) } ?? 4

  /// Bytes that the record of one more epoch may take, in memory and in a checkpoint's copy.
  private static let bytesPerEpoch = 256
  /// Bytes by which memory may differ from sample to sample.
  private static let tolerance = 8 << 20
  /// Descriptors and threads that come and go with a checkpoint.
  private static let passing = 2

  private struct Sample {
    var seconds: Double
    var epochs: Int
    /// Of resident memory.
    var bytes: Int
    var descriptors: Int
    var threads: Int

    var row: String {
      let time = String(format: "%.1f", seconds)
      let memory = String(format: "%.1f", Double(bytes) / Double(1 << 20))
      return "| \(time) | \(epochs) | \(memory) | \(descriptors) | \(threads) |"
    }

    static func take(
      _ process: SkeinProcess, in folder: ScratchFolder, since start: Date
    ) throws -> Sample {
      let proc = "/proc/\(process.identifier)"
      let status = try String(contentsOfFile: "\(proc)/status", encoding: .utf8)
      let number = { (name: String) in
        status.split(separator: "\n").first { $0.hasPrefix(name) }?
          .split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
      }
      return Sample(
        seconds: Date().timeIntervalSince(start),
        epochs: try CheckpointFolder(folder.path("run")).newest().checkpoint.epoch,
        bytes: number("VmRSS:") << 10,
        descriptors: try FileManager.default.contentsOfDirectory(atPath: "\(proc)/fd").count,
        threads: number("Threads:"))
    }
  }

  @Test("a training of very many epochs takes no more memory, files or threads as it goes on")
  func soak() throws {
    let folder = try ScratchFolder()
    try folder.writeWave("wave.csv", rows: 300)
    let process = try SkeinProcess(
      "train --data wave.csv --window 8 --model lstm:8,dense:1 --batch-size 64 --workers 2"
        + " --placement none --epochs 100000000 --checkpoint-every 1 --output run --quiet",
      in: folder)
    let start = Date()
    try process.waitUntil({ folder.has("run/checkpoint.safetensors") }, "there is a checkpoint")
    var samples: [Sample] = []
    let pause = Self.seconds / 20
    while Date().timeIntervalSince(start) < Self.seconds {
      usleep(UInt32(pause * 1e6))
      samples.append(try .take(process, in: folder, since: start))
    }
    process.send(SIGTERM)
    #expect(try process.wait().end == .exited(143))
    print("| seconds | epochs | MiB | descriptors | threads |\n|---:|---:|---:|---:|---:|")
    for sample in samples { print(sample.row) }
    // What the first quarter needs is there to stay.
    let early = samples.prefix(max(2, samples.count / 4))
    let first = try #require(early.last)
    let last = try #require(samples.last)
    #expect(last.epochs > first.epochs)
    let most = (early.map(\.bytes).max() ?? 0) + (last.epochs - first.epochs) * Self.bytesPerEpoch
    #expect(last.bytes <= most + Self.tolerance)
    #expect(last.descriptors <= (early.map(\.descriptors).max() ?? 0) + Self.passing)
    #expect(last.threads <= (early.map(\.threads).max() ?? 0) + Self.passing)
    if Self.seconds >= 1800 { #expect(last.epochs >= 100_000) }
  }
}
