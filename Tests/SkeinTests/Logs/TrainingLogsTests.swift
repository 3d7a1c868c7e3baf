import Foundation
import Skein
import Support
import Testing

@Suite("Logs of a training")
struct TrainingLogsTests {
  private static let files: [RunFolder.File] = [.logTable, .logLines, .logEvents]
  private static let epochs: [EpochRecord] = (1...5).map { epoch in
    let validation: Double? = epoch == 2 ? nil : 0.5
    let seconds: Double = epoch == 3 ? 0 : 0.25
    let time: Double = 1_700_000_000 + Double(epoch) / 8
    return EpochRecord(
      epoch: epoch, loss: 1 / Double(epoch), validationLoss: validation, learningRate: 0.001,
      seconds: seconds, time: time)
  }

  private var settings: RunSettings {
    var settings = RunSettings()
    settings.log = LogFormat.allCases
    settings.batchSize = 16
    return settings
  }

  private func logs(
    in folder: borrowing RunFolder, after epochs: [EpochRecord] = []
  ) throws -> TrainingLogs {
    try folder.write(epochs)
    return try TrainingLogs(settings, samples: 100, in: folder, after: epochs)
  }

  private func contents(_ folder: borrowing RunFolder) throws -> [[UInt8]] {
    var contents: [[UInt8]] = []
    for file in Self.files { contents.append(try bytes(ofFile: folder.path(of: file))) }
    return contents
  }

  /// The logs of all epochs, written without a break.
  private func whole() throws -> [[UInt8]] {
    try withTemporaryFolder { root in
      let folder = try RunFolder(creating: root, overwrite: false)
      let logs = try logs(in: folder)
      for epoch in Self.epochs { #expect(logs.append(epoch).isEmpty) }
      return try contents(folder)
    }
  }

  @Test("a table and JSON lines tell of each epoch what docs/files.md says")
  func forms() throws {
    let text = try whole().prefix(2).map { String(decoding: $0, as: UTF8.self) }
    let lines = text.map { $0.split(separator: "\n") }
    #expect(
      lines[0].prefix(4) == [
        "epoch,steps,samples,time,seconds,loss,validation_loss,learning_rate,samples_per_second",
        "1,7,100,2023-11-14T22:13:20.125Z,0.25,1,0.5,0.001,400",
        "2,14,200,2023-11-14T22:13:20.250Z,0.25,0.5,,0.001,400",
        "3,21,300,2023-11-14T22:13:20.375Z,0,0.3333333333333333,0.5,0.001,",
      ])
    #expect(lines[0].count == 6 && lines[1].count == 5)
    let second = try JSONSerialization.jsonObject(with: Data(lines[1][1].utf8))
    let object = try #require(second as? [String: Any])
    #expect(Set(object.keys) == Set(lines[0][0].split(separator: ",").map(String.init)))
    #expect(object["validation_loss"] is NSNull && object["loss"] as? Double == 0.5)
    #expect(object["time"] as? String == "2023-11-14T22:13:20.250Z")
    #expect(lines[1][0].hasPrefix("{\"epoch\": 1, \"steps\": 7, "))
  }

  @Test("numbers that JSON does not have are strings there")
  func notFinite() {
    let size = EpochSize(TrainingOptions(), samples: 1)
    let epoch = EpochRecord(epoch: 1, loss: .nan, validationLoss: -.infinity, seconds: 1)
    let line = String(decoding: LogFormat.jsonl.bytes(of: epoch, size), as: UTF8.self)
    #expect(line.contains("\"loss\": \"nan\", \"validation_loss\": \"-inf\""), "\(line)")
  }

  @Test("a training that goes on cuts what lies behind its checkpoint, in the same file")
  func cut() throws {
    let whole = try whole()
    for kept in 0...5 {
      try withTemporaryFolder { root in
        let folder = try RunFolder(creating: root, overwrite: false)
        let first = try logs(in: folder)
        for epoch in Self.epochs { _ = first.append(epoch) }
        let before = try Self.files.map { try inode(folder.path(of: $0)) }
        let second = try logs(in: folder, after: Array(Self.epochs.prefix(kept)))
        for epoch in Self.epochs.dropFirst(kept) { #expect(second.append(epoch).isEmpty) }
        #expect(try contents(folder) == whole, "\(kept)")
        #expect(try Self.files.map { try inode(folder.path(of: $0)) } == before)
        #expect(try second.finish(Self.epochs)[.logEvents]?.bytes == whole[2].count)
      }
    }
  }

  private func inode(_ path: String) throws -> UInt64 {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return UInt64(status.st_ino)
  }

  @Test("logs that lack epochs, are damaged or gone are written again from the checkpoint")
  func again() throws {
    let whole = try whole()
    for spoil in 0..<3 {
      try withTemporaryFolder { root in
        let folder = try RunFolder(creating: root, overwrite: false)
        let first = try logs(in: folder)
        for epoch in Self.epochs.prefix(2) { _ = first.append(epoch) }
        for file in Self.files {
          let path = folder.path(of: file)
          var damaged = try bytes(ofFile: path)
          switch spoil {
          case 0: damaged.removeLast()
          case 1: damaged[damaged.count / 2] ^= 1
          default: damaged = []
          }
          try Data(damaged).write(to: URL(fileURLWithPath: path))
          if spoil == 2 { try folder.remove(file) }
        }
        let second = try logs(in: folder, after: Array(Self.epochs.prefix(2)))
        for epoch in Self.epochs.dropFirst(2) { #expect(second.append(epoch).isEmpty) }
        #expect(try contents(folder) == whole, "\(spoil)")
      }
    }
  }

  @Test("logs that a run no longer asks for are removed")
  func dropped() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder(creating: root, overwrite: false)
      _ = try logs(in: folder)
      var settings = settings
      settings.log = [.jsonl]
      _ = try TrainingLogs(settings, samples: 100, in: folder, after: [])
      let names = try folder.folder.names()
      #expect(names.contains("log.jsonl") && !names.contains("log.csv"))
      #expect(!names.contains("events.out.tfevents.skein"))
    }
  }

  @Test("what cannot be written is told once a file, and a log that lacks it is whole at the end")
  func failure() async throws {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let tests = TrainingLogsTests()
      let whole = try tests.whole()
      try withTemporaryFolder { root in
        let folder = try RunFolder(creating: root, overwrite: false)
        let logs = try tests.logs(in: folder)
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let most = limit.rlim_cur
        limit.rlim_cur = 130
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let failures = TrainingLogsTests.epochs.flatMap { logs.append($0) }
        limit.rlim_cur = most
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        #expect(failures.count == 4, "history.csv and three logs")
        #expect(Set(failures.map(\.description)).count == 4)
        let digests = try logs.finish(TrainingLogsTests.epochs)
        #expect(try tests.contents(folder) == whole)
        #expect(digests.count == 3)
      }
    }
  }
}
