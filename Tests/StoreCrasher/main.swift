import Glibc
import InboxModel
import InboxStore
import Synchronization

// Writes into a store until it is killed, and prints the number of each workspace once its commit was acknowledged:
// the store's crash test starts it, kills it, and looks for every number printed.

/// A numbered change.
final class NumberedCommand: WriteCommand {
  /// The number, which is also what it makes.
  let number: Int
  /// Where it goes.
  let home: any CommandHome
  /// Whether it was committed.
  private let isCommitted = Atomic<Bool>(false)

  /// A change.
  init(number: Int, home: any CommandHome) {
    self.number = number
    self.home = home
  }

  /// Makes a workspace of the number.
  func execute(in transaction: WriteTransaction) throws(InboxError) {
    try transaction.createWorkspace(
      "w\(number)", displayName: "W", owner: User(id: "o", displayName: "O", role: .owner))
  }

  /// Keeps the outcome.
  func didFinish(_ outcome: CommandOutcome) { isCommitted.store(outcome == .committed, ordering: .releasing) }

  /// Whether it was committed.
  var wasCommitted: Bool { isCommitted.load(ordering: .acquiring) }
}

/// Prints what was acknowledged, in one write a batch.
final class PrintingHome: CommandHome {
  /// Prints.
  func deliver(_ finished: [any WriteCommand]) {
    var lines = ""
    for command in finished {
      if let command = command as? NumberedCommand, command.wasCommitted { lines += "\(command.number)\n" }
    }
    lines.withUTF8 { bytes in _ = unsafe write(STDOUT_FILENO, bytes.baseAddress, bytes.count) }
  }
}

let store = try Store.open(StoreConfiguration(directory: CommandLine.arguments[1]))
let home = PrintingHome()
var number = Int(CommandLine.arguments[2]) ?? 0
while true {
  if store.writer.submit(NumberedCommand(number: number, home: home)) {
    number += 1
    if number.isMultiple(of: 37) { usleep(500) }
  } else {
    usleep(1000)
  }
}
