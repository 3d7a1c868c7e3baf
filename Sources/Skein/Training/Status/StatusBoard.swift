// The memory behind this file may be a file's: other processes read it while workers write.
//
// Invariants, which the compiler cannot see:
// - `words` stays readable and writable as long as the board lives.
// - A worker's words are written by that worker alone, with relaxed stores; all others by one thread at a
//   time, between two changes of the sequence word: who reads it odd, or changed, reads again.

import Foundation
import Synchronization
import Topology

/// What a training shows of itself while it runs: in plain memory, or in a file that others map.
///
/// The layout is a matter of two processes, perhaps of two versions: `version` changes with it, and with
/// the numbers of `TrainingPhase`. All words are of 64 bits in the byte order of the machine.
package final class StatusBoard: @unchecked Sendable {
  package static let version: UInt64 = 1
  /// “SKEINTOP”
  package static let magic: UInt64 = 0x534B_4549_4E54_4F50
  package static let bytes = 32_768

  /// The words of the whole training, by their place.
  package enum Field: Int, CaseIterable, Sendable {
    case magic, version, sequence
    /// A `StatusBoard.State`.
    case state
    case process
    /// When the process began, in the kernel's ticks since the system did.
    case processStart
    /// A hash of the system's start and of what process numbers mean there.
    case system
    case workers, batchSize, epochs
    /// From 1: the epoch that is trained.
    case epoch
    case step, stepsPerEpoch
    /// Bit patterns of doubles: the mean loss of the epoch so far, and of the last one that ended.
    case loss, lastLoss, validationLoss, bestLoss
    case bestEpoch
    /// Training samples since this process began, and those before it.
    case samples
    /// Nanoseconds of the clock that phase times are taken with: the first step's begin, the last step's
    /// end.
    case begun, seen
    /// Nanoseconds since 1970 at `begun`.
    case begunDate
    /// The host's name, 64 bytes.
    case host
  }

  /// The words of one worker.
  package enum WorkerField: Int, CaseIterable, Sendable {
    /// Its step and phase, as `WorkerProgress` writes them.
    case stamp
    /// Nanoseconds of waiting for others since it began.
    case waiting
    case begun
    /// The number of its thread; 0 where there is none.
    case thread
    /// The processor and core that it was placed on, its NUMA node and its team, each plus 1; 0 for none.
    case processor, core, numaNode, team
  }

  package enum State: UInt64, Sendable {
    case starting = 1
    case running, ended, failed, interrupted
  }

  /// Two pairs of cache lines a worker, so that none disturbs another.
  package static let workerWords = 16
  package static let firstWorker = 128
  package static let hostWords = 8

  let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let release: @Sendable () -> Void

  /// Takes over zeros at a multiple of 128 bytes, which `release` gives back.
  package init(_ memory: UnsafeMutableRawPointer, release: @escaping @Sendable () -> Void) {
    precondition(
      Self.bytes >= 8 * (Self.firstWorker + Self.workerWords * Crew.mostThatMeet),
      "no room for \(Crew.mostThatMeet) workers")
    words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: Self.bytes / 8)
    self.release = release
  }

  /// In plain memory, which nobody else sees.
  package convenience init() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: Self.bytes, alignment: 4096)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.bytes)
    let address = UInt(bitPattern: memory)
    self.init(memory) { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }

  deinit { release() }

  /// Changes words of the whole training, so that a reader sees all changes or none; by one thread at a
  /// time.
  package func write(_ body: (StatusBoard) -> Void) {
    let sequence = words + Field.sequence.rawValue
    sequence.pointee.add(1, ordering: .sequentiallyConsistent)
    body(self)
    sequence.pointee.add(1, ordering: .sequentiallyConsistent)
  }

  /// The last step that has ended, by any thread; nil where none of many looks fell between two changes.
  var lastStep: TrainingEvents.Step? {
    let sequence = words + Field.sequence.rawValue
    for _ in 0..<1000 {
      let before = sequence.pointee.load(ordering: .acquiring)
      let step = TrainingEvents.Step(
        epoch: Int(truncatingIfNeeded: self[.epoch]), step: Int(truncatingIfNeeded: self[.step]),
        stepsPerEpoch: Int(truncatingIfNeeded: self[.stepsPerEpoch]),
        loss: Double(bitPattern: self[.loss]))
      atomicMemoryFence(ordering: .acquiring)
      if before.isMultiple(of: 2), before == sequence.pointee.load(ordering: .relaxed) {
        return step
      }
    }
    return nil
  }

  package subscript(_ field: Field) -> UInt64 {
    get { words[field.rawValue].load(ordering: .relaxed) }
    set { words[field.rawValue].store(newValue, ordering: .relaxed) }
  }

  package subscript(_ field: WorkerField, of worker: Int) -> UInt64 {
    get { slot(of: worker)[field.rawValue].load(ordering: .relaxed) }
    set { slot(of: worker)[field.rawValue].store(newValue, ordering: .relaxed) }
  }

  func slot(of worker: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition((0..<Crew.mostThatMeet).contains(worker), "worker \(worker)")
    return words + (Self.firstWorker + Self.workerWords * worker)
  }

  /// Says who writes here.
  package func sign(process: Int32, start: UInt64, system: UInt64, host: String) {
    write { board in
      board[.magic] = Self.magic
      board[.version] = Self.version
      board[.state] = State.starting.rawValue
      board[.process] = UInt64(process)
      board[.processStart] = start
      board[.system] = system
      let name = Array(host.utf8.prefix(8 * Self.hostWords - 1))
      for word in 0..<Self.hostWords {
        var value: UInt64 = 0
        for (place, byte) in name.dropFirst(8 * word).prefix(8).enumerated() {
          value |= UInt64(byte) << UInt64(8 * place)
        }
        words[Field.host.rawValue + word].store(value, ordering: .relaxed)
      }
    }
  }
}

