import CMPI
import Foundation
import Topology

/// The bridge to the MPI library whose launcher has started this process.
enum MPIBridgeFile {
  /// Names one by its path, whatever the launcher; `none` leaves the processes of a job without each other.
  static let variable = "SKEIN_MPI"

  /// Opens it.
  ///
  /// - Returns: whether this process is one of several that train together.
  /// - Throws: `UsageError` where it is, and nothing opens.
  static func open(_ environment: [String: String]) throws(UsageError) -> Bool {
    if let given = environment[variable], !given.isEmpty {
      if given == "none" { return false }
      guard let reason = skein_mpi_open(given) else { return true }
      throw UsageError(
        "\(variable) names \(given), which does not open: \(String(cString: reason))")
    }
    guard let job = LaunchedJob.told(by: environment) else { return false }
    guard !job.libraries.isEmpty else {
      throw UsageError(
        "srun has started \(job.processes) tasks that cannot find each other; start them with srun --mpi=pmix"
          + " or --mpi=pmi2, a single one with -n 1, or trainings of their own with \(variable)=none"
      )
    }
    var reasons: [String] = []
    for library in job.libraries {
      for path in places(of: library) where access(path, R_OK) == 0 {
        guard let reason = skein_mpi_open(path) else { return true }
        reasons.append("\(path) does not open: \(String(cString: reason))")
      }
    }
    let libraries = job.libraries.map(\.title).joined(separator: " or ")
    let name = job.libraries[0].rawValue
    throw UsageError(
      "\(job.variable) says that \(job.processes) processes were started together, and the bridge to \(libraries)"
        + " that one training of all takes \(reasons.isEmpty ? "is not beside this program" : "is no use")"
        + " (\(reasons.isEmpty ? "make mpi MPI=\(name) makes it" : reasons.joined(separator: ", ")));"
        + " trainings of their own take \(variable)=none")
  }

  /// - Throws: `UsageError` where this process is one of several that a launcher has started, and `work` is that of
  ///   one.
  static func refuse(_ work: String) throws(UsageError) {
    let environment = ProcessInfo.processInfo.environment
    guard environment[variable] != "none", let job = LaunchedJob.told(by: environment) else {
      return
    }
    throw UsageError(
      "\(job.variable) says that \(job.processes) processes were started together, and \(work); start one of them"
    )
  }

  /// Beside the program, where builds put it, and where `make install` does.
  private static func places(of library: LaunchedJob.Library) -> [String] {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
    let folder = URL(fileURLWithPath: program).deletingLastPathComponent()
    let name = "libskein-\(library.rawValue).so"
    return [folder.appending(path: name), folder.appending(path: "../lib/skein/\(name)")].map(
      \.path)
  }
}
