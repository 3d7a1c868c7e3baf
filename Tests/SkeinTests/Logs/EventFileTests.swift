import EventSchema
import Foundation
import Skein
import Testing

/// A file of TensorFlow's records, read by their frames.
struct RecordFile {
  let records: [[UInt8]]

  struct Damage: Error {}

  init(_ bytes: [UInt8]) throws {
    var records: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = rest.prefix(8)
      guard rest.count >= 16, Self.number(rest.dropFirst(8).prefix(4)) == CRC32C.masked(length),
        let count = Int(exactly: Self.number(length)), count <= rest.count - 16
      else { throw Damage() }
      let record = rest.dropFirst(12).prefix(count)
      let checksum = rest.dropFirst(12 + count).prefix(4)
      guard Self.number(checksum) == CRC32C.masked(record) else { throw Damage() }
      records.append(Array(record))
      rest = rest.dropFirst(16 + count)
    }
    self.records = records
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  func events() throws -> [Tensorboard_Event] {
    try records.map { try Tensorboard_Event(serializedBytes: $0) }
  }
}

@Suite("TensorBoard's event files")
struct EventFileTests {
  /// As in make-golden.py.
  private static let epochs = [
    EpochRecord(
      epoch: 1, loss: 0.5, validationLoss: 0.25, learningRate: 0.001, seconds: 2.5,
      time: 1_700_000_002.5),
    EpochRecord(
      epoch: 2, loss: 0.125, validationLoss: nil, learningRate: 0.0005, seconds: 2,
      time: 1_700_000_004.5),
    EpochRecord(
      epoch: 300, loss: 1e-9, validationLoss: 1e30, learningRate: 1e-7, seconds: 0.1,
      time: 1_700_001_000),
  ]
  /// 7 steps of 16 samples, the last of 4.
  private static let size = EpochSize(TrainingOptions(batchSize: 16), samples: 100)

  @Test("the bytes are those that TensorBoard's own writer makes")
  func golden() throws {
    let bytes = Self.epochs.flatMap { LogFormat.tensorboard.bytes(of: $0, Self.size) }
    #expect(bytes == (try goldenBytes("Logs/events.out.tfevents.golden")))
  }

  @Test("frames and messages read back: a version, then the scalars of each epoch")
  func readBack() throws {
    let bytes = Self.epochs.flatMap { LogFormat.tensorboard.bytes(of: $0, Self.size) }
    let events = try RecordFile(bytes).events()
    #expect(events.count == 4 && events[0].fileVersion == "brain.Event:2")
    #expect(events.dropFirst().map(\.step) == [1, 2, 300])
    #expect(events[1].wallTime == 1_700_000_002.5)
    let scalars = events[1].summary.value.map { ($0.tag, $0.simpleValue) }
    #expect(
      scalars.map(\.0) == [
        "loss/training", "loss/validation", "learning_rate", "epoch/seconds",
        "epoch/samples_per_second", "epoch/steps",
      ])
    #expect(scalars.map(\.1) == [0.5, 0.25, 0.001, 2.5, 40, 7])
    #expect(events[2].summary.value.map(\.tag).contains("loss/validation") == false)
  }

  @Test("a changed bit in a record is found by its frame")
  func damage() throws {
    let whole = LogFormat.tensorboard.bytes(of: Self.epochs[0], Self.size)
    for place in whole.indices {
      var damaged = whole
      damaged[place] ^= 1
      #expect(throws: RecordFile.Damage.self, "byte \(place)") { try RecordFile(damaged) }
    }
  }
}
