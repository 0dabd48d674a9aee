import Glibc
import InboxModel
import InboxStore

// Fills a data directory with a workspace of many interactions, by the operations that calls use, and shows how far it is:
//
//     ScaleFiller DIRECTORY COUNT
//
// For each interaction there are four messages, of which one is mostly an answer that a connector took, and a note for
// three of ten; they lie in the last year, in 40 locations. The same count makes the same workspace but for its ids and
// times.

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
  print("usage: ScaleFiller DIRECTORY COUNT")
  exit(2)
}
let store = try Store.open(StoreConfiguration(directory: CommandLine.arguments[1]))
let home = FillHome()
let filler = Filler(count: count, now: SystemClock.microseconds())
try home.run(
  FillCommand(home) { (transaction) throws(InboxError) in try filler.createDirectory(in: transaction) }, on: store)

let perCommand = 500
let started = SystemClock.microseconds()
var filled = Filled()
while filled.interactions < count {
  let range = filled.interactions..<min(count, filled.interactions + perCommand)
  let made = FilledBox()
  try home.run(
    FillCommand(home) { (transaction) throws(InboxError) in made.value = try filler.add(range, in: transaction) },
    on: store)
  filled += made.value
  if filled.interactions % max(perCommand, count / 50) < perCommand || filled.interactions == count {
    let seconds = Double(SystemClock.microseconds() - started) / 1e6
    print(
      "\(filled.interactions) of \(count) interactions, \(filled.messages) messages and \(filled.notes) notes after "
        + "\(Int(seconds)) s: \(Int(Double(filled.interactions) / max(seconds, 0.001)))/s")
    fflush(nil)
  }
}
store.close()
