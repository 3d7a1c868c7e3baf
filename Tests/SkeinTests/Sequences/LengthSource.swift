import Foundation
import Skein
import Testing

/// Samples of arrays with lengths of their own.
struct LengthSource: SampleSource {
  var samples: ArraySource
  var lengths: [Int]

  var count: Int { samples.count }
  var inputShape: LayerShape { samples.inputShape }
  var targetCount: Int { samples.targetCount }
  var hasLengths: Bool { true }

  func length(of sample: Int) -> Int { lengths[sample] }

  func gatherInput(_ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>) {
    samples.gatherInput(sample, row: row, rows: rows, into: batch)
  }

  func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {
    samples.gatherTargets(sample, into: row)
  }

  func identity() -> [IdentityItem] { samples.identity() }

  /// Random inputs and classes; at each step a class where `steps` is set.
  static func random(_ count: Int, steps: Int, classes: Int, atEachStep: Bool = false)
    -> LengthSource
  {
    let stream = RandomStream(seed: 3, purpose: .noise, stream: 1)
    var source = ArraySource.random(
      samples: count, input: LayerShape(steps: steps, features: 2), targets: 1, seed: 3)
    source.targets = (0..<count).map { sample in
      (0..<(atEachStep ? steps : 1)).map {
        Float(Int(stream.bits(at: UInt64(sample * steps + $0)) % UInt32(classes)))
      }
    }
    let lengths = (0..<count).map {
      1 + Int(stream.bits(at: UInt64(1_000_000 + $0)) % UInt32(steps))
    }
    return LengthSource(samples: source, lengths: lengths)
  }
}
