import Protobuf
import Shapes

/// Messages for tests.
enum Samples {
  /// A message with a list of every kind, on the wire.
  static func everyShape() throws -> [UInt8] {
    let arena = Arena()
    defer { arena.destroy() }
    let lists = Lists(in: arena)
    for number in 0..<3 {
      lists.doubles.append(Double(number) / 3)
      lists.floats.append(Float(number))
      lists.int32s.append(Int32(number) - 1)
      lists.int64s.append(Int64(number) << 40)
      lists.uint32s.append(UInt32(number))
      lists.uint64s.append(UInt64.max - UInt64(number))
      lists.sint32s.append(-Int32(number))
      lists.fixed32s.append(UInt32(number))
      lists.sfixed64s.append(Int64(number))
      lists.bools.append(number == 1)
      lists.strings.append("text \(number) é漢")
      lists.someBytes.append([0, 255, UInt8(number)])
      lists.styles.append(.solid)
      lists.unpacked.append(Int32(number))
      fill(lists.messages.append(), number)
      let count = lists.counts.append()
      count.setKey("key \(number % 2)")
      count.value = Int32(number)
      let entry = lists.byNumber.append()
      entry.key = Int64(number)
      fill(entry.makeValue(), number)
    }
    return lists.packed()
  }

  /// Sets every field of a message.
  static func fill(_ scalars: Scalars, _ number: Int) {
    scalars.aDouble = 1.5
    scalars.aFloat = -2.5
    scalars.anInt32 = .min
    scalars.anInt64 = .min
    scalars.aUint32 = .max
    scalars.aUint64 = .max
    scalars.aSint32 = -1
    scalars.aSint64 = .min
    scalars.aFixed32 = 7
    scalars.aFixed64 = 8
    scalars.aSfixed32 = -7
    scalars.aSfixed64 = -8
    scalars.aBool = true
    scalars.setAString("name \(number)")
    scalars.setSomeBytes([UInt8(number), 0, 1])
    scalars.style = .default
    scalars.far = Int32(number)
  }
}
