import Foundation
import Skein
import Testing

@Suite("Heads")
struct HeadTests {
  /// One case of Golden/Heads/heads.safetensors, made by make-golden.py there.
  private struct Golden {
    let specification: String
    let head: any Head
    let rows: Int
    let features: Int
    /// [rows][features]
    let outputs: [Float]
    /// [rows][targets]
    let targets: [Float]
    let loss: Double
    let gradient: [Double]

    static func all() throws -> [Golden] {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/Heads/heads", withExtension: "safetensors"))
      let file = try Safetensors(path: url.path)
      let cases = try #require(file.metadata["cases"]).split(separator: " ").map(String.init)
      return try cases.enumerated().map { index, name in
        func shape(_ tensor: String) throws -> [Int] {
          try #require(file.entry(named: "\(tensor).\(index)")).shape
        }
        let outputs = try shape("outputs")
        return Golden(
          specification: name, head: try HeadCatalog.head(of: name), rows: outputs[0],
          features: outputs[1],
          outputs: try file.floats(named: "outputs.\(index)", shape: outputs),
          targets: try file.floats(named: "targets.\(index)", shape: try shape("targets")),
          loss: try file.doubles(named: "loss.\(index)", shape: [1])[0],
          gradient: try file.doubles(named: "gradient.\(index)", shape: outputs))
      }
    }
  }

  /// The mean loss of some rows of one vector each, and its gradient: [rows][features].
  private func evaluate(
    _ head: any Head, outputs: [Float], targets: [Float], rows: Int, stride: Int? = nil
  ) -> (loss: Double, gradient: [Float]) {
    let features = outputs.count / rows
    let stride = stride ?? features
    let values = SharedBuffer<Float>(repeating: 7, count: rows * stride)
    let gradient = SharedBuffer<Float>(repeating: 7, count: rows * stride)
    let wanted = SharedBuffer(targets)
    for row in 0..<rows {
      for index in 0..<features {
        values.base[row * stride + index] = outputs[row * features + index]
      }
    }
    let activations = Activations(
      values: values.base, stride: stride, features: features, vectors: 1)
    let terms = head.terms(for: LayerShape(features: features)) * rows
    let each = targets.count / rows
    var loss = 0.0
    withExtendedLifetime((values, gradient, wanted)) {
      for row in 0..<rows {
        let headRow = HeadRow(
          outputs: activations, rows: rows, row: row, targets: wanted.base + row * each)
        let alone = head.loss(of: headRow, scale: 0, gradient: nil)
        let both = head.loss(of: headRow, scale: 1 / Float(terms), gradient: gradient.base)
        #expect(alone.bitPattern == both.bitPattern, "the loss with and without a gradient")
        loss += both
      }
    }
    let found = (0..<rows).flatMap { row in
      (0..<features).map { gradient.base[row * stride + $0] }
    }
    for row in 0..<rows {
      for index in features..<stride { #expect(gradient.base[row * stride + index] == 7) }
    }
    return (loss / Double(terms), found)
  }

  @Test("losses and gradients are PyTorch's")
  func golden() throws {
    let all = try Golden.all()
    for golden in all {
      let head = golden.head
      #expect(
        head.targets(for: LayerShape(features: golden.features)) * golden.rows
          == golden.targets.count)
      let found = evaluate(
        head, outputs: golden.outputs, targets: golden.targets, rows: golden.rows,
        stride: golden.features + 3)
      let error = (found.loss - golden.loss).magnitude
      // Softmax is of single precision.
      #expect(error <= 1e-7 * golden.loss, "\(golden.specification): \(found.loss)")
      // Row by row: one row's numbers may be a thousand times another's.
      for row in 0..<golden.rows {
        let range = row * golden.features..<(row + 1) * golden.features
        let distance = TensorDistance.largest(
          found.gradient[range].map(Double.init), to: Array(golden.gradient[range]))
        #expect(distance < 4e-6, "\(golden.specification), row \(row)")
      }
    }
    let kinds = Set(all.map { String($0.specification.prefix { $0 != ":" }) })
    #expect(kinds == Set(HeadCatalog.kinds.map { $0.keyword }))
  }

