import CPlatform
import KernelInterface
import Kernels

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// The kernel tables that this processor can run, from the narrowest to the widest.
package let availableKernels: [KernelTable] = {
  var tables = [Kernels.kernels]
  #if arch(x86_64)
    if skein_cpu_has_avx2() { tables.append(KernelsAVX2.kernels) }
    if skein_cpu_has_avx512() { tables.append(KernelsAVX512.kernels) }
  #endif
  return tables
}()
