import CMPI
import Foundation
import Skein

/// The ranks of an MPI job.
struct MPIRanks: RankTransport {
  let rank: Int
  let count: Int
  /// How long a rank may be silent before all are ended, in seconds; 0 for ever.
  let patience: Double
  /// The machine of each rank.
  private(set) var hosts: [String] = []

  /// How long a rank may be silent where nobody says otherwise.
  static let usualPatience = 120.0

  /// The ranks of this process's job; nil where it is alone, or takes its own share of the machine and works for
  /// itself (`--split rank`).
  static func joined(split: String?, patience: Double = usualPatience) throws -> MPIRanks? {
    split == "rank" ? nil : try MPIRanks(patience: patience)
  }

  /// Joins the job that a launcher has started; nil where this process is alone in it.
  ///
  /// - Throws: `UsageError` where several processes were started and cannot meet, or their library may be called
  ///   by the main thread only.
  private init?(patience: Double) throws(UsageError) {
    guard try MPIBridgeFile.open(ProcessInfo.processInfo.environment) else { return nil }
    guard skein_mpi_start() != 0 else {
      throw UsageError(
        "this MPI library may be called by one thread only, and Skein's worker is another one")
    }
    (rank, count) = (Int(skein_mpi_rank()), Int(skein_mpi_size()))
    self.patience = patience
    if count == 1 {
      skein_mpi_finish()
      return nil
    }
    hosts = gather(ProcessInfo.processInfo.hostName)
  }

  func exchange(gives: [UnsafeRawBufferPointer], takes: [UnsafeMutableRawBufferPointer]) {
    precondition(
      gives.count == count && takes.count == count, "\(gives.count) parts of \(count) ranks")
    let silent = skein_mpi_exchange(
      gives.map(\.baseAddress), gives.map(\.count), takes.map(\.baseAddress), takes.map(\.count),
      patience)
    if silent >= 0 { end(waitingFor: Int(silent)) }
  }

  /// Tells which rank is silent and ends all; the lowest rank that is awake speaks before the others do.
  private func end(waitingFor silent: Int) -> Never {
    Thread.sleep(forTimeInterval: 0.3 * Double(min(rank, 10)))
    let host = hosts.isEmpty ? "" : " on \(hosts[silent])"
    StandardError.write(
      "skein: rank \(silent)\(host) has said nothing for \(NumberText.duration(patience)), frozen or cut off, so all"
        + " ranks end; a training goes on with --resume from its last checkpoint.\n")
    abort(1)
    exit(1)
  }

  /// Ranks of this one's machine, itself among them.
  var neighbours: Int { hosts.count { $0 == hosts[rank] } }

  /// Once this rank has done its part: waits until all have.
  func finish() { skein_mpi_finish() }

  /// Ends this process, whose last word another rank has.
  func leave(_ code: Int32) -> Never { exit(code) }

  /// Ends all ranks.
  func abort(_ code: Int32) { skein_mpi_abort(code) }

  /// The name and version of the library.
  static var library: String {
    var text = [CChar](repeating: 0, count: 200)
    skein_mpi_library(&text, Int32(text.count))
    let whole = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return whole.split(whereSeparator: \.isWhitespace).filter { $0 != "Version:" }.joined(
      separator: " ")
  }
}