  @Test("gradients agree with differences of the loss over five points")
  func differences() throws {
    for golden in try Golden.all() where golden.features < 100 {
      // Multiples of 2⁻⁷, so that each point is exact, and none where a slope jumps.
      let outputs = golden.outputs.map { ($0 * 64).rounded() / 64 + 1 / 128 }
      let isCount = golden.head.domain == .counts
      let targets = golden.targets.map {
        golden.head.domain == .numbers ? ($0 * 64).rounded() / 64 : isCount ? min($0, 30) : $0
      }
      let found = evaluate(golden.head, outputs: outputs, targets: targets, rows: golden.rows)
      for index in outputs.indices {
        func loss(_ steps: Float) -> Double {
          var moved = outputs
          moved[index] += steps / 512
          return evaluate(golden.head, outputs: moved, targets: targets, rows: golden.rows).loss
        }
        let slope = (8 * (loss(1) - loss(-1)) - (loss(2) - loss(-2))) * 512 / 12
        let error = (Double(found.gradient[index]) - slope).magnitude
        #expect(error < 2e-5 * max(slope.magnitude, 0.1), "\(golden.specification) at \(index)")
      }
    }
  }

  @Test("a ruined output is found out", arguments: HeadCatalog.kinds.map { $0.keyword })
  func ruined(keyword: String) throws {
    let head = try HeadCatalog.head(of: keyword)
    let features = max(head.outputsPerTarget, head.domain == .classes ? 3 : 1)
    for index in 0..<features {
      var outputs = [Float](repeating: 0.5, count: features)
      outputs[index] = .nan
      let found = evaluate(head, outputs: outputs, targets: [1], rows: 1)
      #expect(found.loss.isNaN, "output \(index)")
      #expect(found.gradient.contains { $0.isNaN }, "output \(index)")
    }
  }

  @Test("large and small outputs give losses that are numbers")
  func extremes() throws {
    for golden in try Golden.all() {
      let size: Float = golden.specification == "poisson" ? 80 : 1000
      for value in [-size, size] {
        let outputs = [Float](repeating: value, count: golden.outputs.count)
        let found = evaluate(
          golden.head, outputs: outputs, targets: golden.targets, rows: golden.rows)
        #expect(found.loss.isFinite, "\(golden.specification) at \(value)")
        #expect(found.gradient.allSatisfy { $0.isFinite }, "\(golden.specification) at \(value)")
      }
    }
  }

  @Test(
    "each trains to the same bits with any workers and instruction set, and lowers its loss",
    arguments: [
      "logcosh", "quantile:0.1:0.5:0.9", "gaussian", "student", "poisson", "negbinomial",
      "binary:smoothing=0.1", "crossentropy:smoothing=0.1:weights=1.0/2.0/1.0/1.0/1.0",
    ])
  func sameBits(specification: String) throws {
    let loss = try #require(Loss(rawValue: specification))
    #expect(loss.rawValue == specification)
    let head = loss.head
    let outputs = head.domain == .classes ? 5 : 2 * head.outputsPerTarget
    let targets = head.domain == .classes ? 1 : 2
    var source = ArraySource.random(
      samples: 37, input: LayerShape(steps: 4, features: 2), targets: targets)
    for sample in source.targets.indices {
      source.targets[sample] = source.targets[sample].map { target in
        switch head.domain {
        case .numbers: target
        case .counts: (4 * target + 4).rounded()
        case .shares: target > 0 ? 1 : 0
        case .classes: (2 * target + 2).rounded()
        }
      }
    }
    let architecture = try Sequential(specification: "lstm:9,dense:\(outputs)")
    let model = try Model(architecture, input: source.inputShape)
    let options = TrainingOptions(epochs: 4, batchSize: 8, learningRate: 0.02, loss: loss)
    var first: [UInt32]?
    for set in KernelSelection.available.indices {
      for workers in [1, 2, 3] {
        let trainer = try Trainer(
          model, options: options,
          crew: TestMachine.crew(workers: workers, instructionSet: set))
        let epochs = try trainer.fit(source).epochs
        #expect(epochs[3].loss < epochs[0].loss)
        let bits = trainer.model.weights.values.map(\.bitPattern)
        if first == nil { first = bits }
        #expect(bits == first, "\(workers) workers, set \(set)")
      }
    }
  }

