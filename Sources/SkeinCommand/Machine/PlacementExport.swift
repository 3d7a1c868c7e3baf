import ArgumentParser
import Skein
import Topology

/// The lines that put a program on the processors of a placement's workers, in the words of those who
/// start programs.
struct PlacementExport {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case taskset, numactl, openmp, slurm, mpirun, systemd, docker, kubernetes
  }

  let machine: Machine
  let placement: Placement

  /// What stands for the user's program.
  private static let command = "COMMAND"

  /// All processors of the workers.
  private var processors: CPUSet {
    placement.workers.reduce(CPUSet()) { $0.union($1.processors) }
  }

  /// The memory near them; empty where the machine does not tell.
  private var nodes: CPUSet {
    CPUSet(
      machine.allowedCores.filter { !CPUSet($0.processors).isDisjoint(with: processors) }
        .compactMap(\.numaNode))
  }

  func text(_ format: Format) -> String {
    let nodes = nodes
    let lines: [String]
    switch format {
    case .taskset: lines = ["taskset --cpu-list \(processors) \(Self.command)"]
    case .numactl:
      let memory = nodes.isEmpty ? "--localalloc" : "--membind=\(nodes)"
      lines = ["numactl --physcpubind=\(processors) \(memory) \(Self.command)"]
    case .openmp:
      lines = [
        "OMP_NUM_THREADS=\(placement.workers.count) OMP_PROC_BIND=true"
          + " OMP_PLACES=\"\(places)\" \(Self.command)"
      ]
    case .slurm:
      lines = [
        "srun --nodes=1 --ntasks=1 --cpus-per-task=\(processors.count)"
          + " --cpu-bind=mask_cpu:\(mask) \(Self.command)"
      ]
    case .mpirun:
      // Open MPI and MPICH name the option differently, and neither takes the system's numbers alike.
      lines = [
        "# Open MPI; with MPICH or Intel MPI: mpirun -bind-to none",
        "mpirun -n 1 --bind-to none taskset --cpu-list \(processors) \(Self.command)",
      ]
    case .systemd:
      lines =
        ["[Service]", "CPUAffinity=\(blanks(processors))"]
        + (nodes.isEmpty ? [] : ["NUMAPolicy=bind", "NUMAMask=\(blanks(nodes))"])
    case .docker:
      let memory = nodes.isEmpty ? "" : " --cpuset-mems=\(nodes)"
      lines = ["docker run --cpuset-cpus=\(processors)\(memory) IMAGE \(Self.command)"]
    case .kubernetes: lines = kubernetes
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func blanks(_ set: CPUSet) -> String {
    set.description.split(separator: ",").joined(separator: " ")
  }

  /// A place for each worker, runs of equal steps in short.
  private var places: String {
    placement.workers.map { "{\($0.processors.description)}" }.map { place in
      // OpenMP writes a range as its first number and its length.
      place.dropFirst().dropLast().split(separator: ",").map { part -> String in
        let ends = part.split(separator: "-").compactMap { Int($0) }
        guard ends.count == 2 else { return String(part) }
        return "\(ends[0]):\(ends[1] - ends[0] + 1)"
      }.joined(separator: ",")
    }.map { "{\($0)}" }.joined(separator: ",")
  }

  /// In hexadecimal digits, as srun reads it.
  private var mask: String {
    let most = Array(processors).last ?? 0
    let digits = (0...most / 4).reversed().map { place -> String in
      let value = (0..<4).reduce(0) {
        $0 | (processors.contains(4 * place + $1) ? 1 << $1 : 0)
      }
      return String(value, radix: 16)
    }
    return "0x" + digits.joined()
  }

  /// The static policy gives whole processors, and which is for the kubelet to say: it has only these
  /// to give when all others are reserved.
  private var kubernetes: [String] {
    let others = machine.onlineProcessors.subtracting(processors)
    let reserved =
      others.isEmpty
      ? ["# no processor would be left for the system: use fewer workers, such as with --leave 1"]
      : ["reservedSystemCPUs: \"\(others)\""]
    return ["# the kubelet's configuration on this node", "cpuManagerPolicy: static"] + reserved
      + [
        "# the container; equal requests and limits in all its resources make it Guaranteed",
        "resources:",
        "  requests: {cpu: \"\(processors.count)\", memory: MEMORY}",
        "  limits: {cpu: \"\(processors.count)\", memory: MEMORY}",
      ]
  }
}
