internal import SQLite
internal import InboxModel

/// The customer of an ingested item.
struct IngestedCustomer {
  /// The id.
  let id: CustomerID
  /// The name to show.
  let displayName: String
  /// Which fields changed; empty for a new customer and where nothing did.
  let changedFields: [String]
  /// Whether he was made.
  let isNew: Bool
}

/// Finding, making and changing the customers of ingested items. An identity at a source is a key: whoever has it is the
/// customer; else the e-mail address, else the phone number; else a new one is made.
extension WriteTransaction {
  private static let byEmail = Query(
    """
    SELECT customer
    FROM customer
    WHERE workspace = ? AND email_key = ? AND erase_time IS NULL
    ORDER BY email_key, customer
    LIMIT 1
    """)

  private static let byPhone = Query(
    """
    SELECT customer
    FROM customer
    WHERE workspace = ? AND phone = ? AND erase_time IS NULL
    ORDER BY phone, customer
    LIMIT 1
    """)

  private static let readCustomer = Query(
    """
    SELECT display_name, given_name, family_name, email, phone, language, email_bounced, email_consent, sms_consent,
      marketing_consent, identities, field_times
    FROM customer
    WHERE workspace = ? AND customer = ?
    """)

  private static let upsertCustomer = Query(
    """
    INSERT INTO customer (
      workspace, customer, display_name, given_name, family_name, email, email_key, phone, language, email_bounced,
      email_consent, sms_consent, marketing_consent, identities, has_attributes, field_times, etag, create_time,
      update_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
    ON CONFLICT (workspace, customer) DO UPDATE
    SET display_name = excluded.display_name, given_name = excluded.given_name, family_name = excluded.family_name,
      email = excluded.email, email_key = excluded.email_key, phone = excluded.phone, language = excluded.language,
      email_bounced = excluded.email_bounced, email_consent = excluded.email_consent,
      sms_consent = excluded.sms_consent, marketing_consent = excluded.marketing_consent,
      identities = excluded.identities, field_times = excluded.field_times, etag = excluded.etag,
      update_time = excluded.update_time
    """)

  private static let insertIdentity = Query(
    """
    INSERT INTO customer_identity (workspace, source, external_id, customer)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (workspace, source, external_id) DO NOTHING
    """)

  private static let renameOnInteractions = Query(
    "UPDATE interaction SET customer_name = ? WHERE workspace = ? AND customer = ?")

  /// Finds or makes the customer of an item and takes in what the source says of him at a time.
  func ingestCustomer(
    _ incoming: IngestCustomer, at time: Int64, for caller: Caller
  ) throws(InboxError) -> IngestedCustomer {
    let found = try findCustomer(incoming, caller)
    let id = found ?? CustomerID(Base32.string(of: makeID()))
    var merge = CustomerMerge(profile: CustomerProfile(), identities: [], times: FieldTimes())
    if let found { merge = try read(found, caller) }
    let formerName = merge.profile.displayName
    var changed = merge.merge(incoming, at: time)
    if found == nil || !changed.isEmpty {
      try write(merge, of: id, caller)
      for identity in incoming.identities { try insert(identity, of: id, caller) }
      if found != nil, formerName != merge.profile.displayName {
        try rename(id, merge.profile.displayName, caller)
      }
    }
    if try ingestAttributes(incoming.attributes, of: id, by: caller) { changed.append("attributes") }
    return IngestedCustomer(
      id: id, displayName: merge.profile.displayName, changedFields: found == nil ? [] : changed,
      isNew: found == nil)
  }

  /// The customer that an identity, the address or the number belongs to. Identities of different customers conflict.
  func findCustomer(_ incoming: IngestCustomer, _ caller: Caller) throws(InboxError) -> CustomerID? {
    var found: CustomerID?
    for (index, identity) in incoming.identities.enumerated() {
      let owner = try owner(identity.source, identity.externalID, in: caller.workspace)
      guard let owner else { continue }
      if let found, found != owner {
        throw .externalIDConflict(
          field: "customer.identities[\(index)].external_id",
          name: CustomerName(workspace: caller.workspaceSlug, id: owner).description)
      }
      found = owner
    }
    if let found { return found }
    if !incoming.profile.email.isEmpty {
      found = try first(Self.byEmail) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(incoming.profile.email.lowercased())
      } _: {
        CustomerID($0.text())
      }
    }
    if found == nil, !incoming.profile.phone.isEmpty {
      found = try first(Self.byPhone) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(incoming.profile.phone)
      } _: {
        CustomerID($0.text())
      }
    }
    return found
  }

  /// Writes a customer's new name where lists show it, and has search learn it.
  func rename(_ id: CustomerID, _ name: String, _ caller: Caller) throws(InboxError) {
    try run(Self.renameOnInteractions) { cursor in
      cursor.bind(name)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    try reindexInteractions(of: id, in: caller.workspace)
  }

  /// Reads a customer for merging.
  func read(_ id: CustomerID, _ caller: Caller) throws(InboxError) -> CustomerMerge {
    let row = try first(Self.readCustomer) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: { cursor in
      var profile = CustomerProfile()
      profile.displayName = cursor.text()
      profile.givenName = cursor.text()
      profile.familyName = cursor.text()
      profile.email = cursor.text()
      profile.phone = cursor.text()
      profile.language = cursor.text()
      profile.emailBounced = cursor.bool()
      profile.emailConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
      profile.smsConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
      profile.marketingConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
      return CustomerMerge(
        profile: profile, identities: PackedIdentities.unpack(RowText(&cursor)),
        times: FieldTimes(stored: cursor.blob()))
    }
    guard let row else { throw .internalFault("the identity's customer \(id) is not there") }
    return row
  }

  /// Writes a customer's row.
  func write(_ merge: CustomerMerge, of id: CustomerID, _ caller: Caller) throws(InboxError) {
    let etag = makeID()
    let profile = merge.profile
    try run(Self.upsertCustomer) { [now] cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
      cursor.bind(profile.displayName)
      cursor.bind(profile.givenName)
      cursor.bind(profile.familyName)
      cursor.bind(profile.email)
      cursor.bind(profile.email.lowercased())
      cursor.bind(profile.phone)
      cursor.bind(profile.language)
      cursor.bind(profile.emailBounced)
      cursor.bind(Int64(profile.emailConsent.rawValue))
      cursor.bind(Int64(profile.smsConsent.rawValue))
      cursor.bind(Int64(profile.marketingConsent.rawValue))
      cursor.bind(PackedIdentities.pack(merge.identities))
      cursor.bind(bytes: merge.times.stored.span)
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(now)
    }
  }

  /// Writes who a customer is at one source; 0 if somebody is that already.
  @discardableResult
  func insert(_ identity: CustomerIdentity, of id: CustomerID, _ caller: Caller) throws(InboxError) -> Int {
    try run(Self.insertIdentity) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(Int64(identity.source.rawValue))
      cursor.bind(identity.externalID)
      cursor.bind(id.text)
    }
  }
}
