// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the product depends on nothing of it. It makes a static library that `run.sh` links with
// libFuzzer: the package manager cannot link an executable whose `main` is libFuzzer's.
let package = Package(
  name: "Fuzz",
  products: [.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])],
  dependencies: [.package(name: "inboxd", path: "../..")],
  targets: [
    .target(name: "FuzzTargets", dependencies: [.product(name: "Fuzzed", package: "inboxd")])
  ],
  swiftLanguageModes: [.v6]
)
