import Glibc

// What libFuzzer calls. One program holds all targets; the environment variable FUZZ_TARGET says which one runs.

/// A target: takes any bytes, and traps where something holds that must not.
typealias Target = (Input) -> Void

/// The targets by name. Each has a directory of examples under Corpus, and keeps what once failed under FailCases.
nonisolated(unsafe) let targets: [String: Target] = [
  "call": fuzzCall,
  "envelope": fuzzEnvelope,
  "gzip": fuzzGzip,
  "html": fuzzHTML,
  "mail": fuzzMail,
  "metadata": fuzzMetadata,
  "names": fuzzNames,
  "page-token": fuzzPageToken,
  "session": fuzzSession,
  "text": fuzzText,
  "timeout": fuzzTimeout,
  "wire": fuzzWire,
]

/// The target that this process runs.
nonisolated(unsafe) private var chosen: Target = { _ in }

/// Chooses the target.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer)
  -> CInt
{
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    let line = "FUZZ_TARGET must be one of: \(targets.keys.sorted().joined(separator: " "))\n"
    _ = write(2, line, line.utf8.count)
    exit(2)
  }
  chosen = target
  return 0
}

/// Runs the target on one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  chosen(Input(Array(UnsafeBufferPointer(start: start, count: count))))
  return 0
}
