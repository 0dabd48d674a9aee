internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Delivery {
  /// Takes over a delivery with what it says and to whom; of a notification only that there is one.
  func fill(
    _ delivery: InboxStore.Delivery, _ call: Call, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    let names = Names(call)
    setName(names.delivery(delivery.id))
    kind = InboxAPI.DeliveryKind(delivery.kind)
    channel = ChannelType(delivery.channel)
    source = InboxAPI.Source(delivery.source)
    setIdempotencyKey(delivery.idempotencyKey)
    state = InboxAPI.DeliveryState(delivery.state)
    attempt = Int32(clamping: delivery.attempt)
    if delivery.state == .leased {
      fencingToken = delivery.fencingToken
      if let time = delivery.leaseExpireTime { makeLeaseExpireTime().microseconds = time }
      setLeaseActor(delivery.leaseActor)
    }
    if let time = delivery.nextAttemptTime { makeNextAttemptTime().microseconds = time }
    if delivery.attempt > 0, delivery.state.isActive { makeGiveUpTime().microseconds = delivery.giveUpTime }
    setFailureReason(delivery.failureReason)
    setExternalID(delivery.externalID)
    makeCreateTime().microseconds = delivery.createTime
    makeUpdateTime().microseconds = delivery.updateTime
    setInteraction(names.interaction(delivery.interaction))
    if let message = delivery.message { setMessage(names.message(message, of: delivery.interaction)) }
    if let user = delivery.user, let notification = delivery.notification {
      setNotification(names.notification(notification, of: user))
    }
    guard let content = try transaction.content(of: delivery, for: call.caller) else { return }
    setText(TextRules.plain(content.text.text, format: content.text.format))
    setSubject(content.text.subject)
    setRecipient(content.recipient)
    setInteractionExternalID(content.interactionExternalID)
    setReplyToExternalID(content.replyToExternalID)
    setReplacesExternalID(content.replacesExternalID)
    setLocationExternalID(content.locationExternalID)
    if let location = content.location { setLocation(names.location(location)) }
    for file in content.files { attachments.append().fill(file, names) }
  }
}
