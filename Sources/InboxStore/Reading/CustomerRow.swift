internal import SQLite
public import InboxModel

/// A customer as the panel shows him. Texts are good until the callback that got it returns.
public struct CustomerRow {
  /// The id.
  public let id: RowText
  /// The name to show.
  public let displayName: RowText
  /// The given name.
  public let givenName: RowText
  /// The family name.
  public let familyName: RowText
  /// The e-mail address.
  public let email: RowText
  /// The phone number.
  public let phone: RowText
  /// The language.
  public let language: RowText
  /// Whether mail came back.
  public let emailBounced: Bool
  /// Consent to e-mail.
  public let emailConsent: Consent
  /// Consent to short messages.
  public let smsConsent: Consent
  /// Consent to marketing.
  public let marketingConsent: Consent
  /// The identities, packed.
  private let packedIdentities: RowText
  /// Whether there are attribute values.
  let hasAttributes: Bool
  /// The version.
  public let etag: Etag
  /// When the server stored it.
  public let createTime: Int64
  /// When it was changed last.
  public let updateTime: Int64
  /// When it was erased.
  public let eraseTime: Int64?

  /// The columns in the order `init` reads them; `c` is the table.
  static let columns = "c.customer, \(columnsButID)"

  /// The columns after the id, for a row that has it already.
  static let columnsButID =
    """
    c.display_name, c.given_name, c.family_name, c.email, c.phone, c.language, c.email_bounced, c.email_consent,
    c.sms_consent, c.marketing_consent, c.identities, c.has_attributes, c.etag, c.create_time, c.update_time,
    c.erase_time
    """

  /// Reads `columns`.
  init(_ cursor: inout Cursor) { self.init(id: RowText(&cursor), &cursor) }

  /// Reads `columnsButID`.
  init(id: RowText, _ cursor: inout Cursor) {
    self.id = id
    displayName = RowText(&cursor)
    givenName = RowText(&cursor)
    familyName = RowText(&cursor)
    email = RowText(&cursor)
    phone = RowText(&cursor)
    language = RowText(&cursor)
    emailBounced = cursor.bool()
    emailConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
    smsConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
    marketingConsent = Consent(rawValue: UInt8(cursor.int())) ?? .unknown
    packedIdentities = RowText(&cursor)
    hasAttributes = cursor.bool()
    etag = Etag(cursor.int64())
    createTime = cursor.int64()
    updateTime = cursor.int64()
    eraseTime = cursor.optionalInt64()
  }

  /// Who he is at each source, in order of source and external id.
  public func forEachIdentity(_ body: (IdentityRow) -> Void) { PackedIdentities.forEach(in: packedIdentities, body) }

  /// Who he is at each source, as values.
  var identities: [CustomerIdentity] { PackedIdentities.unpack(packedIdentities) }

  /// The whole as a value.
  var value: Customer {
    var profile = CustomerProfile()
    profile.displayName = displayName.string
    profile.givenName = givenName.string
    profile.familyName = familyName.string
    profile.email = email.string
    profile.phone = phone.string
    profile.language = language.string
    profile.emailBounced = emailBounced
    profile.emailConsent = emailConsent
    profile.smsConsent = smsConsent
    profile.marketingConsent = marketingConsent
    return Customer(
      id: CustomerID(id.string), profile: profile, identities: identities, etag: etag, createTime: createTime,
      updateTime: updateTime, eraseTime: eraseTime)
  }
}

/// Who a customer is at one source. Texts are good until the callback that got it returns.
public struct IdentityRow {
  /// The source.
  public let source: Source
  /// The source's id of him.
  public let externalID: RowText
  /// The name there; may be empty.
  public let displayName: RowText
  /// His page there; may be empty.
  public let profileURL: RowText
}

/// The identities of a customer in one column: a line each of source, external id, name and page, by tabs.
enum PackedIdentities {
  /// Packs identities in order of source and external id.
  static func pack(_ identities: [CustomerIdentity]) -> String {
    identities
      .sorted { ($0.source.rawValue, $0.externalID) < ($1.source.rawValue, $1.externalID) }
      .map { "\($0.source.rawValue)\t\($0.externalID)\t\(clean($0.displayName))\t\(clean($0.profileURL))" }
      .joined(separator: "\n")
  }

  /// Unpacks them.
  static func unpack(_ text: RowText) -> [CustomerIdentity] {
    var identities: [CustomerIdentity] = []
    forEach(in: text) { row in
      identities.append(
        CustomerIdentity(
          source: row.source, externalID: row.externalID.string, displayName: row.displayName.string,
          profileURL: row.profileURL.string))
    }
    return identities
  }

  /// Shows each identity where it stands; a line that is none is passed over.
  static func forEach(in text: RowText, _ body: (IdentityRow) -> Void) {
    var rest = text
    while !rest.isEmpty {
      var line = rest.cut(at: UInt8(ascii: "\n"))
      let number = line.cut(at: UInt8(ascii: "\t")).smallNumber
      guard let number, let source = Source(rawValue: number) else { continue }
      let externalID = line.cut(at: UInt8(ascii: "\t"))
      let displayName = line.cut(at: UInt8(ascii: "\t"))
      body(IdentityRow(source: source, externalID: externalID, displayName: displayName, profileURL: line))
    }
  }

  /// A name without the characters that separate.
  private static func clean(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }
}
