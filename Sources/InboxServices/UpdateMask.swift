internal import InboxModel
internal import Protobuf
internal import StandardAPI

/// Which fields a request changes: those that its mask names, all with `*`, or without a mask those that are set.
struct UpdateMask {
  /// The fields named; nil without a mask.
  private let paths: Set<String>?

  /// Reads a mask; throws `updateMaskInvalid` for a field that is not one of `known`.
  init(_ mask: FieldMask?, of known: Set<String>) throws(InboxError) {
    guard let mask, !mask.paths.isEmpty else {
      paths = nil
      return
    }
    var named = Set<String>()
    for path in mask.paths {
      if path == "*" {
        named.formUnion(known)
        continue
      }
      let path = path.string
      guard known.contains(path) else { throw .updateMaskInvalid(field: path) }
      named.insert(path)
    }
    paths = named
  }

  /// Everything that is set, as of something new.
  static let everythingSet = UpdateMask()

  /// No mask.
  private init() { paths = nil }

  /// Whether a field changes; `isSet` says whether the request gives it a value that is not empty.
  func changes(_ field: String, isSet: Bool) -> Bool { paths?.contains(field) ?? isSet }
}
