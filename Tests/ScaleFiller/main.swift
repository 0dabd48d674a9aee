import Glibc
import InboxModel
import InboxStore

// Fills a data directory with a workspace of many interactions, by the operations that calls use, and shows how far it is:
//
//     ScaleFiller DIRECTORY COUNT
//
// For each interaction there are three messages of the customer, mostly an answer, and a note for three of ten; they lie in
// the last year, in 40 locations. The same count makes the same workspace but for its ids and times.

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]) else {
  print("usage: ScaleFiller DIRECTORY COUNT")
  exit(2)
}
let store = try Store.open(StoreConfiguration(directory: CommandLine.arguments[1]))
let home = FillHome()
let filler = Filler(count: count, now: SystemClock.microseconds())
try home.run(
  FillCommand(home) { (transaction) throws(InboxError) in try filler.createDirectory(in: transaction) }, on: store)

let perCommand = 100
let started = SystemClock.microseconds()
var made = 0
while made < count {
  let range = made..<min(count, made + perCommand)
  try home.run(
    FillCommand(home) { (transaction) throws(InboxError) in try filler.add(range, in: transaction) }, on: store)
  made = range.upperBound
  if made % max(perCommand, count / 20) < perCommand {
    let seconds = Double(SystemClock.microseconds() - started) / 1e6
    print("\(made) of \(count) interactions after \(Int(seconds)) s")
    fflush(nil)
  }
}
store.close()
