/// Machines and workers in a few words.
package enum MachineText {
  /// “1 package, 2 NUMA nodes, 16 cores, 32 processors”.
  package static func size(
    packages: Int, numaNodes: Int, cores: Int, processors: Int
  ) -> String {
    [
      NumberText.count(packages, "package"), NumberText.count(numaNodes, "NUMA node"),
      NumberText.count(cores, "core"), NumberText.count(processors, "processor"),
    ].joined(separator: ", ")
  }

  /// “8 workers, placement spread”.
  package static func crew(_ workers: Int, placement: some CustomStringConvertible) -> String {
    "\(NumberText.count(workers, "worker")), placement \(placement)"
  }
}
