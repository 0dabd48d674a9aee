internal import CLinux
internal import Glibc

/// SIGINT and SIGTERM as something to wait for, instead of something that strikes.
///
/// Made before the first thread starts: every thread inherits the mask, and only `wait()` receives the signals.
public struct StopSignals: Sendable {
  /// Blocks both signals for this thread and those it starts. SIGPIPE is ignored: a broken pipe is an error to read.
  public init() {
    var set = sigset_t()
    unsafe Self.fill(&set)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// Waits until one of the two arrives and returns its number.
  public func wait() -> Int32 {
    var set = sigset_t()
    unsafe Self.fill(&set)
    var number: Int32 = 0
    while unsafe sigwait(&set, &number) != 0 {}
    return number
  }

  /// Makes the set of SIGINT and SIGTERM.
  private static func fill(_ set: UnsafeMutablePointer<sigset_t>) {
    unsafe sigemptyset(set)
    unsafe sigaddset(set, SIGINT)
    unsafe sigaddset(set, SIGTERM)
  }
}
