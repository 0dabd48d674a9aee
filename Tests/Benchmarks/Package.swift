// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the product depends on nothing of it.

/// As in the product's own package: generic code is specialised for the modules that use it only when optimised across them.
let fast: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked", "-cross-module-optimization"], .when(configuration: .release)),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "inboxd", path: "../.."),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
  ],
  targets: [
    .target(
      name: "CEchoProto", dependencies: [.product(name: "RPCServer", package: "inboxd")], publicHeadersPath: "."),
    .target(
      name: "EchoAPI", dependencies: ["CEchoProto", .product(name: "RPCServer", package: "inboxd")],
      swiftSettings: fast),
    .executableTarget(
      name: "EchoServer", dependencies: ["EchoAPI", .product(name: "RPCServer", package: "inboxd")],
      swiftSettings: fast),
    .executableTarget(
      name: "GRPCSwiftEcho",
      dependencies: [
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport"),
        .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
