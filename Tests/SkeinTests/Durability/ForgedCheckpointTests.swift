import Foundation
import Skein
import Testing

/// Checkpoints with a right hash and wrong numbers: as somebody would make one who wants to know.
@Suite("Forged checkpoints")
struct ForgedCheckpointTests {
  /// The bytes of a checkpoint with some tensors and strings replaced, hashed anew.
  private static func forged(
    _ sound: Safetensors, tensors: [String: [UInt8]] = [:], texts: [String: String] = [:]
  ) throws -> [UInt8] {
    var file = TensorFile(metadata: sound.metadata.merging(texts) { $1 })
    for entry in sound.entries {
      let content = try tensors[entry.name] ?? sound.bytes(named: entry.name)
      file.add(entry) { append throws(FileError) in
        try content.withUnsafeBufferPointer { content throws(FileError) in
          try append(UnsafeRawBufferPointer(content))
        }
      }
    }
    return try file.bytes(hashed: true)
  }

  private static func bytes<Element>(_ values: [Element]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }

  /// Goes on from a forged checkpoint, which must be refused in a sentence.
  private func refuse(_ forged: [UInt8], _ job: DurableJob, _ what: String) throws {
    let error = #expect(throws: (any Error).self, "\(what)") {
      let checkpoint = try CheckpointFile.read(Safetensors(bytes: forged, file: "forged"))
      _ = try job.resume(from: checkpoint, workers: 1)
    }
    // Weights that are astray look like those of a training that diverges.
    let isDivergence = (error as? TrainingError)?.isDivergence ?? false
    #expect(
      error is CheckpointError || error is SafetensorsError || isDivergence,
      "\(what): \(error as Any)")
  }

  @Test("any number of an array that is not finite is refused")
  func arrays() throws {
    try CheckpointFileTests.withCheckpoints { checkpoints, job in
      let sound = try Safetensors(path: checkpoints.newestFile)
      let arrays = sound.entries.filter { $0.type == .float32 }
      #expect(arrays.count >= 4)
      for entry in arrays {
        for value in [Float.nan, .infinity, -.infinity] {
          var numbers = try sound.floats(named: entry.name, shape: entry.shape)
          numbers[numbers.count / 2] = value
          let forged = try Self.forged(sound, tensors: [entry.name: Self.bytes(numbers)])
          try refuse(forged, job, "\(entry.name) with \(value)")
        }
      }
    }
  }

  @Test("any number that no training comes to is refused")
  func numbers() throws {
    try CheckpointFileTests.withCheckpoints { checkpoints, job in
      let sound = try Safetensors(path: checkpoints.newestFile)
      for entry in sound.entries where entry.type == .float64 {
        let numbers = try sound.doubles(named: entry.name, shape: entry.shape)
        for place in numbers.indices {
          // A loss may be anything finite, and may be below zero.
          for value in [Double.nan, .infinity, -.infinity] {
            var changed = numbers
            changed[place] = value
            let forged = try Self.forged(sound, tensors: [entry.name: Self.bytes(changed)])
            try refuse(forged, job, "\(entry.name)[\(place)] = \(value)")
          }
        }
      }
      for (name, values) in [
        ("learning_rate", [[0], [-1]]), ("optimizer.numbers", [[2, 0.5], [0.5, -1]]),
        ("history.seconds", [[-1]]), ("history.time", [[-1]]),
      ] as [(String, [[Double]])] {
        for value in values {
          let forged = try Self.forged(sound, tensors: [name: Self.bytes(value)])
          try refuse(forged, job, "\(name) = \(value)")
        }
      }
    }
  }

  @Test("counts that disagree with each other or with the data are refused")
  func counts() throws {
    let values: [UInt64] = [
      1 << 31, 1 << 40, 1 << 59, (1 << 60) - 1, 1 << 60, 1 << 63, .max, 26, 5,
    ]
    try CheckpointFileTests.withCheckpoints { checkpoints, job in
      let sound = try Safetensors(path: checkpoints.newestFile)
      let position = try sound.uint64s(named: "position", shape: [5])
      #expect(position == [1, 3, 25, 0, 7])
      for place in position.indices {
        for value in values where value != position[place] {
          // More steps than this training's are those of others before it.
          if place == 4, value > 7, value < 1 << 32 { continue }
          var changed = position
          changed[place] = value
          let forged = try Self.forged(sound, tensors: ["position": Self.bytes(changed)])
          try refuse(forged, job, "position[\(place)] = \(value)")
        }
      }
      for epoch in [0, 2, 1 << 40, .max] as [UInt64] {
        let forged = try Self.forged(sound, tensors: ["best.epoch": Self.bytes([epoch])])
        try refuse(forged, job, "best epoch \(epoch)")
      }
    }
  }

  @Test("a callback's state that no training comes to is refused")
  func callbacks() throws {
    try CheckpointFileTests.withCheckpoints { checkpoints, job in
      let sound = try Safetensors(path: checkpoints.newestFile)
      let key = "skein.callbacks"
      let text = try #require(sound.metadata[key])
      #expect(text.contains(#"\"waited\":0"#), "\(text)")
      for waited in ["9223372036854775807", "-1", "1e300", "null"] {
        let changed = text.replacing(#"\"waited\":0"#, with: #"\"waited\":\#(waited)"#)
        try refuse(try Self.forged(sound, texts: [key: changed]), job, "waited \(waited)")
      }
    }
  }
}
