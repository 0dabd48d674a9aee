/// How far the handling is. Raw values are the contract's, as for every enum here.
public enum Status: UInt8, Sendable, CaseIterable {
  /// Waits; is handled; needs no handling.
  case pending = 1
  case processed, ignored
}

/// Whether automation may send.
public enum Mode: UInt8, Sendable, CaseIterable {
  /// Automation may send; only humans send.
  case ai = 1
  case human
}

/// Where an interaction lies. Trash wins over archive.
public enum Place: UInt8, Sendable, CaseIterable {
  /// In the views of the inbox, archived, in the trash.
  case inbox = 0
  case archive, trash
}

/// Why an interaction is in the trash.
public enum TrashCause: UInt8, Sendable {
  /// A user or workflow deleted it; the source removed it.
  case deleted = 1
  case removedAtSource
}

/// What the customer said about being written to on a channel.
public enum Consent: UInt8, Sendable {
  /// Nothing is known, agreed, refused.
  case unknown = 0
  case optedIn, optedOut
}

/// How a text is to be read.
public enum TextFormat: UInt8, Sendable {
  /// Plain text; the safe subset of HTML.
  case plain = 1
  case html
}

/// Who or what wrote a text.
public enum TextOrigin: UInt8, Sendable {
  /// A user, a workflow, the language model, the customer, the business at the source itself.
  case user = 1
  case workflow, ai, customer, source
}

/// Which way a message went.
public enum Direction: UInt8, Sendable {
  /// From the customer; to the customer.
  case inbound = 1
  case outbound
}

/// How far a message came.
public enum MessageState: UInt8, Sendable {
  /// From the customer.
  case received = 1
  /// Waits in the outbox; is being handed over; the provider took it; it arrived; it finally failed.
  case queued, sending, sent, delivered, failed
  /// The provider examines it, shows it, refuses to show it.
  case pendingModeration, published, rejected
  /// Taken back before anyone took it.
  case withdrawn

  /// Whether the source may have the message.
  public var hasLeft: Bool {
    switch self {
    case .received, .queued, .failed, .rejected, .withdrawn: false
    case .sending, .sent, .delivered, .pendingModeration, .published: true
    }
  }
}

/// Why a text came back to be a draft.
public enum DraftReturnReason: UInt8, Sendable {
  /// It did not come back.
  case none = 0
  /// An automatic response while the mode is HUMAN; whose thread moved on; a cancelled schedule; a trashed
  /// interaction; a failed delivery; a channel that cannot send.
  case automationBlocked, threadMovedOn, scheduleCancelled, trashed, deliveryFailed, channelUnusable
}

/// Why a draft's text was displaced and kept as a revision.
public enum DraftRevisionCause: UInt8, Sendable {
  /// A save without an etag, AI writing, a restored revision, a deletion, other text sent, a response on another
  /// channel, a text that came back while another draft was there.
  case overwritten = 1
  case composed, restored, deleted, superseded, retired, returned
}

/// How a keyword came to an interaction.
public enum KeywordOrigin: UInt8, Sendable {
  /// Found in a customer's text; added by hand.
  case detected = 1
  case manual
}

/// What a notification tells.
public enum NotificationType: UInt8, Sendable {
  /// The user was assigned, mentioned, replied to; a response failed; a scheduled one came back.
  case assigned = 1
  case mentioned, replied, deliveryFailed, scheduleReturned

  /// Whether the user gets an e-mail too: what a colleague asks of him; not what became of his own responses.
  public var goesByEmail: Bool {
    switch self {
    case .assigned, .mentioned, .replied: true
    case .deliveryFailed, .scheduleReturned: false
    }
  }
}

/// What kind of value an attribute takes.
public enum AttributeType: UInt8, Sendable {
  /// Text, a number, one option, several.
  case text = 1
  case number, singleSelect, multipleSelect
}

/// What an attribute belongs to.
public enum AttributeTarget: UInt8, Sendable {
  /// Interactions, customers, transactions.
  case interaction = 1
  case customer, transaction
}

/// What a transaction is.
public enum TransactionKind: UInt8, Sendable {
  /// Not said, an order, a reservation, a stay, a payment.
  case unspecified = 0
  case order, reservation, stay, payment
}
