import Foundation
import Skein
import Support
import Testing

/// The bits of `skein train --seed 0` to 4, as they have been since the first version: whoever
/// changes them changes every result of Skein.
@Suite("The bits of the reference job")
struct ReferenceBitsTests {
  static let hashes = [
    "a32b3d6b5f440c527beafb6a8cf5372668e36a4f3d640665d0aa05c27d7bf73f",
    "d45043167c188718856336f5e22d7517eefc5e69dc1c430d346aca9b0a4119ba",
    "f4c19b9f109573df41dcb0139fc00e8f3fc4a5ccd62582e537e2a51349f25b0d",
    "156376f68bc1b50d17fce1dcc3b8468153b9a82f3d197ebd38571d1e1086c063",
    "54b47b0a5ea4f6ac1dadefca1dedbad4cd97f3b46c927e9d32cea86fe363610f",
  ]

  /// The same after two epochs of seed 0.
  static let shortHash = "991648cc2916049827ca3e791b8f935560e614db4f32dd80b636bebdf8caa531"

  /// The SHA-256 of the file that `skein train` writes for a seed.
  private func hash(seed: UInt64, instructionSet: Int?, epochs: Int = 20) throws -> String {
    var settings = RunSettings()
    settings.seed = seed
    settings.epochs = epochs
    let data = try Dataset(
      DataSource.load(settings.data.names, options: settings.dataOptions), window: settings.window,
      horizon: settings.horizon, testSplit: settings.testSplit,
      validationSplit: settings.validationSplit, scaling: settings.scale)
    let trainer = try Trainer(
      Model(Sequential(specification: settings.model), for: data, seed: seed),
      options: settings.trainingOptions,
      crew: TestMachine.crew(workers: 2, instructionSet: instructionSet))
    trainer.callbacks = settings.callbacks(best: FilePlace(path: "/nowhere/best"))
    try trainer.fit(data.training, validation: data.validation)
    return try SHA256.digest(TensorFile(trainer.model.weights).bytes())
  }

  @Test(
    "are those of every version", .timeLimit(.minutes(10)),
    arguments: hashes.indices.prefix(Sanitizer.isPresent ? 1 : 5))
  func seeds(seed: Int) throws {
    #expect(try hash(seed: UInt64(seed), instructionSet: nil) == Self.hashes[seed])
  }

  @Test(
    "are those of every instruction set", .timeLimit(.minutes(10)),
    .disabled(if: Sanitizer.isPresent, "it looks for the same in the widest"),
    arguments: KernelSelection.available.indices.dropLast())
  func instructionSets(set: Int) throws {
    #expect(try hash(seed: 0, instructionSet: set, epochs: 2) == Self.shortHash)
    // Without fused multiply-adds the whole job takes minutes.
    if ProcessInfo.processInfo.environment["SKEIN_EXHAUSTIVE"] != nil {
      for (seed, expected) in Self.hashes.enumerated() {
        #expect(try hash(seed: UInt64(seed), instructionSet: set) == expected)
      }
    }
  }

  @Test("are hashed as sha256sum does")
  func digests() {
    #expect(
      SHA256.digest(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      SHA256.digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
