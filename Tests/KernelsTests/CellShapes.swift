import KernelProblems

/// The shapes that the sweeps over a cell go through.
enum CellShapes: CaseIterable {
  /// Every remainder of rows and units, with input sizes and step counts that take turns.
  case remainders
  /// Every input size against the edges of each vector width.
  case inputSizes

  func problems(_ cell: CellProblem.Cell) -> [CellProblem] {
    switch self {
    case .remainders:
      (1...14).flatMap { rows in
        widths.map { hiddenSize in
          CellProblem(
            cell, steps: [1, 2, 5][(rows + hiddenSize) % 3], rows: rows,
            inputSize: (rows * 7 + hiddenSize * 3) % 20 + 1, hiddenSize: hiddenSize)
        }
      }
    case .inputSizes:
      (1...20).flatMap { inputSize in
        [1, 3, 4, 5, 8, 9, 16, 17].map { hiddenSize in
          CellProblem(
            cell, steps: 2, rows: (inputSize + hiddenSize) % 7 + 1, inputSize: inputSize,
            hiddenSize: hiddenSize)
        }
      }
    }
  }

  /// Shapes of which a part of the states is dropped.
  static func dropping(_ cell: CellProblem.Cell) -> [CellProblem] {
    (1...8).flatMap { rows in
      [1, 5, 16, 17, 33, 70].map { hiddenSize in
        CellProblem(
          cell, steps: 3, rows: rows, inputSize: 2, hiddenSize: hiddenSize, dropsStates: true)
      }
    }
  }

  /// Units of several panels of every instruction set, for one row to many.
  static func wide(_ cell: CellProblem.Cell) -> [CellProblem] {
    [1, 2, 3, 5, 18].flatMap { rows in
      [96, 129, 150].map { hiddenSize in
        CellProblem(cell, steps: 3, rows: rows, inputSize: 3, hiddenSize: hiddenSize)
      }
    }
  }
}

extension CellProblem {
  var shape: String { "\(cell.rawValue), T \(steps), R \(rows), I \(inputSize), H \(hiddenSize)" }
}

/// Every way to drive a cell over a short inner block and a long one.
let drives = [7, 512].flatMap { block in
  [
    CellDrive(innerBlock: block), CellDrive(innerBlock: block, isHoisted: true),
    CellDrive(innerBlock: block, isHoisted: true, isSplit: true),
    CellDrive(innerBlock: block, isSplit: true),
  ]
}
