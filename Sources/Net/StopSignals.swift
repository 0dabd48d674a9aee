internal import CLinux
internal import Glibc

/// SIGINT and SIGTERM, and if wanted SIGHUP, as something to wait for, instead of something that strikes.
///
/// Made before the first thread starts: every thread inherits the mask, and only `wait` receives the signals.
public struct StopSignals: Sendable {
  /// What the process is told.
  public enum Event: Sendable {
    /// To end: SIGINT or SIGTERM, by number.
    case stop(Int32)
    /// To read its files anew: SIGHUP.
    case reload
  }

  private let numbers: [Int32]

  /// Blocks the signals for this thread and those it starts. SIGPIPE is ignored: a broken pipe is an error to read.
  public init(andReload: Bool = false) {
    numbers = [SIGINT, SIGTERM] + (andReload ? [SIGHUP] : [])
    var set = makeSet()
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Waits until the process is told to stop and returns the signal's number.
  public func wait() -> Int32 {
    while true {
      if case .stop(let number) = wait(milliseconds: 3_600_000) { return number }
    }
  }

  /// Waits until a signal arrives; nil when none did in so many milliseconds.
  public func wait(milliseconds: Int) -> Event? {
    var set = makeSet()
    var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    let number = unsafe sigtimedwait(&set, nil, &time)
    guard number > 0 else { return nil }
    return number == SIGHUP ? .reload : .stop(number)
  }

  /// The set of the signals.
  private func makeSet() -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    return set
  }
}
