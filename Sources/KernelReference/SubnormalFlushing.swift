import CPlatform

/// Runs `body` with subnormal results flushed to zero and subnormal inputs read as zero on the
/// calling thread, as every worker runs its kernels, and then restores the thread's setting.
///
/// Never inlined: arithmetic of the caller must not move to the other side of the switch.
@inline(never)
package func withSubnormalsFlushed<Result>(_ body: () throws -> Result) rethrows -> Result {
  let word = skein_float_control()
  skein_set_float_control(skein_float_control_flushing(word))
  defer { skein_set_float_control(word) }
  return try body()
}
