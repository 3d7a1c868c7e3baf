import Foundation

extension RunStatus {
  /// - Parameters:
  ///   - words: the file.
  ///   - own: `StatusIdentity.ownSystem` of who reads.
  ///   - start: when a process of this system began.
  package init(
    words: [UInt64], file: String, own: UInt64, start: (Int32) -> UInt64?
  ) throws(RunStatusError) {
    func word(_ field: StatusBoard.Field) -> UInt64 { words[field.rawValue] }
    func bad(_ problem: String) -> RunStatusError { .malformed(file: file, problem: problem) }
    guard word(.magic) == StatusBoard.magic else { throw bad("it begins otherwise") }
    guard word(.version) == StatusBoard.version else {
      throw .laterVersion(file: file, version: word(.version))
    }
    guard let written = StatusBoard.State(rawValue: word(.state)) else {
      throw bad("its state is \(word(.state))")
    }
    guard let process = Int32(exactly: word(.process)), process > 0 else {
      throw bad("its process is \(word(.process))")
    }
    guard word(.workers) <= UInt64(Crew.mostThatMeet) else {
      throw bad("it has \(word(.workers)) workers")
    }
    func number(_ field: StatusBoard.Field) throws(RunStatusError) -> Int {
      guard let value = Int(exactly: word(field)), value <= 1 << 53 else {
        throw bad("its \(field) is \(word(field))")
      }
      return value
    }
    self.process = process
    state = Self.state(
      written, isHere: own != 0 && word(.system) == own,
      isAlive: start(process) == word(.processStart))
    host = Self.host(words)
    batchSize = try number(.batchSize)
    epochs = try number(.epochs)
    epoch = min(try number(.epoch), max(epochs, 1))
    step = try number(.step)
    stepsPerEpoch = try number(.stepsPerEpoch)
    loss = Double(bitPattern: word(.loss))
    lastLoss = Double(bitPattern: word(.lastLoss))
    validationLoss = Double(bitPattern: word(.validationLoss))
    bestEpoch = try number(.bestEpoch)
    bestLoss = Double(bitPattern: word(.bestLoss))
    samples = try number(.samples)
    let (begun, seen) = (word(.begun), word(.seen))
    seconds = Double(seen &- min(begun, seen)) / 1e9
    let isHere = own != 0 && word(.system) == own
    let now = PhaseClock.now
    silentSeconds = isHere && now >= seen ? Double(now - seen) / 1e9 : nil
    began = Date(timeIntervalSince1970: Double(word(.begunDate)) / 1e9)
    let last = state == .running ? now : seen
    workers = (0..<Int(word(.workers))).map { Self.worker($0, words, until: last) }
  }

  private static func state(
    _ written: StatusBoard.State, isHere: Bool, isAlive: Bool
  ) -> State {
    switch written {
    case .ended: .ended
    case .failed: .failed
    case .interrupted: .interrupted
    case .starting, .running:
      !isHere ? .elsewhere : !isAlive ? .killed : written == .running ? .running : .starting
    }
  }

  private static func host(_ words: [UInt64]) -> String {
    let first = StatusBoard.Field.host.rawValue
    let bytes = words[first..<first + StatusBoard.hostWords].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func worker(_ worker: Int, _ words: [UInt64], until now: UInt64) -> Worker {
    let first = StatusBoard.firstWorker + worker * StatusBoard.workerWords
    func word(_ field: StatusBoard.WorkerField) -> UInt64 { words[first + field.rawValue] }
    func lessOne(_ field: StatusBoard.WorkerField) -> Int? {
      word(field) == 0 ? nil : Int(clamping: word(field) - 1)
    }
    let begun = word(.begun)
    return Worker(
      worker: worker, phase: WorkerProgress.phase(of: word(.stamp)),
      step: WorkerProgress.step(of: word(.stamp)), waitingSeconds: Double(word(.waiting)) / 1e9,
      seconds: begun == 0 ? 0 : Double(now &- min(begun, now)) / 1e9,
      processor: lessOne(.processor), core: lessOne(.core), numaNode: lessOne(.numaNode),
      team: lessOne(.team), thread: Int(clamping: word(.thread)))
  }
}
