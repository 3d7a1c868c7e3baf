import KernelProblems

/// The LSTM shapes that the sweeps go through.
enum LSTMShapes: CaseIterable {
  /// Every remainder of rows and units, with input sizes and step counts that take turns.
  case remainders
  /// Every input size against the edges of each vector width.
  case inputSizes

  var problems: [LSTMProblem] {
    switch self {
    case .remainders: Self.remainderProblems
    case .inputSizes: Self.inputSizeProblems
    }
  }

  private static var remainderProblems: [LSTMProblem] {
    (1...14).flatMap { rows in
      widths.map { hiddenSize in
        LSTMProblem(
          steps: [1, 2, 5][(rows + hiddenSize) % 3], rows: rows,
          inputSize: (rows * 7 + hiddenSize * 3) % 20 + 1, hiddenSize: hiddenSize)
      }
    }
  }

  private static var inputSizeProblems: [LSTMProblem] {
    (1...20).flatMap { inputSize in
      [1, 3, 4, 5, 8, 9, 16, 17].map { hiddenSize in
        LSTMProblem(
          steps: 2, rows: (inputSize + hiddenSize) % 7 + 1, inputSize: inputSize,
          hiddenSize: hiddenSize)
      }
    }
  }
}

extension LSTMProblem {
  var shape: String { "T \(steps), R \(rows), I \(inputSize), H \(hiddenSize)" }
}
