internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

extension InboxAPI.User {
  /// Takes over a user.
  func fill(_ user: InboxModel.User, _ names: Names) {
    setName(names.user(user.id))
    setDisplayName(user.displayName)
    setEmail(user.email)
    role = UserRole(user.role)
    accesses.reserveCapacity(user.accesses.count)
    for known in user.accesses {
      let access = accesses.append()
      switch known.place {
      case .location(let location): access.setLocation(names.location(location))
      case .group(let group): access.setLocation(names.locationGroup(group))
      }
      access.level = AccessLevel(known.level)
    }
    setLanguage(user.language)
    deactivated = user.isDeactivated
    emailMuted = user.isEmailMuted
    setEtag(names.etag(user.etag))
    makeCreateTime().microseconds = user.createTime
    makeUpdateTime().microseconds = user.updateTime
  }
}
