import Foundation
import Testing

@Suite("Fuzzed readers")
struct FuzzTests {
  /// `SKEIN_FUZZ` gives more inputs than a test can take the time for.
  static let inputs =
    ProcessInfo.processInfo.environment["SKEIN_FUZZ"].flatMap { Int($0) } ?? 7000

  /// Memory that a reader may take beyond its input.
  static let mostMemory = 64 << 20
  /// Processor seconds that one input may take.
  static let mostSeconds = 1.0

  @Test("no damaged input traps, hangs or takes much memory, and each is told in one sentence")
  func damaged() async throws {
    // In a process of its own: a trap ends that alone, and the limit on memory holds for all of it.
    await #expect(processExitsWith: .success) {
      let readers = try FuzzedReader.all()
      for reader in readers {
        for input in reader.corpus { _ = reader.read(input) }
      }
      try FuzzTests.limitMemory()
      let shares = readers.reduce(0) { $0 + $1.share }
      var summary: [String] = []
      for (index, reader) in readers.enumerated() {
        let count = FuzzTests.inputs * reader.share / shares
        summary.append(FuzzTests.fuzz(reader, count: count, seed: UInt64(index)))
      }
      print(summary.joined(separator: "\n"))
    }
  }

  /// Feeds one reader; returns what came of it.
  static func fuzz(_ reader: FuzzedReader, count: Int, seed: UInt64) -> String {
    var refused = 0
    var slowest = (seconds: 0.0, number: 0)
    let name = NSTemporaryDirectory() + "skein-fuzz-\(getpid())"
    let last = open(name, O_RDWR | O_CREAT, 0o600)
    defer {
      close(last)
      unlink(name)
    }
    for number in 0..<count {
      // What was read last outlives a trap: the file of a process that failed names it.
      let text = Array("\(reader.name), seed \(seed), input \(number)        ".utf8)
      pwrite(last, text, text.count, 0)
      var mutator = Mutator(seed: seed, number: number)
      let input = mutator.damaged(reader.corpus)
      let start = processorSeconds()
      let sentence = reader.read(input)
      let seconds = processorSeconds() - start
      if seconds > slowest.seconds { slowest = (seconds, number) }
      if let sentence {
        refused += 1
        let isOneLine = !sentence.contains { $0.isNewline || $0 == "\u{1B}" }
        if !isOneLine || sentence.utf8.count > 8000 {
          Issue.record("\(reader.name), input \(number): \(sentence.debugDescription)")
        }
      }
    }
    if slowest.seconds > mostSeconds {
      Issue.record("\(reader.name), input \(slowest.number) took \(slowest.seconds) s")
    }
    // Damage that everything survives, or nothing does, would test little.
    if count >= 500, refused == 0 || (refused == count && !reader.refusesAllDamage) {
      Issue.record("\(reader.name): \(refused) of \(count) inputs were refused")
    }
    let milliseconds = String(format: "%.1f", slowest.seconds * 1e3)
    return "\(reader.name): \(count) inputs, \(refused) refused, slowest \(milliseconds) ms"
      + " (input \(slowest.number))"
  }

  /// Makes an allocation beyond the bound fail, which ends the process.
  static func limitMemory() throws {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmData:") })
    let words = line.split { $0 == " " || $0 == "\t" }
    let kibibytes = try #require(words.dropFirst().first.flatMap { Int($0) })
    let bytes = rlim_t(kibibytes << 10 + mostMemory)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
  }

  /// Of this thread, so that a busy machine makes no input slow.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
