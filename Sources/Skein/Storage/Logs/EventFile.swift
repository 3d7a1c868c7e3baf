import EventSchema
import SwiftProtobuf

/// The epochs of a training as TensorBoard reads them: scalars by the number of the epoch.
///
/// Source: TensorBoard's `event.proto` and `summary.proto`, and the frames of TensorFlow's records.
enum EventFile {
  private static let version = "brain.Event:2"

  /// The records of an epoch; the first one's have the file's version before them.
  ///
  /// - Parameter time: in seconds since 1970; nil where it is not known.
  static func records(of epoch: LoggedEpoch, endedAt time: Double?) -> [UInt8] {
    let scalars: [(tag: String, value: Double?)] = [
      ("loss/training", epoch.loss), ("loss/validation", epoch.validationLoss),
      ("learning_rate", epoch.learningRate), ("epoch/seconds", epoch.seconds),
      ("epoch/samples_per_second", epoch.samplesPerSecond), ("epoch/steps", Double(epoch.steps)),
    ]
    var event = Tensorboard_Event()
    event.wallTime = time ?? 0
    event.step = Int64(epoch.epoch)
    event.summary.value = scalars.compactMap { scalar in
      scalar.value.map { value in
        var entry = Tensorboard_Summary.Value()
        entry.tag = scalar.tag
        entry.simpleValue = Float(value)
        return entry
      }
    }
    var records = TFRecord.framed(bytes(of: event))
    if epoch.epoch == 1 {
      var first = Tensorboard_Event()
      first.wallTime = max((time ?? 0) - epoch.seconds, 0)
      first.fileVersion = version
      records = TFRecord.framed(bytes(of: first)) + records
    }
    return records
  }

  private static func bytes(of event: Tensorboard_Event) -> [UInt8] {
    // Only a message that lacks a required field, which these do not have, cannot be written.
    (try? event.serializedBytes()) ?? []
  }
}