extension StatusBoard {
  /// A training begins.
  func begin(
    _ places: [WorkerPlace], teams: TeamPlan, options: TrainingOptions, stepsPerEpoch: Int,
    progress: TrainingProgress
  ) {
    func plusOne(_ number: Int?) -> UInt64 { number.map { UInt64(max($0, -1) + 1) } ?? 0 }
    for place in places {
      let worker = place.worker
      self[.waiting, of: worker] = 0
      self[.processor, of: worker] =
        place.processors.count == 1 ? plusOne(place.processors.first) : 0
      self[.core, of: worker] = plusOne(place.core)
      self[.numaNode, of: worker] = plusOne(place.numaNode)
      self[.team, of: worker] = teams.mostMembers > 1 ? plusOne(teams.team(of: worker)) : 0
    }
    write { board in
      board[.state] = State.running.rawValue
      board[.workers] = UInt64(places.count)
      board[.batchSize] = UInt64(options.rowsPerStep)
      board[.epochs] = UInt64(progress.firstEpoch + options.epochs)
      board[.stepsPerEpoch] = UInt64(stepsPerEpoch)
      board[.samples] = 0
      board[.begun] = PhaseClock.now
      board[.seen] = board[.begun]
      board[.begunDate] = UInt64(max(Date().timeIntervalSince1970, 0) * 1e9)
      board.show(progress.position, loss: .nan)
      board.showBest(progress.best)
      if let last = progress.epochs.last { board.show(last) }
    }
  }

  /// A step has ended.
  func stepEnded(_ position: TrainingPosition, rows: Int, loss: Double) {
    write { board in
      board.show(position, loss: loss)
      board[.samples] = board[.samples] &+ UInt64(rows)
      board[.seen] = PhaseClock.now
    }
  }

  /// An epoch has ended, with its validation.
  func epochEnded(_ record: EpochRecord, best: BestEpoch?) {
    write { board in
      board.show(record)
      board.showBest(best)
      board[.seen] = PhaseClock.now
    }
  }

  func end(_ state: State) {
    write { board in
      board[.state] = state.rawValue
      board[.seen] = PhaseClock.now
    }
  }

  private func show(_ position: TrainingPosition, loss: Double) {
    self[.epoch] = UInt64(position.epoch + 1)
    self[.step] = UInt64(position.step)
    self[.loss] = loss.bitPattern
  }

  private func show(_ record: EpochRecord) {
    self[.lastLoss] = record.loss.bitPattern
    self[.validationLoss] = (record.validationLoss ?? .nan).bitPattern
  }

  private func showBest(_ best: BestEpoch?) {
    self[.bestEpoch] = UInt64(best?.epoch ?? 0)
    self[.bestLoss] = (best?.loss ?? .nan).bitPattern
  }
}
