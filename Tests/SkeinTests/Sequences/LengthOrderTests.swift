import Skein
import Testing

@Suite("The order of samples of different lengths")
struct LengthOrderTests {
  @Test("each batch has its longest row first, and the order is one of all samples")
  func batches() {
    for count in [0, 1, 5, 8, 63, 300] {
      for batch in [1, 2, 7, 32] {
        for shuffles in [false, true] {
          let lengths = (0..<count).map { Int32(1 + ($0 * 7919) % 31) }
          var order = (0..<Int32(count)).map { $0 }
          order.withUnsafeMutableBufferPointer {
            LengthOrder.arrange(
              $0, batch: batch,
              stream: shuffles ? RandomStream(seed: 1, purpose: .batches, stream: 0) : nil
            ) { lengths[Int($0)] }
          }
          #expect(order.sorted() == (0..<Int32(count)).map { $0 })
          for first in stride(from: 0, to: count, by: batch) {
            let own = order[first..<min(first + batch, count)]
            let steps = own.map { lengths[Int($0)] }
            #expect(steps == steps.sorted(by: >))
            let members = Int32(first)..<Int32(first + own.count)
            if !shuffles { #expect(own.allSatisfy(members.contains)) }
          }
        }
      }
    }
  }

  @Test("a batch of a large set has rows of nearly one length")
  func alike() {
    let lengths = (0..<3200).map { Int32(5 + ($0 * 7919) % 96) }
    var order = (0..<Int32(3200)).map { $0 }
    order.withUnsafeMutableBufferPointer {
      LengthOrder.arrange(
        $0, batch: 32, stream: RandomStream(seed: 1, purpose: .batches, stream: 0)
      ) { lengths[Int($0)] }
    }
    var (computed, living) = (0, 0)
    for first in stride(from: 0, to: 3200, by: 32) {
      let own = order[first..<first + 32].map { Int(lengths[Int($0)]) }
      computed += 32 * own[0]
      living += own.reduce(0, +)
    }
    #expect(Double(computed) < 1.05 * Double(living))
  }

  @Test("workers that evaluate have every sample once, each pass with its longest row first")
  func evaluation() {
    for count in [1, 2, 9, 100] {
      for parts in 1...5 {
        let source = LengthSource.random(count, steps: 12, classes: 2)
        let order = EvaluationOrder(source, parts: parts)
        var seen: [Int] = []
        for part in 0..<parts {
          let share = order.share(of: part)
          for first in stride(from: share.lowerBound, to: share.upperBound, by: order.rows) {
            let pass = first..<min(first + order.rows, share.upperBound)
            let samples = pass.map { order.sample(at: $0) }
            let steps = samples.map { source.lengths[$0] }
            #expect(steps == steps.sorted(by: >))
            seen += samples
          }
        }
        #expect(seen.sorted() == Array(0..<count), "\(count) samples, \(parts) parts")
      }
    }
  }
}
