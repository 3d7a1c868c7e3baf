import Dispatch
import Topology

extension Crew {
  /// Runs `body` once per worker, all at the same time, each bound to its place with subnormals
  /// flushed to zero, and returns where each one ran when all have finished.
  ///
  /// The threads are started at the first use, and wait for the next one. A use beside another has
  /// threads of its own. Blocks the calling thread: asynchronous code takes the other `run`. Workers
  /// beyond `mostThatMeet` run after the others have finished.
  ///
  /// - Parameters:
  ///   - desk: what the calling thread does while it waits; a new one for each use.
  ///   - body: what each worker does.
  /// - Throws: `CrewError.tooFewThreads` before any worker has begun; `CrewError.noPlaces` when a
  ///   worker, of any crew, asks for more places than are free.
  @discardableResult
  package func run(
    desk: CallerDesk = CallerDesk(), _ body: @escaping @Sendable (_ worker: Int) -> Void
  ) throws(CrewError) -> [WorkerReport] {
    var reports: [WorkerReport] = []
    for part in parts {
      let result = Locked<Result<[WorkerReport], CrewError>>(.success([]))
      begin(body, part: part) { outcome in
        result.withLock { $0 = outcome }
        desk.close()
      }
      desk.serve()
      reports += try result.withLock { $0 }.get()
    }
    return reports
  }

  /// The same without a thread that waits.
  @discardableResult
  package func run(
    _ body: @escaping @Sendable (_ worker: Int) -> Void
  ) async throws -> [WorkerReport] {
    var reports: [WorkerReport] = []
    for part in parts {
      reports += try await withCheckedThrowingContinuation { continuation in
        begin(body, part: part) { [machine] outcome in
          // Resuming may start a thread, which inherits the affinity of this one: a worker's.
          ThreadBinding.run(on: machine.allowedProcessors, machine: machine) { _ in
            continuation.resume(with: outcome)
          }
        }
      }
    }
    return reports
  }

  /// The workers that meet: all, unless there are more than may.
  private var parts: [ArraySlice<WorkerPlace>] {
    stride(from: 0, to: count, by: Self.mostThatMeet).map {
      placement.workers[$0..<min($0 + Self.mostThatMeet, count)]
    }
  }

  /// - Parameter ended: called once, on any thread.
  private func begin(
    _ body: @escaping @Sendable (_ worker: Int) -> Void, part: ArraySlice<WorkerPlace>,
    ended: @escaping @Sendable (Result<[WorkerReport], CrewError>) -> Void
  ) {
    let id = ObjectIdentifier(self)
    // Holds the crew until its shift is parked, so that nobody else has its identity.
    let work: @Sendable (Shift) -> Void = { [self] shift in
      shift.post(
        CrewUse(workers: part.count, body: body) { [ledger] reports in
          shift.forgetUse()
          withExtendedLifetime(self) { ledger.park(shift, crew: id) }
          ended(.success(reports))
        })
    }
    ledger.request(
      crew: id, first: part.startIndex, places: part.count, mayWait: !Shift.isCurrentThreadWorker
    ) { [self] grant in
      switch grant {
      case .shift(let shift): work(shift)
      case .refused(let free): ended(.failure(.noPlaces(workers: part.count, free: free)))
      case .places:
        let shift = Shift(
          part, machine: machine,
          // Without a policy, threads keep to what the limits left of the machine.
          bindsThreads: placement.policy != .none || machine.isNarrowed, processors: processors,
          ledger: ledger, source: source)
        let start = {
          shift.start { started in
            if started == part.count { return work(shift) }
            ended(.failure(.tooFewThreads(workers: part.count, started: started)))
          }
        }
        // New threads inherit the affinity of the one that starts them.
        if Shift.isCurrentThreadWorker {
          ThreadBinding.run(on: machine.allowedProcessors, machine: machine) { _ in start() }
        } else {
          start()
        }
      }
    }
  }
}
