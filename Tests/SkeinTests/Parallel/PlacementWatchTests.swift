import Foundation
import Skein
import Testing
import Topology

@Suite("Watching where workers run")
struct PlacementWatchTests {
  /// A crew whose last worker is bound to one of several processors.
  private func crew() throws -> Crew? {
    guard try TestMachine.machine().processors > 1 else { return nil }
    return try TestMachine.crew(workers: 2, policy: .spread)
  }

  @Test("a worker that stays where it was bound is no news")
  func quiet() throws {
    guard let crew = try crew() else { return }
    let watch = PlacementWatch(crew)
    try crew.run { worker in
      for epoch in 0..<3 { watch.look(worker, epoch: epoch) }
    }
    #expect(watch.newMoves().isEmpty && watch.moves(of: 0).isEmpty)
  }

  @Test("a worker that another process bound stays there, and is told once")
  func rebound() throws {
    guard let crew = try crew() else { return }
    let (first, last) = (crew.placement.workers[0].processors, crew.placement.workers[1].processors)
    let watch = PlacementWatch(crew)
    let reports = try crew.run { worker in
      watch.look(worker, epoch: 0)
      if worker == 1 { #expect(SystemAffinity.set(first)) }
      watch.look(worker, epoch: 1)
      watch.look(worker, epoch: 2)
    }
    let move = WorkerMove(worker: 1, epoch: 1, cause: .rebound, from: last, to: first)
    #expect(watch.newMoves() == [move] && watch.newMoves().isEmpty)
    #expect(watch.moves(of: 1) == [move] && watch.moves(of: 0).isEmpty)
    #expect(reports[1].obtained == first && !reports[1].landed)
    #expect(
      move.description
        == "worker 1 was bound to processor \(first) by another process and stays there, no longer on"
        + " \(last)")
  }

  @Test("a worker whose processor is gone is bound to one that is left")
  func gone() throws {
    guard let crew = try crew() else { return }
    let all = crew.machine.allowedProcessors
    let last = crew.placement.workers[1].processors
    // As if the processor had left the cpuset: the kernel gives such a thread all that is left.
    let watch = PlacementWatch(crew, administered: { all.subtracting(last) })
    let reports = try crew.run { worker in
      watch.look(worker, epoch: 0)
      if worker == 1 { #expect(SystemAffinity.set(all)) }
      watch.look(worker, epoch: 1)
      watch.look(worker, epoch: 2)
    }
    let moves = watch.newMoves()
    #expect(moves.map(\.worker) == [1] && moves.map(\.cause) == [.processorGone])
    let to = try #require(moves.first?.to)
    #expect(to.count == 1 && to.isSubset(of: all.subtracting(last)))
    #expect(reports[1].obtained == to)
  }

  @Test("a training in which a worker is moved tells it once and has the same bits")
  func training() throws {
    guard let crew = try crew() else { return }
    let all = crew.machine.allowedProcessors
    let problem = try RandomProblem(
      Sequential(specification: "lstm:4,dense:1"), window: 8, windows: 96)
    let options = TrainingOptions(epochs: 4, batchSize: 8)
    func train(_ events: TrainingEvents) throws -> (weights: [Float], history: History) {
      let trainer = try Trainer(problem.model, options: options, crew: crew)
      let history = try trainer.fit(problem.dataset.all, events: events)
      return (trainer.model.weights.values, history)
    }
    let plain = try train(TrainingEvents())
    #expect(plain.history.workers.allSatisfy { $0.moves.isEmpty && $0.landed })
    let notices = Locked<[TrainingNotice]>([])
    // Steps end on worker 0's thread.
    let moved = try train(
      TrainingEvents(
        stepEnded: { if $0.epoch == 2, $0.step == 1 { #expect(SystemAffinity.set(all)) } },
        notice: { notice in notices.withLock { $0.append(notice) } }))
    #expect(moved.weights == plain.weights)
    let worker = moved.history.workers[0]
    #expect(worker.moves.map(\.epoch) == [2] && worker.obtained == all)
    #expect(moved.history.workers[1].moves.isEmpty)
    #expect(notices.withLock { $0 } == [.workersMoved(worker.moves)])
    // The threads keep their new places; the next crew gets them as they were.
    #expect(worker.scheduling.map { $0.nice <= 19 && !$0.schedulingClass.isEmpty } ?? true)
    if let pages = worker.pages { #expect(pages.total > 0) }
  }
}

@Suite("What the scheduler did with a thread")
struct ThreadSchedulingTests {
  private func write(_ text: String, _ name: String, in root: String) throws {
    let url = URL(fileURLWithPath: "\(root)/proc/thread-self/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// A line of `/proc/pid/stat`, with a name that is hard to read.
  private func stat(nice: Int, policy: Int) -> String {
    var fields = Array(repeating: "0", count: 50)
    fields[0] = "S"
    fields[16] = "\(nice)"
    fields[38] = "\(policy)"
    return "7 (a ) 9 (b) \(fields.joined(separator: " "))\n"
  }

  @Test("class, niceness, migrations and switches are read, and their difference is formed")
  func fields() throws {
    try withTemporaryFolder { root in
      let files = SystemFiles(root: root)
      #expect(ThreadScheduling.ofCallingThread(files) == nil)
      try write(stat(nice: 5, policy: 3), "stat", in: root)
      let bare = try #require(ThreadScheduling.ofCallingThread(files))
      #expect(bare.schedulingClass == "batch" && bare.nice == 5 && bare.migrations == nil)
      #expect(bare.since(bare).migrations == nil)
      func switches(_ voluntary: Int, _ other: Int) -> String {
        "Name:\tx\nvoluntary_ctxt_switches:\t\(voluntary)\nnonvoluntary_ctxt_switches:\t\(other)\n"
      }
      try write(switches(10, 3), "status", in: root)
      try write("x (7)\n---\nse.nr_migrations      :        4\n", "sched", in: root)
      let before = try #require(ThreadScheduling.ofCallingThread(files))
      #expect(before.voluntarySwitches == 10 && before.involuntarySwitches == 3)
      #expect(before.migrations == 4)
      try write(switches(15, 4), "status", in: root)
      let since = try #require(ThreadScheduling.ofCallingThread(files)).since(before)
      #expect(since.voluntarySwitches == 5 && since.involuntarySwitches == 1)
      #expect(since.migrations == 0 && since.nice == 5)
    }
  }

  @Test("each class has its name")
  func classes() throws {
    let names = [
      0: "other", 1: "fifo", 2: "round-robin", 3: "batch", 5: "idle", 6: "deadline", 9: "9",
    ]
    for (number, name) in names {
      try withTemporaryFolder { root in
        try write(stat(nice: 0, policy: number), "stat", in: root)
        let scheduling = ThreadScheduling.ofCallingThread(SystemFiles(root: root))
        #expect(scheduling?.schedulingClass == name)
      }
    }
  }

  @Test("a thread that sleeps is seen to have switched")
  func here() throws {
    guard let before = ThreadScheduling.ofCallingThread(), before.voluntarySwitches != nil else {
      return
    }
    for _ in 0..<3 { usleep(2000) }
    let since = try #require(ThreadScheduling.ofCallingThread()).since(before)
    #expect(try #require(since.voluntarySwitches) >= 3)
  }
}
