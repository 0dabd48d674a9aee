internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Keyword {
  /// Takes over a keyword of the catalogue.
  func fill(_ keyword: InboxModel.Keyword, _ names: Names) {
    setName(names.keyword(keyword.id))
    setDisplayName(keyword.displayName)
    terms.reserveCapacity(keyword.terms.count)
    for term in keyword.terms { terms.append(term) }
    detectionDisabled = keyword.isDetectionDisabled
    setColor(keyword.color)
    setEtag(names.etag(keyword.etag))
    makeCreateTime().microseconds = keyword.createTime
    makeUpdateTime().microseconds = keyword.updateTime
  }
}
