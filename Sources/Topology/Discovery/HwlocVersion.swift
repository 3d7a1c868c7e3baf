import CHwloc

/// Which hwloc this is.
package enum HwlocVersion {
  /// Of the headers that the program was built with.
  package static let headers = HWLOC_VERSION

  /// The interface of the library that runs, such as `2.9.0`.
  package static var library: String {
    let version = hwloc_get_api_version()
    return "\(version >> 16).\(version >> 8 & 0xFF).\(version & 0xFF)"
  }
}
