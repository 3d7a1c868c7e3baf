import Foundation
import Skein
import Support
import Testing

@Suite("Fuzzed readers")
struct FuzzTests {
  /// `SKEIN_FUZZ` gives more inputs than a test can take the time for.
  static let inputs =
    ProcessInfo.processInfo.environment["SKEIN_FUZZ"].flatMap { Int($0) } ?? 7000

  /// `SKEIN_FUZZ_READERS` names those that are to be fed, such as `ONNX,pickle`; all are without.
  static let chosen = ProcessInfo.processInfo.environment["SKEIN_FUZZ_READERS"].flatMap {
    $0.isEmpty ? nil : $0.split(separator: ",").map(String.init)
  }

  @Test("no damaged input traps, hangs or takes much memory, and each is told in one sentence")
  func damaged() async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) {
      let readers = try FuzzedReader.all()
      for reader in readers {
        for input in reader.corpus { _ = reader.read(input) }
      }
      try FuzzRun.limitMemory()
      let isChosen = { (reader: FuzzedReader) in FuzzTests.chosen?.contains(reader.name) ?? true }
      let shares = readers.filter(isChosen).reduce(0) { $0 + $1.share }
      for (index, reader) in readers.enumerated() where isChosen(reader) {
        let run = try FuzzRun(
          reader, count: FuzzTests.inputs * reader.share / shares, seed: UInt64(index))
        for fault in run.faults { Issue.record(Comment(rawValue: fault)) }
        print("fuzzed \(run.summary)")
      }
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let summaries = output.split(separator: "\n").filter { $0.hasPrefix("fuzzed ") }
    #expect(summaries.count == (Self.chosen?.count ?? 20))
    print(summaries.joined(separator: "\n"))
  }

  /// A reader that does something bad with one input in a hundred.
  private static func bad(_ harm: @escaping @Sendable () -> String?) -> FuzzedReader {
    let corpus = (UInt8(0)..<100).map { [$0] }
    return FuzzedReader(name: "bad", share: 1, corpus: corpus) { $0.first == 7 ? harm() : nil }
  }

  /// The faults that two hundred inputs for a bad reader show.
  private static func faults(_ harm: @escaping @Sendable () -> String?) throws -> [String] {
    try FuzzRun(bad(harm), count: 200, seed: 0, mostSeconds: 0.01).faults
  }

  /// Whether there is room for a mapping of a little more than the bound, which is undone.
  private static func canMap(_ protection: Int32) -> Bool {
    let size = FuzzRun.mostMemory + 1 << 20
    let memory = mmap(nil, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    return memory != MAP_FAILED && munmap(memory, size) == 0
  }

  @Test(
    "the harness notices memory beyond the bound that is only asked for, or used at once",
    .limitsTheProcess)
  func noticesMemory() async {
    await #expect(processExitsWith: .failure) {
      try FuzzRun.limitMemory()
      _ = try FuzzTests.faults {
        let bytes = [UInt8](repeating: 1, count: FuzzRun.mostMemory + 1 << 20)
        return bytes[bytes.count / 2] == 1 ? nil : "never"
      }
    }
    await #expect(processExitsWith: .success) {
      try FuzzRun.limitMemory()
      let polite = try FuzzTests.faults {
        // Mapped, since the compiler leaves out what is only allocated and freed.
        FuzzTests.canMap(PROT_READ | PROT_WRITE) ? nil : "there is no memory"
      }
      #expect(polite.first?.contains("there is no memory") == true)
    }
    // Without the limit, the measurement alone.
    await #expect(processExitsWith: .success) {
      let faults = try FuzzTests.faults {
        _ = FuzzTests.canMap(PROT_NONE)
        return nil
      }
      #expect(faults == ["bad took 65 MiB of memory"])
    }
  }

  /// Burns some twentieths of a second.
  private static func waste() -> String? {
    let bytes = [UInt8](repeating: 7, count: 1 << 20)
    let hashes = (0..<400).map { XXHash64.digest(bytes, seed: UInt64($0)) }
    return hashes.contains(0) ? "never" : nil
  }

  @Test("the harness notices slow readers, and messages that are no sentence")
  func noticesFaults() async {
    // Alone, since the memory of a process is that of all its tests.
    await #expect(processExitsWith: .success) { try FuzzTests.checkNotices() }
  }

  private static func checkNotices() throws {
    #expect(try faults { nil } == [])
    let slow = try faults(waste)
    #expect(slow.count == 1 && slow.first?.hasPrefix("bad, input ") == true, "\(slow)")
    for message in ["two\nlines", "a \u{1B}[31m colour", String(repeating: "x", count: 8001)] {
      let faults = try faults { message }
      #expect(faults.first?.hasSuffix(message.debugDescription) == true, "\(faults)")
    }
  }
}
