internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

/// Events of the audit trail.
extension InboxAPI.Event {
  /// Takes over an event.
  func fill(_ event: InboxModel.Event, _ names: Names) {
    sequence = event.sequence
    type = InboxAPI.EventType(event.type)
    if let interaction = event.interaction { setInteraction(names.interaction(interaction)) }
    setActor(event.actor)
    makeEventTime().microseconds = event.time
    if let interaction = event.interaction {
      fillDetails(event.type, event.details, interaction, names)
    } else if event.type == .directoryChanged {
      makeDirectory().fill(event.details)
    }
  }

  /// Takes over what the event changed.
  private func fillDetails(
    _ type: InboxModel.EventType, _ details: EventDetails, _ interaction: InteractionID, _ names: Names
  ) {
    switch type {
    case .statusChanged:
      let change = makeStatus()
      change.before = InteractionStatus(stored: details.before)
      change.after = InteractionStatus(stored: details.after)
    case .modeChanged:
      let change = makeMode()
      change.before = InteractionMode(stored: details.before)
      change.after = InteractionMode(stored: details.after)
    case .usersAssigned, .usersUnassigned:
      let change = makeAssignment()
      details.text.forEachWord { change.users.append(names.user(String($0))) }
    case .messageReceived, .messageChanged, .messageRemoved:
      let change = makeTextChange()
      change.setMessage(names.message(details, of: interaction))
      change.formerRevision = details.before ?? 0
    case .responseSent, .responseBlocked: makeResponse().fill(details, interaction, names)
    case .messageStateChanged: makeMessageState().fill(details, interaction, names)
    case .responseScheduled, .scheduleReturned: makeSchedule().fill(details)
    case .draftSaved, .draftDeleted: makeDraft().fill(details)
    case .keywordsChanged: makeKeywords().fill(details, names)
    case .attributeChanged: makeAttribute().fill(details, names)
    case .ratingChanged: makeRating().fill(details)
    case .locationChanged: makeLocation().fill(details, names)
    case .customerChanged: makeCustomer().fill(details, names)
    case .noteCreated, .noteUpdated, .noteDeleted: makeNote().fill(details, interaction, names)
    case .trashed, .undeleted:
      let change = makeTrash()
      if let cause = details.cause { change.cause = InboxAPI.TrashCause(rawValue: Int32(cause)) }
      change.byMessage = details.flags.contains(.byMessage)
    case .interactionCreated, .archived, .unarchived, .pinned, .unpinned, .interactionUpdated, .customerErased,
      .directoryChanged:
      break
    }
  }
}

extension ProtoEnum {
  /// The value of a stored number; unspecified where there is none.
  fileprivate init(stored number: Int64?) { self.init(rawValue: Int32(truncatingIfNeeded: number ?? 0)) }
}

extension String {
  /// The words between spaces, in order.
  fileprivate func forEachWord(_ body: (Substring) -> Void) {
    for word in split(separator: " ") { body(word) }
  }
}

extension Names {
  /// The message that an event is about; empty where it is about none.
  fileprivate func message(_ details: EventDetails, of interaction: InteractionID) -> Text {
    details.object.map { message(MessageID($0), of: interaction) } ?? Text()
  }
}

extension ResponseChange {
  /// Takes over a response that was accepted or blocked.
  fileprivate func fill(_ details: EventDetails, _ interaction: InteractionID, _ names: Names) {
    setMessage(names.message(details, of: interaction))
    if let channel = details.channel { self.channel = ChannelType(channel) }
    if let origin = details.origin { self.origin = InboxAPI.TextOrigin(origin) }
    automatic = details.flags.contains(.automatic)
    replacement = details.flags.contains(.replacement)
    scheduled = details.flags.contains(.scheduled)
  }
}

extension MessageStateChange {
  /// Takes over how far a response came; the text says why it failed.
  fileprivate func fill(_ details: EventDetails, _ interaction: InteractionID, _ names: Names) {
    setMessage(names.message(details, of: interaction))
    before = InboxAPI.MessageState(stored: details.before)
    after = InboxAPI.MessageState(stored: details.after)
    setFailureReason(details.text)
    replacement = details.flags.contains(.replacement)
  }
}

