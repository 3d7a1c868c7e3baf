/// Chains of independent FMAs in one iteration: enough to hide the latency on two FMA units.
private let burstChains = 12

/// Floating-point operations of one iteration.
let burstFlops = burstChains * lanes * 2

/// Nothing but FMAs on registers: what the core can do at best, the yardstick of `skein bench`.
///
/// Returns a value that depends on all of them, so that none is left out.
func fmaBurst(_ iterations: Int) -> Float {
  // Each chain begins at a number of its own that the compiler cannot know: it would compute equal
  // chains once, and a chain that stays at one number not at all.
  var sums = InlineArray<12, Vector>(repeating: splat(0))
  for j in 0..<12 { sums[j] = splat(Float(iterations &+ j)) }
  let a = splat(0.999_9)
  let b = splat(0.000_1)
  for _ in 0..<iterations {
    for j in 0..<12 { sums[j] = fma(sums[j], a, b) }
  }
  var total = sums[0]
  for j in 1..<12 { total = add(total, sums[j]) }
  return total[0]
}
