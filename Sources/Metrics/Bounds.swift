/// The ranges of histograms, so that those of one kind add up.
public enum Bounds {
  /// Durations in nanoseconds: those of gRPC's telemetry, 10 microseconds to 100 seconds (gRFC A66).
  public static let durations: [Int] = [
    0, 10_000, 50_000, 100_000, 300_000, 600_000, 800_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000,
    6_000_000, 8_000_000, 10_000_000, 13_000_000, 16_000_000, 20_000_000, 25_000_000, 30_000_000, 40_000_000,
    50_000_000, 65_000_000, 80_000_000, 100_000_000, 130_000_000, 160_000_000, 200_000_000, 250_000_000, 300_000_000,
    400_000_000, 500_000_000, 650_000_000, 800_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000, 10_000_000_000,
    20_000_000_000, 50_000_000_000, 100_000_000_000,
  ]

  /// Sizes in bytes: those of gRPC's telemetry, 1 KiB to 4 GiB (gRFC A66).
  public static let sizes: [Int] = [
    0, 1 << 10, 2 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20,
    1 << 30, 4 << 30,
  ]

  /// Numbers of things done together: powers of two.
  public static let groups: [Int] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
}
