import CHwloc

// Unsafe code. Invariants: `handle` is a bitmap that hwloc allocated and that only this value
// frees; it is never handed out beyond the call that receives it.

/// Owns one hwloc bitmap and frees it.
struct Bitmap: ~Copyable {
  let handle: hwloc_bitmap_t

  init() {
    guard let allocated = hwloc_bitmap_alloc() else {
      preconditionFailure("hwloc could not allocate an empty bitmap: out of memory")
    }
    handle = allocated
  }

  init(_ set: CPUSet) {
    self.init()
    for processor in set { hwloc_bitmap_set(handle, UInt32(processor)) }
  }

  deinit {
    hwloc_bitmap_free(handle)
  }

  /// The processors in the bitmap.
  var processors: CPUSet { CPUSet(hwloc: handle) }
}

extension CPUSet {
  /// Copies an hwloc bitmap; numbers above `maximumProcessor`, and the tail of an infinite bitmap,
  /// are left out: no machine has them.
  init(hwloc bitmap: hwloc_const_bitmap_t?) {
    self.init()
    guard let bitmap else { return }
    var processor = hwloc_bitmap_next(bitmap, -1)
    while processor >= 0, processor <= Self.maximumProcessor {
      insert(Int(processor))
      processor = hwloc_bitmap_next(bitmap, processor)
    }
  }
}
