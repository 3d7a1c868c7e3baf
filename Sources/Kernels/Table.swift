import KernelInterface

/// The kernels as compiled for this target's instruction set.
package let kernels = KernelTable(
  instructionSet: builtFor, lanes: lanes, panelWidth: panelWidth, stripVectors: stripVectors,
  findCell: { name in cells.first { $0.name == name } }, gateProduct: { gateProduct($0) },
  matrixProduct: { matrixProduct($0) }, weightGradient: { weightGradient($0) },
  packGatePanels: { packGatePanels($0) }, packColumnPanels: { packColumnPanels($0) },
  packTransposedPanels: { packTransposedPanels($0) },
  adam: { adam($0) }, add: { accumulate($0, $1, $2) }, sumOfSquares: { sumOfSquares($0, $1) },
  apply: { apply($0, $1, $2, $3) }, applyDerivative: { applyDerivative($0, $1, $2, $3) },
  draw: { drawDrops($0) }, keep: { keepDrawn($0) },
  fmaBurst: { fmaBurst($0) }, burstFlops: burstFlops)
