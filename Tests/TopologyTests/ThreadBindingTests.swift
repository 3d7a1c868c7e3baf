import Foundation
import Testing
import Topology

@Suite struct ThreadBindingTests {
  private struct Unlucky: Error {}

  private struct Mismatch: Error {
    let text: String
  }

  /// Runs a body on a thread of its own, so that no test binds a thread of the test runner.
  private func onOwnThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) throws -> R {
    let outcome = Outcome<R>()
    let thread = Thread { outcome.set(Result { try body() }) }
    thread.start()
    return try outcome.wait().get()
  }

  /// The calling thread's processors as the kernel lists them.
  private static func affinity() throws -> CPUSet {
    let status = try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    let list = try #require(line?.split(separator: "\t").last)
    return try CPUSet(parsing: String(list))
  }

  /// Binds the calling thread without hwloc. Glibc declares the function for GNU sources only,
  /// which Swift's overlay is not.
  private static func setAffinity(_ processors: CPUSet) throws {
    typealias SetAffinity = @convention(c) (pid_t, Int, UnsafeRawPointer) -> Int32
    let symbol = try #require(dlsym(nil, "sched_setaffinity"))
    let set = unsafeBitCast(symbol, to: SetAffinity.self)
    var mask = [UInt8](repeating: 0, count: 128)
    for processor in processors { mask[processor / 8] |= 1 << UInt8(processor % 8) }
    try #require(set(0, mask.count, mask) == 0)
  }

  /// Fails the test by throwing: an expectation on a thread of its own would not know its test.
  private static func same<T: Equatable>(
    _ actual: T, _ expected: T, line: Int = #line
  ) throws(Mismatch) {
    if actual != expected { throw Mismatch(text: "\(actual) is not \(expected), line \(line)") }
  }

  @Test("each allowed processor can be bound, is read back, and is let go again")
  func eachProcessor() throws {
    let machine = try Machine.discover()
    try onOwnThread {
      let before = try Self.affinity()
      try Self.same(before, machine.allowedProcessors)
      for processor in machine.allowedProcessors {
        try ThreadBinding.run(on: [processor], machine: machine) { obtained in
          try Self.same(obtained.isExact, true)
          try Self.same(obtained.requested, [processor])
          try Self.same(obtained.processors, [processor])
          try Self.same(obtained.lastProcessor, processor)
          try Self.same(obtained.failure, nil)
          try Self.same(Self.affinity(), [processor])
        }
        try Self.same(Self.affinity(), before)
      }
    }
  }

  @Test("the former binding comes back after a body that throws, and within another binding")
  func restores() throws {
    let machine = try Machine.discover()
    let first = try #require(machine.allowedProcessors.first)
    try onOwnThread {
      let before = try Self.affinity()
      do {
        try ThreadBinding.run(on: [first], machine: machine) { _ throws(Unlucky) in
          throw Unlucky()
        }
        throw Mismatch(text: "the body's error was swallowed")
      } catch is Unlucky {}
      try Self.same(Self.affinity(), before)
      try ThreadBinding.run(on: [first], machine: machine) { _ in
        try ThreadBinding.run(on: machine.allowedProcessors, machine: machine) { obtained in
          try Self.same(obtained.processors, machine.allowedProcessors)
        }
        try Self.same(Self.affinity(), [first])
      }
      try Self.same(Self.affinity(), before)
    }
  }

  @Test("no processors, or a machine that is not this one, bind nothing")
  func bindsNothing() throws {
    let machine = try Machine.discover()
    let other = try Machine.synthetic("core:2 pu:1")
    try onOwnThread {
      let before = try Self.affinity()
      try ThreadBinding.run(on: nil, machine: machine) { obtained in
        try Self.same(obtained.requested, nil)
        try Self.same(obtained.isExact, false)
        try Self.same(obtained.failure, nil)
        try Self.same(obtained.processors, before)
        try Self.same(Self.affinity(), before)
      }
      try ThreadBinding.run(on: [0], machine: other) { obtained in
        try Self.same(obtained.requested, nil)
        try Self.same(obtained.processors, nil)
        try Self.same(Self.affinity(), before)
      }
    }
  }

  @Test("a failure is reported in the value, and the body runs all the same")
  func failure() throws {
    let machine = try Machine.discover()
    try onOwnThread {
      let before = try Self.affinity()
      for impossible: CPUSet in [[], [CPUSet.maximumProcessor]] {
        let failure = try ThreadBinding.run(on: impossible, machine: machine) { obtained in
          try Self.same(obtained.isExact, false)
          try Self.same(obtained.processors, before)
          return obtained.failure
        }
        try Self.same(failure?.hasSuffix("."), true)
        try Self.same(Self.affinity(), before)
      }
    }
  }

  @Test("a narrowed inherited mask is respected and named in the notes")
  func narrowedMask() throws {
    let whole = try Machine.discover()
    for processor in whole.allowedProcessors {
      let machine = try onOwnThread {
        try Self.setAffinity([processor])
        return try Machine.discover()
      }
      #expect(machine.allowedProcessors == [processor])
      #expect(machine.processors == 1 && machine.cores == 1)
      #expect(machine.topologyHash == whole.topologyHash)
      let placement = try machine.place()
      #expect(placement.workers.map(\.processors) == [[processor]])
      if whole.processors > 1 {
        #expect(
          placement.notes.contains(
            "The inherited affinity mask allows 1 of \(whole.processors) processors: "
              + "\(processor)."))
      }
    }
  }

  @Test("every placed worker obtains its processor")
  func placed() throws {
    let machine = try Machine.discover()
    for policy: PlacementPolicy in [.spread, .compact, .smt, .none] {
      for place in try machine.place(workers: machine.processors, policy: policy).workers {
        try onOwnThread {
          try ThreadBinding.run(on: place.processors, machine: machine) { obtained in
            try Self.same(obtained.processors, place.processors)
            try Self.same(obtained.lastProcessor.map(place.processors.contains), true)
          }
        }
      }
    }
  }
}

/// Hands a result from one thread to another.
private final class Outcome<R: Sendable>: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var result: Result<R, any Error>?

  func set(_ value: Result<R, any Error>) {
    result = value
    done.signal()
  }

  func wait() throws -> Result<R, any Error> {
    done.wait()
    return try #require(result)
  }
}
