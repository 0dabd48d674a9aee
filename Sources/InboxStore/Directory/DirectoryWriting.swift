internal import InboxModel

/// What creating and changing have in common for everything of the directory.
extension WriteTransaction {
  /// A new resource in its one form, with an etag and its times.
  func made<Resource: DirectoryResource>(_ resource: Resource) throws(InboxError) -> Resource {
    var made = resource
    try made.settle()
    made.etag = Etag(makeID())
    made.createTime = now
    made.updateTime = now
    return made
  }

  /// Changes a resource that is there and says so in an event; what changes nothing writes nothing and keeps the etag.
  /// Throws `etagMismatch`, and what the change and the resource's own rules throw.
  func update<Resource: DirectoryResource>(
    _ current: Resource, called name: String, if condition: EtagCondition, by caller: Caller,
    _ change: (inout Resource) throws(InboxError) -> Void, write: (Resource) throws(InboxError) -> Void
  ) throws(InboxError) -> Resource {
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    var new = current
    try change(&new)
    try new.settle()
    let fields = new.changes(from: current)
    if fields.isEmpty { return current }
    new.etag = Etag(makeID())
    new.updateTime = now
    try write(new)
    note(name, .updated, fields, by: caller)
    return new
  }

  /// The id a client chose, checked, or a new one for an empty choice.
  func chooseID(_ chosen: String, field: String) throws(InboxError) -> String {
    if chosen.isEmpty { return Base32.string(of: makeID()) }
    guard Slug.isValid(chosen) else {
      throw .fieldInvalid(field: field, fault: "is not 1 to 63 of the characters a-z, 0-9 and '-'")
    }
    return chosen
  }
}
