import Foundation
import Support
import Testing

@Suite("System calls that fail", .serialized, .tracesTheProcess)
struct ErrorSweepTests {
  private static let errors = ["EIO", "ENOSPC", "EMFILE", "EINTR", "ENOMEM", "EDQUOT"]
  private static let epochs = 2

  /// What is done to a call: an error once, one of a full disk for good, or an incomplete transfer.
  private static func disturbances(at number: Int) -> [Disturbance] {
    errors.map { .error($0, at: number) } + [
      .error("ENOSPC", at: number, persists: true), .half(at: number), .nothing(at: number),
    ]
  }

  /// The disturbances of some calls: each of them for calls on files of the run, and one for others,
  /// which look for the machine's processors; in a short test one for any.
  private static func sweep(
    _ calls: [String], in folder: ScratchFolder, short: Int
  ) -> [(number: Int, Disturbance)] {
    Torture.points(of: calls.count, short: short).enumerated().flatMap { index, number in
      let all = disturbances(at: number)
      let takesAll = Torture.isLong && calls[number - 1].contains(folder.root)
      return (takesAll ? all : [all[index % all.count]]).map { (number, $0) }
    }
  }

  @Test(
    "a training with a call that fails succeeds, or says why not, and a resume has the same bytes")
  func training() throws {
    let reference = try BriefRun.undisturbed(epochs: Self.epochs)
    let line = BriefRun.line(epochs: Self.epochs)
    let start = try ScratchFolder()
    let whole = try TracedRun(line, in: start)
    try #require(whole.outcome.succeeded)
    var succeeded = 0
    let sweep = Self.sweep(whole.calls, in: start, short: 9)
    for (number, disturbance) in sweep {
      let folder = try ScratchFolder()
      let run = try TracedRun(line, in: folder, disturbance)
      let place: Comment = "\(disturbance): \(run.call(number))"
      let fault = TracedRun.fault(run.outcome, isMute: disturbance.persists)
      #expect(fault == nil, place)
      if run.outcome.succeeded {
        succeeded += 1
        try BriefRun.check(folder, against: reference, place)
      } else {
        try BriefRun.finish(epochs: Self.epochs, in: folder, as: reference, place)
      }
    }
    print("train: \(sweep.count) calls disturbed, \(succeeded) trainings succeeded")
  }

  /// What commands on a finished run write, by name.
  private static func written(_ folder: ScratchFolder) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in ["result", "result/forecast.csv", "run/forecast.csv", "run/forecast.svg"] {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: folder.path(name), isDirectory: &isFolder)
      if exists, !isFolder.boolValue { files[name] = try folder.bytes(name) }
    }
    return files
  }

  @Test(
    "a command with a call that fails gives the same results, or says why not",
    arguments: [
      "evaluate run", "predict run", "predict run --output result",
      "forecast run --steps 5", "forecast run --steps 5 --output result",
    ])
  func stored(line: String) throws {
    let folder = try ScratchFolder()
    let trained = try SkeinProcess.run(BriefRun.line(epochs: Self.epochs), in: folder)
    try #require(trained.succeeded, "\(trained.errors)")
    let reference = try BriefRun.result(folder)
    let whole = try TracedRun(line, in: folder)
    try #require(whole.outcome.succeeded, "\(whole.outcome.errors)")
    let written = try Self.written(folder)
    var succeeded = 0
    let sweep = Self.sweep(whole.calls, in: folder, short: 3)
    for (number, disturbance) in sweep {
      for name in ["result", "run/forecast.csv", "run/forecast.svg"] where folder.has(name) {
        try folder.remove(name)
      }
      let run = try TracedRun(line, in: folder, disturbance)
      let place: Comment = "\(disturbance): \(run.call(number))"
      let fault = TracedRun.fault(run.outcome, isMute: disturbance.persists)
      #expect(fault == nil, place)
      if run.outcome.succeeded {
        succeeded += 1
        let isSame = run.outcome.output == whole.outcome.output
        #expect(isSame, place)
      }
      let now = try Self.written(folder)
      let isWhole = now.allSatisfy { written[$0.key] == $0.value }
      #expect(isWhole && (now.count == written.count || !run.outcome.succeeded), place)
      // Where every call fails, the removal of a temporary does, too: the next command removes it.
      if disturbance.persists, !run.outcome.succeeded {
        #expect(try SkeinProcess.run(line, in: folder).succeeded, place)
      }
      try BriefRun.check(folder, against: reference, place)
    }
    print("\(line): \(sweep.count) calls disturbed, \(succeeded) commands succeeded")
  }

  @Test("a training whose threads cannot be started says so, or works with fewer")
  func threads() throws {
    let reference = try BriefRun.undisturbed(epochs: Self.epochs)
    let line = BriefRun.line(epochs: Self.epochs) + " --workers 4"
    let counted = TracedRun.Counted(only: "clone,clone3")
    let whole = try TracedRun(line, in: ScratchFolder(), counting: counted)
    try #require(whole.outcome.succeeded)
    for number in Torture.points(of: whole.calls.count, short: 3) {
      // Those for good only while the system is asked whether there are threads: Dispatch, refused one
      // afterwards, asks again each second until it gets it.
      for persists in number <= 6 ? [false, true] : [false] {
        let folder = try ScratchFolder()
        let disturbance = Disturbance.error("EAGAIN", at: number, persists: persists)
        let run = try TracedRun(line, in: folder, disturbance, counting: counted)
        let fault = TracedRun.fault(run.outcome)
        #expect(fault == nil, "\(disturbance)")
        if run.outcome.succeeded {
          try BriefRun.check(folder, against: reference, "\(disturbance)")
        }
      }
    }
  }
}