  @Test("what a head reads from an output is what its reading says")
  func readings() throws {
    func read(_ specification: String, _ outputs: [Float]) throws -> [Float] {
      let head = try HeadCatalog.head(of: specification)
      let values = SharedBuffer(outputs)
      head.read(values.base, count: outputs.count)
      return Array(values.elements)
    }
    #expect(try read("mse", [-3]) == [-3])
    #expect(try read("quantile:0.1:0.5:0.9", [2, 1, 3]) == [1, 2, 3])
    #expect(try read("gaussian", [5, -1000]) == [5, 1e-4])
    #expect(try read("student", [5, -1000, -1000]) == [5, 1e-4, 2.0001])
    #expect(try read("poisson", [0]) == [1])
    #expect(try read("negbinomial", [1000, -1000]) == [1000.0001, 1e-4])
    #expect(try read("binary", [0]) == [0.5])
    let shares = try read("crossentropy", [1, 1, -500, 1])
    #expect(zip(shares, [Float(1) / 3, 1 / 3, 0, 1 / 3]).allSatisfy { ($0 - $1).magnitude < 1e-7 })
    #expect(HeadReading.quantiles([0.1, 0.4, 0.9]).point == 1)
    #expect(HeadReading.probabilities.point == nil && HeadReading.value.point == 0)
    for kind in HeadCatalog.kinds {
      let head = try HeadCatalog.head(of: kind.keyword)
      let count: Int? =
        switch head.reading {
        case .value, .probability: 1
        case .quantiles(let quantiles): quantiles.count
        case .distribution(let names): names.count
        case .probabilities: nil
        }
      #expect((count ?? 1) == head.outputsPerTarget, "\(kind.keyword)")
    }
  }

  @Test("a model that a head reads predicts one number for each target, as a predictor does")
  func readModel() throws {
    let source = ArraySource.random(
      samples: 9, input: LayerShape(steps: 3, features: 2), targets: 2)
    let crew = try TestMachine.crew(workers: 2)
    for (loss, outputs) in [
      ("mse", 2), ("quantile:0.2:0.6:0.9", 6), ("gaussian", 4), ("poisson", 2), ("binary", 2),
      ("crossentropy", 5),
    ] {
      let head = try HeadCatalog.head(of: loss)
      let raw = try Model(
        Sequential(specification: "lstm:3,dense:\(outputs)"), input: source.inputShape)
      let model = try raw.read(by: head)
      let isClass = head.domain == .classes
      #expect(model.output == LayerShape(features: isClass ? 1 : 2), "\(loss)")
      let numbers = try raw.predict(source, crew: crew)
      let each = isClass ? outputs : head.outputsPerTarget
      let wanted = stride(from: 0, to: numbers.count, by: each).map { first in
        let values = SharedBuffer(Array(numbers[first..<first + each]))
        head.read(values.base, count: each)
        let told = Array(values.elements)
        return head.reading.point.map { told[$0] } ?? Float(ClassScores.best(of: told))
      }
      #expect(try model.predict(source, crew: crew) == wanted, "\(loss)")
      let first = try Predictor(model, kernels: crew.kernels).predict(source.inputs[0])
      #expect(first == Array(wanted.prefix(first.count)), "\(loss)")
      #expect(try model.unread.predict(source, crew: crew) == numbers, "\(loss)")
    }
    let model = try Model(Sequential([Dense(3)]), input: LayerShape(features: 2))
    #expect(throws: ModelError.self) { try model.read(by: NormalLikelihood()) }
  }

