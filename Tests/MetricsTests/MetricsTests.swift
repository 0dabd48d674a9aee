import Metrics
import Testing

@Suite("Metrics")
struct MetricsTests {
  @Test("count a value in the range whose upper bound is not below it")
  func countsInRanges() {
    let histogram = Histogram([10, 20])
    for value in [0, 10, 11, 20, 21, 1_000] { histogram.record(value) }
    #expect(histogram.reading.counts == [2, 2, 2])
    #expect(histogram.reading.sum == 1_062)
    var both = histogram.reading
    both.add(histogram)
    #expect(both.count == 12)
  }

  @Test("are written as Prometheus reads them: cumulative ranges, seconds, escaped labels")
  func writesThePage() {
    let histogram = Histogram([0, 10_000, 1_500_000_000])
    for value in [0, 5_000, 10_000, 2_000_000_000] { histogram.record(value) }
    var page = MetricsPage()
    page.family("call_seconds", .histogram, "Durations.")
    page.histogram(
      histogram.reading, bounds: histogram.bounds, .nanoseconds, [("method", "a\"b\\c\n")])
    page.family("open", .gauge, "Open.")
    page.sample(3)
    page.sample(nanoseconds: 1_000_000_001, [("loop", "1")])
    #expect(
      page.text == """
        # HELP call_seconds Durations.
        # TYPE call_seconds histogram
        call_seconds_bucket{method="a\\"b\\\\c\\n",le="0"} 1
        call_seconds_bucket{method="a\\"b\\\\c\\n",le="0.00001"} 3
        call_seconds_bucket{method="a\\"b\\\\c\\n",le="1.5"} 3
        call_seconds_bucket{method="a\\"b\\\\c\\n",le="+Inf"} 4
        call_seconds_sum{method="a\\"b\\\\c\\n"} 2.000015
        call_seconds_count{method="a\\"b\\\\c\\n"} 4
        # HELP open Open.
        # TYPE open gauge
        open 3
        open{loop="1"} 1.000000001

        """)
  }

  @Test("have rising bounds", arguments: [Bounds.durations, Bounds.sizes, Bounds.groups])
  func boundsRise(bounds: [Int]) {
    #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
  }
}
