/// Which samples train, validate and test.
package struct SampleSplit: Sendable, Equatable {
  package private(set) var training: [Int32] = []
  package private(set) var validation: [Int32] = []
  package private(set) var test: [Int32] = []

  /// The part of each sample, by its name in tables.
  package var parts: [String] {
    var parts = [String](
      repeating: "train", count: training.count + validation.count + test.count)
    for sample in validation { parts[Int(sample)] = "validation" }
    for sample in test { parts[Int(sample)] = "test" }
    return parts
  }

  /// Draws the parts from each class by itself, so that each part has the classes in the shares of the
  /// whole; the last sample of a class is one for training.
  ///
  /// - Parameters:
  ///   - classes: of each sample, from 0.
  ///   - validationSplit: of what the test leaves.
  package init(
    classes: [Int32], count: Int, testSplit: Double, validationSplit: Double, seed: UInt64
  ) {
    var members = [[Int32]](repeating: [], count: count)
    for (sample, own) in classes.enumerated() { members[Int(own)].append(Int32(sample)) }
    for (number, own) in members.enumerated() where !own.isEmpty {
      let order = RandomStream(seed: seed, purpose: .split, stream: UInt64(number))
        .permutation(count: own.count)
      let tested = min(Int((Double(own.count) * testSplit).rounded()), own.count - 1)
      let rest = own.count - tested
      let validated = min(Int((Double(rest) * validationSplit).rounded()), rest - 1)
      for (place, index) in order.enumerated() {
        let sample = own[Int(index)]
        if place < tested {
          test.append(sample)
        } else if place < tested + validated {
          validation.append(sample)
        } else {
          training.append(sample)
        }
      }
    }
    training.sort()
    validation.sort()
    test.sort()
  }
}
