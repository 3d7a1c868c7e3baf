// swift-tools-version: 6.2
import PackageDescription

// What users write in packages of their own: a cell, a layer, a loss and a callback that Skein does not
// have, over its public library alone.
let package = Package(
  name: "outside",
  dependencies: [.package(name: "skein", path: "../..")],
  targets: [
    .executableTarget(name: "Outside", dependencies: [.product(name: "Skein", package: "skein")])
  ]
)
