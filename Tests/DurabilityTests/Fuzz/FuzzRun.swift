import Foundation
import Support

/// One reader fed with damaged inputs, and what came of it.
///
/// A trap, an endless loop or memory beyond the limit ends the process, so it runs in one of its
/// own; a file in the temporary folder then names the input.
struct FuzzRun {
  /// Memory that a reader may take beyond its input, in bytes.
  static let mostMemory = 64 << 20
  /// Processor seconds that one input may take.
  static let mostSeconds = 1.0

  private let reader: FuzzedReader
  private let count: Int
  private var refused = 0
  private var slowest = (seconds: 0.0, number: 0)
  /// Bytes beyond those at the beginning that the process had at most.
  private var memory = 0
  private(set) var faults: [String] = []

  /// - Parameter mostSeconds: for one input.
  init(
    _ reader: FuzzedReader, count: Int, seed: UInt64, mostSeconds: Double = mostSeconds
  ) throws {
    self.reader = reader
    self.count = count
    let name = NSTemporaryDirectory() + "skein-fuzz-\(getpid())"
    let last = open(name, O_RDWR | O_CREAT, 0o600)
    defer {
      close(last)
      unlink(name)
      alarm(0)
    }
    // The process may have been larger before; what fills that gap makes every further byte count.
    let before = try Self.addressSpace("VmPeak:")
    let gap = before - (try Self.addressSpace("VmSize:"))
    let filler = mmap(nil, max(gap, 1), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    defer { munmap(filler, max(gap, 1)) }
    for number in 0..<count {
      let text = Array("\(reader.name), seed \(seed), input \(number)        ".utf8)
      pwrite(last, text, text.count, 0)
      var mutator = Mutator(seed: seed, number: number)
      let input = reader.generate?(seed, number) ?? mutator.damaged(reader.corpus)
      alarm(60)
      let start = Self.processorSeconds()
      let sentence = reader.read(input)
      let seconds = Self.processorSeconds() - start
      if seconds > slowest.seconds { slowest = (seconds, number) }
      if let sentence {
        refused += 1
        check(sentence, number, input)
      }
    }
    memory = try Self.addressSpace("VmPeak:") - before
    if slowest.seconds > mostSeconds {
      faults.append("\(reader.name), input \(slowest.number) took \(slowest.seconds) s")
    }
    if !Sanitizer.isPresent, memory > Self.mostMemory {
      faults.append("\(reader.name) took \(memory >> 20) MiB of memory")
    }
    // Damage that everything survives, or nothing does, would test little.
    if count >= 500, refused == 0 || (refused == count && !reader.refusesAllDamage) {
      faults.append("\(reader.name): \(refused) of \(count) inputs were refused")
    }
  }

  var summary: String {
    let milliseconds = String(format: "%.1f", slowest.seconds * 1e3)
    let mebibytes = String(format: "%.1f", Double(memory) / Double(1 << 20))
    return "\(reader.name): \(count) inputs, \(refused) refused, slowest \(milliseconds) ms"
      + " (input \(slowest.number)), at most \(mebibytes) MiB"
  }

  private mutating func check(_ sentence: String, _ number: Int, _ input: [UInt8]) {
    let isOneLine = !sentence.unicodeScalars.contains {
      switch $0.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    // A reader that asks for too much and is polite about it has still asked.
    let isMemory = sentence.contains("no memory") || sentence.contains("Cannot allocate memory")
    if !isOneLine || isMemory || sentence.utf8.count > 8000 {
      let text = String(decoding: input.prefix(1000), as: UTF8.self).debugDescription
      faults.append("\(reader.name), input \(number), \(text): \(sentence.debugDescription)")
    }
  }

  /// Makes an allocation beyond the bound fail, which ends the process.
  ///
  /// What earlier work has freed is given back first, or it could be taken without being noticed.
  static func limitMemory() throws {
    if Sanitizer.isPresent { return }
    returnFreedMemory()
    let bytes = rlim_t(try addressSpace("VmData:") + mostMemory)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    guard setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL)
    }
  }

  /// glibc's `malloc_trim`, which its module map leaves out.
  private static func returnFreedMemory() {
    guard let trim = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(trim, to: (@convention(c) (Int) -> Int32).self)(0)
  }

  /// A line of this process's status, in bytes.
  ///
  /// Source: Linux, Documentation/filesystems/proc.rst, `VmSize`, `VmPeak`, `VmData`.
  private static func addressSpace(_ key: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
        Int($0)
      })
    else { throw CocoaError(.fileReadCorruptFile) }
    return kibibytes << 10
  }

  /// Of this thread, so that a busy machine makes no input slow.
  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
