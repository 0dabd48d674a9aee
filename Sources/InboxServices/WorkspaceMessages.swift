internal import InboxAPI
internal import InboxModel
internal import StandardAPI

extension InboxAPI.Workspace {
  /// The largest file that can be uploaded unless configured otherwise: 25 MiB.
  private static let attachmentBytesMax: Int64 = 25 << 20

  /// Takes over a workspace and its settings.
  func fill(_ workspace: InboxModel.Workspace, _ names: Names, _ features: Features) {
    setName(names.own)
    setDisplayName(workspace.displayName)
    setTimeZone(workspace.settings.timeZone)
    setLanguage(workspace.settings.language)
    setLinkTemplate(workspace.settings.linkTemplate)
    if let days = workspace.settings.retentionDays { makeRetention().microseconds = Int64(days) * Self.dayMicroseconds }
    setSenderEmail(workspace.settings.senderEmail)
    setWritingInstructions(workspace.settings.writingInstructions)
    notificationEmailDisabled = workspace.settings.isNotificationEmailDisabled
    setEtag(names.etag(workspace.etag))
    makeCreateTime().microseconds = workspace.createTime
    makeUpdateTime().microseconds = workspace.updateTime
    composingAvailable = features.composer != nil
    attachmentSizeMax = Self.attachmentBytesMax
  }
}
