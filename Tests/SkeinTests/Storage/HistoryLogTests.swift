import Foundation
import Skein
import Support
import Testing

@Suite("history.csv while a training goes on")
struct HistoryLogTests {
  private let epochs = [
    EpochRecord(epoch: 1, loss: 0.5, validationLoss: 0.25, seconds: 1),
    EpochRecord(epoch: 2, loss: 0.125, validationLoss: nil, learningRate: 0.001, seconds: 0.1),
  ]

  @Test("lines that are appended are those of the whole table")
  func append() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder(creating: root, overwrite: false)
      let path = folder.path(of: .history)
      try folder.write(epochs)
      let whole = try bytes(ofFile: path)
      try folder.write([EpochRecord]())
      let log = HistoryLog(folder)
      for epoch in epochs { #expect(log.append(epoch) == nil) }
      #expect(try bytes(ofFile: path) == whole)
    }
  }

  @Test("what cannot be written is told once")
  func failure() async throws {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { root in
        let folder = try RunFolder(creating: root, overwrite: false)
        try folder.write([EpochRecord]())
        let log = HistoryLog(folder)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 40, rlim_max: 40)
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let epoch = EpochRecord(epoch: 1, loss: 0.5, validationLoss: 0.25, seconds: 1)
        let path = folder.path(of: .history)
        #expect(log.append(epoch) == .system(.write, path: path, code: EFBIG))
        #expect(log.append(epoch) == nil)
      }
    }
  }

  @Test("a table that cannot be opened is told once, too, and the next one that can be is not")
  func absent() throws {
    try withTemporaryFolder { root in
      let folder = try RunFolder(creating: root, overwrite: false)
      let path = folder.path(of: .history)
      let log = HistoryLog(folder)
      #expect(log.append(epochs[0]) == .system(.open, path: path, code: ENOENT))
      #expect(log.append(epochs[1]) == nil)
      // Nor is a link followed, which would lead out of the folder.
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: root + "/there")
      #expect(HistoryLog(folder).append(epochs[0]) == .system(.open, path: path, code: ELOOP))
      try FileManager.default.removeItem(atPath: path)
      try folder.write([EpochRecord]())
      #expect(HistoryLog(folder).append(epochs[0]) == nil)
    }
  }
}