  @Test("a last layer that the loss cannot use is refused, with the one that it needs")
  func misfits() throws {
    func error(_ loss: String, _ model: String, targets: Int) throws -> String? {
      let source = ArraySource.random(
        samples: 2, input: LayerShape(steps: 2, features: 1), targets: targets)
      let model = try Model(Sequential(specification: model), input: source.inputShape)
      let options = TrainingOptions(loss: try #require(Loss(rawValue: loss)))
      let trainer = try Trainer(model, options: options, crew: TestMachine.crew(workers: 1))
      do { try trainer.fit(source) } catch { return "\(error)" }
      return nil
    }
    #expect(
      try error("quantile:0.1:0.9", "lstm:2,dense:1", targets: 1)
        == "the last layer, dense:1, gives 1 number, but the loss quantile:0.1:0.9 needs 2 for 1"
        + " target; end the model with dense:2.")
    #expect(try error("gaussian", "lstm:2,dense:3", targets: 2)?.contains("dense:4.") == true)
    #expect(try error("gaussian", "lstm:2,dense:5", targets: 2)?.contains("dense:4.") == true)
    #expect(try error("crossentropy", "lstm:2,dense:1", targets: 1)?.contains("2 or more") == true)
    #expect(
      try error("crossentropy:weights=1/2/3", "lstm:2,dense:2", targets: 1)?
        .contains("dense:3.") == true)
    #expect(try error("gaussian", "lstm:2,dense:4", targets: 2) == nil)
  }

  @Test("targets that a loss has no meaning for are refused before anything is trained")
  func domains() throws {
    func error(_ loss: String, _ targets: [Float]) throws -> TrainingError? {
      var source = ArraySource.random(
        samples: targets.count, input: LayerShape(features: 1), targets: 1)
      source.targets = targets.map { [$0] }
      let head = try HeadCatalog.head(of: loss)
      let outputs = head.domain == .classes ? 3 : head.outputsPerTarget
      let model = try Model(Sequential([Dense(outputs)]), input: source.inputShape)
      let trainer = try Trainer(
        model, options: TrainingOptions(epochs: 1, loss: Loss(head)),
        crew: TestMachine.crew(workers: 1))
      do {
        try trainer.fit(source)
        return nil
      } catch let error as TrainingError { return error }
    }
    #expect(try error("poisson", [0, 3, 70000]) == nil)
    let found = try #require(try error("poisson", [0, 2, 1.5]))
    #expect(
      found.description
        == "the target 1.5 of sample 3 makes no sense for the loss poisson, which takes counts: whole"
        + " numbers from 0; leave the targets as they are, unscaled, or take another loss.")
    for (loss, target) in [
      ("poisson", -1), ("negbinomial", 0.5), ("binary", 1.25), ("binary", -0.5),
      ("crossentropy", 3), ("crossentropy", -1), ("crossentropy", 0.5), ("crossentropy", .nan),
      ("poisson", .nan), ("poisson", .infinity),
    ] as [(String, Float)] {
      let error = try error(loss, [1, target])
      #expect(error?.description.contains("sample 2 ") == true, "\(loss) of \(target)")
    }
    #expect(try error("binary", [0, 1, 0.5]) == nil && error("crossentropy", [0, 2]) == nil)
  }

  @Test(
    "a name that makes no sense is refused",
    arguments: [
      "quantile:0", "quantile:1", "quantile:0.9:0.1", "quantile:x", "quantile:", "gaussian:1",
      "binary:2", "binary:positive=0", "crossentropy:2", "crossentropy:weights=1/-1",
      "crossentropy:weights=", "crossentropy:weights=1//2", "logcosh:1",
    ])
  func refused(text: String) {
    #expect(throws: SettingsError.self) { try HeadCatalog.head(of: text) }
  }
}