extension ScheduleChange {
  /// Takes over a schedule that came, moved or went back.
  fileprivate func fill(_ details: EventDetails) {
    if let channel = details.channel { self.channel = ChannelType(channel) }
    if let time = details.before { makeBefore().microseconds = time }
    if let time = details.after { makeAfter().microseconds = time }
    automatic = details.flags.contains(.automatic)
    textChanged = details.flags.contains(.textChanged)
    if let cause = details.cause { returnReason = InboxAPI.DraftReturnReason(rawValue: Int32(cause)) }
  }
}

extension DraftChange {
  /// Takes over a draft that was saved or went.
  fileprivate func fill(_ details: EventDetails) {
    if let channel = details.channel { self.channel = ChannelType(channel) }
    if let origin = details.origin { self.origin = InboxAPI.TextOrigin(origin) }
    formerRevision = details.before ?? 0
    if let cause = details.cause { self.cause = InboxAPI.DraftRevisionCause(rawValue: Int32(cause)) }
  }
}

extension KeywordsChange {
  /// Takes over keywords that came (`+`) and went (`-`).
  fileprivate func fill(_ details: EventDetails, _ names: Names) {
    details.text.forEachWord { word in
      let name = names.keyword(KeywordID(String(word.dropFirst())))
      if word.first == "+" { added.append(name) } else { removed.append(name) }
    }
    if let cause = details.cause { origin = InboxAPI.KeywordOrigin(rawValue: Int32(cause)) }
  }
}

extension InboxAPI.AttributeChange {
  /// Takes over which attribute changed, and its values.
  fileprivate func fill(_ details: EventDetails, _ names: Names) {
    let change = InboxModel.AttributeChange(details)
    makeBefore().fill(change.before, of: change.definition, names)
    makeAfter().fill(change.after, of: change.definition, names)
  }
}

extension InboxAPI.AttributeValue {
  /// Takes over a value that was or is; the definition's name to show is not the event's to tell.
  fileprivate func fill(
    _ value: InboxModel.AttributeChange.Value?, of definition: AttributeDefinitionID, _ names: Names
  ) {
    fill(definition, value?.content, isSingle: value?.type == .singleSelect, names)
  }
}

extension RatingChange {
  /// Takes over two ratings, "-" for none.
  fileprivate func fill(_ details: EventDetails) {
    let words = details.text.split(separator: " ")
    guard words.count == 2 else { return }
    before = Double(words[0])
    after = Double(words[1])
  }
}

extension LocationChange {
  /// Takes over two locations, "-" for none.
  fileprivate func fill(_ details: EventDetails, _ names: Names) {
    let words = details.text.split(separator: " ")
    guard words.count == 2 else { return }
    if words[0] != "-" { setBefore(names.location(LocationID(String(words[0])))) }
    if words[1] != "-" { setAfter(names.location(LocationID(String(words[1])))) }
  }
}

extension CustomerChange {
  /// Takes over two customers, "-" for none, and the fields that changed.
  fileprivate func fill(_ details: EventDetails, _ names: Names) {
    let words = details.text.split(separator: " ")
    guard words.count >= 2 else { return }
    if words[0] != "-" { setBefore(names.customer(CustomerID(String(words[0])))) }
    if words[1] != "-" { setAfter(names.customer(CustomerID(String(words[1])))) }
    for field in words.dropFirst(2) { fields.append(String(field)) }
  }
}

extension NoteChange {
  /// Takes over a note and whom it newly mentions.
  fileprivate func fill(_ details: EventDetails, _ interaction: InteractionID, _ names: Names) {
    if let note = details.object { setNote(names.note(NoteID(note), of: interaction)) }
    details.text.forEachWord { mentions.append(names.user(String($0))) }
  }
}

extension DirectoryChange {
  /// Takes over a resource name, and the fields that changed.
  fileprivate func fill(_ details: EventDetails) {
    let words = details.text.split(separator: " ")
    if let resource = words.first { setResource(String(resource)) }
    if let cause = details.cause { action = DirectoryAction(rawValue: Int32(cause)) }
    for field in words.dropFirst() { fields.append(String(field)) }
  }
}
