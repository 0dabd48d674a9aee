internal import CLinux
internal import Glibc

/// A thread of the operating system that runs one closure.
public final class Thread: Sendable {
  /// The closure on its way to the new thread.
  private final class Start {
    let name: String
    let body: @Sendable () -> Void
    /// A name and a closure to run.
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  private let handle: pthread_t

  /// Starts a thread; `name` (15 bytes at most) is what `top -H` shows.
  public init(name: String, _ body: @escaping @Sendable () -> Void) {
    var handle = pthread_t()
    let start = unsafe Unmanaged.passRetained(Start(name: name, body: body)).toOpaque()
    let code = unsafe pthread_create(&handle, nil, { unsafe Thread.main($0) }, start)
    precondition(code == 0, "no thread could be started (errno \(code))")
    self.handle = handle
  }

  /// Waits until the closure has returned.
  public func join() { pthread_join(handle, nil) }

  /// Where the new thread begins.
  private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = unsafe Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
    unsafe linux_name_thread(String(start.name.prefix(15)))
    start.body()
    return nil
  }
}
