import KernelInterface
import Topology

extension Diagnosis {
  /// A processor is busy from here on: timer ticks and a shell stay well below.
  private static let busyShare = 0.2
  private static let stolenShare = 0.05

  /// Processors that others use now, or that the hypervisor gives to others.
  package static func activity(_ activity: ProcessorActivity, on machine: Machine) -> [Finding] {
    let loads = activity.loads.filter { machine.allowedProcessors.contains($0.processor) }
    var findings: [Finding] = []
    let busy = loads.filter { $0.busy >= busyShare }
    if !busy.isEmpty {
      let shown = busy.map { "\($0.processor) (\(percent($0.busy)))" }
      let culprits = activity.processes.filter { $0.share >= busyShare / 2 }.prefix(3)
      let names = culprits.map { "\($0.name) (process \($0.identifier), \(percent($0.share)))" }
      let noun = busy.count == 1 ? "processor" : "processors"
      let free = machine.allowedProcessors.subtracting(CPUSet(busy.map(\.processor)))
      let who = names.isEmpty ? "others" : list(names)
      findings.append(
        Finding(
          .busyProcessors,
          "\(noun) \(list(shown)) \(busy.count == 1 ? "is" : "are") busy now with \(who)",
          remedy: free.isEmpty
            ? "stop the other work or wait for it: every step waits for the slowest worker"
            : "stop the other work or keep off it with --placement \(free)"))
    }
    let stolen = loads.filter { $0.stolen >= stolenShare }
    if !stolen.isEmpty {
      let shown = stolen.map { "\($0.processor) (\(percent($0.stolen)))" }
      findings.append(
        Finding(
          .busyProcessors,
          "the hypervisor gave time of processor\(stolen.count == 1 ? "" : "s") \(list(shown)) to"
            + " other virtual machines",
          remedy: "ask for dedicated processors, or measure when the host is quiet"))
    }
    return findings
  }

  /// Governors and preferences that keep the frequency low.
  ///
  /// Under `intel_pstate` and `amd-pstate-epp`, `powersave` scales with the load like any other;
  /// there the energy preference decides. Source: Linux, Documentation/admin-guide/pm.
  package static func governor(_ files: SystemFiles, on machine: Machine) -> [Finding] {
    var slow: [String: CPUSet] = [:]
    for processor in machine.allowedProcessors {
      let folder = "/sys/devices/system/cpu/cpu\(processor)/cpufreq"
      guard let governor = files.line("\(folder)/scaling_governor") else { continue }
      let driver = files.line("\(folder)/scaling_driver") ?? ""
      let preference = files.line("\(folder)/energy_performance_preference")
      let isScaledByHardware = ["intel_pstate", "amd-pstate-epp", "amd_pstate_epp"].contains(driver)
      if isScaledByHardware {
        guard governor == "powersave", let preference, preference.hasSuffix("power") else {
          continue
        }
        slow["energy_performance_preference \(preference)", default: []].insert(processor)
      } else if governor == "powersave" || governor == "conservative" {
        slow["scaling_governor \(governor)", default: []].insert(processor)
      }
    }
    return slow.sorted { $0.key < $1.key }.map { setting, processors in
      Finding(
        .governor,
        "processors \(processors) have \(setting) (/sys/devices/system/cpu/cpu*/cpufreq)",
        remedy: "raise the frequency with `sudo cpupower frequency-set -g performance`")
    }
  }

  /// Narrower kernels than the processor could run, or a processor without wide vectors.
  ///
  /// - Parameter choice: the value of `SKEIN_ISA`, nil when it is not set.
  package static func instructionSet(
    used: InstructionSet, available: [InstructionSet], choice: String?
  ) -> [Finding] {
    guard let best = available.last else { return [] }
    if used != best {
      return [
        Finding(
          .instructionSet,
          "the \(used.rawValue) kernels are in use (SKEIN_ISA=\(choice ?? used.rawValue)), though"
            + " this processor can run \(best.rawValue)",
          remedy: "unset SKEIN_ISA")
      ]
    }
    #if arch(x86_64)
      if best == .baseline {
        return [
          Finding(
            .instructionSet,
            "this processor shows no AVX2, so the baseline kernels run, with a quarter of the"
              + " vector width or less",
            remedy: "in a virtual machine pass the host's processor through (`-cpu host`);"
              + " otherwise use a machine of x86-64-v3")
        ]
      }
    #endif
    return []
  }

  /// A build without optimisation.
  package static func build(isDebug: Bool) -> [Finding] {
    guard isDebug else { return [] }
    return [
      Finding(
        .debugBuild, "this is a debug build: everything but the kernels is unoptimised",
        remedy: "build with `swift build -c release`")
    ]
  }

  /// Whether Skein itself was compiled for debugging.
  package static var isDebugBuild: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
}
