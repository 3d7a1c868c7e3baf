import CPlatform

/// Runs `body` with subnormal numbers flushed to zero on the calling thread, then restores the
/// thread's own mode. Speed then does not depend on values, and every instruction set rounds alike.
package func withSubnormalsFlushed<Result>(_ body: () throws -> Result) rethrows -> Result {
  let before = skein_float_control()
  skein_set_float_control(skein_float_control_flushing(before))
  defer { skein_set_float_control(before) }
  return try body()
}
