/// What a pickle of tensors may hold. Containers and tensors stand in a heap by their number, so that nothing
/// nests in Swift and what refers to itself harms nobody.
enum PickleValue: Sendable, Equatable {
  case none
  case flag(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  /// A function or class by its name: `collections OrderedDict`. Nothing is ever called.
  case global(String)
  case object(Int)
}

/// What stands in a pickle's heap.
enum PickleObject: Sendable {
  case tuple([PickleValue])
  case list([PickleValue])
  case dictionary([(key: PickleValue, value: PickleValue)])
  case storage(TorchStorage)
  case tensor(TorchTensorPlace)
}

/// A run of numbers that tensors share, as `torch.save` refers to it.
struct TorchStorage: Sendable {
  /// The name of the entry of the archive.
  let key: String
  /// PyTorch's class: `FloatStorage`.
  let kind: String
  /// Numbers in it.
  let count: Int

  /// Nil for whole numbers and the like.
  var element: FloatElement? {
    switch kind {
    case "FloatStorage": .single
    case "DoubleStorage": .double
    case "HalfStorage": .half
    case "BFloat16Storage": .bfloat
    default: nil
    }
  }
}

/// A tensor as a view of a storage. Numbers are counted, not bytes.
struct TorchTensorPlace: Sendable {
  let storage: TorchStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]
  /// Numbers in it.
  let count: Int

  static let highestRank = 8

  /// Nil unless each number of the tensor is one of the storage.
  init?(_ storage: TorchStorage, offset: Int, shape: [Int], strides: [Int]) {
    guard shape.count == strides.count, shape.count <= Self.highestRank, offset >= 0,
      shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { return nil }
    var (count, last) = (1, offset)
    for (extent, stride) in zip(shape, strides) {
      let product = count.multipliedReportingOverflow(by: extent)
      let way = max(extent - 1, 0).multipliedReportingOverflow(by: stride)
      let sum = last.addingReportingOverflow(way.partialValue)
      if product.overflow || way.overflow || sum.overflow { return nil }
      (count, last) = (product.partialValue, sum.partialValue)
    }
    // A stride of zero would make much of little.
    guard count <= storage.count, count == 0 || last < storage.count else { return nil }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
    self.count = count
  }

  /// Where its numbers stand in the storage, row by row.
  var places: [Int] {
    var places = [offset]
    if count == 0 { return [] }
    for (extent, stride) in zip(shape, strides) {
      if extent == 1 { continue }
      places = places.flatMap { first in (0..<extent).map { first + $0 * stride } }
    }
    return places
  }
}
