internal import InboxModel

/// An e-mail before it is bytes (RFC 5322, MIME). The same values make the same bytes, so that an attempt repeated after a
/// crash is the same message to everybody who looks at its Message-ID.
public struct MailMessage: Sendable, Hashable {
  /// A file to send along.
  public struct File: Sendable, Hashable {
    /// The name it is saved under.
    public var name: String
    /// The media type.
    public var mediaType: String
    /// How long it is, in bytes; the bytes themselves come when they are sent.
    public var sizeBytes: Int

    /// Takes all parts.
    public init(name: String, mediaType: String, sizeBytes: Int) {
      self.name = name
      self.mediaType = mediaType
      self.sizeBytes = sizeBytes
    }
  }

  /// Who wrote a message; what machines write says so, lest machines answer (RFC 3834).
  public enum Writer: Sendable, Hashable {
    /// Somebody of the team; a workflow, to a customer; the server, to the team.
    case person, workflow, server
  }

  /// Who sends it.
  public var from: MailAddress
  /// Who is to read it.
  public var to: MailAddress
  /// The subject line.
  public var subject: String
  /// Names the message for ever; without brackets.
  public var messageID: String
  /// The messages before it, oldest first, the one it answers last; with or without brackets.
  public var references: [String] = []
  /// When it was written, in microseconds since 1970.
  public var time: Int64
  /// The text.
  public var plain: String
  /// The same as HTML; nil if there is only plain text.
  public var html: String?
  /// Files to send along.
  public var files: [File] = []
  /// Who wrote it.
  public var writer = Writer.person

  /// A plain message; the rest may be set.
  public init(from: MailAddress, to: MailAddress, subject: String, messageID: String, time: Int64, plain: String) {
    self.from = from
    self.to = to
    self.subject = subject
    self.messageID = messageID
    self.time = time
    self.plain = plain
  }

  /// The most references given: the first, which began the conversation, and the latest.
  private static let referencesMax = 20

  /// A stretch of the message as it goes over the wire.
  enum Piece: Equatable {
    /// These words.
    case text(String)
    /// The content of a file, in lines of base64.
    case file(Int)
  }

  /// The message as it goes over the wire.
  func pieces() -> [Piece] {
    if files.isEmpty { return [.text(head() + content(number: 1))] }
    let boundary = boundary(1)
    var text =
      head() + "Content-Type: multipart/mixed;\r\n boundary=\"\(boundary)\"\r\n\r\n--\(boundary)\r\n"
      + content(number: 2)
    var pieces: [Piece] = []
    for (index, file) in files.enumerated() {
      pieces += [.text(text + "--\(boundary)\r\n\(Self.fields(of: file))\r\n"), .file(index)]
      text = ""
    }
    return pieces + [.text("--\(boundary)--\r\n")]
  }

  /// The fields that say who, what and when.
  private func head() -> String {
    var header = MailHeader()
    header.add("Date", words: [Self.date(time)])
    header.add("From", from)
    header.add("To", to)
    header.add("Subject", text: subject)
    header.add("Message-ID", words: ["<\(messageID)>"])
    let known = references.compactMap(Self.messageIDWord)
    if let last = known.last {
      header.add("In-Reply-To", words: [last])
      let kept = known.count <= Self.referencesMax ? known : [known[0]] + known.suffix(Self.referencesMax - 1)
      header.add("References", words: kept)
    }
    switch writer {
    case .person: break
    case .workflow: header.add("Auto-Submitted", words: ["auto-replied"])
    case .server:
      header.add("Auto-Submitted", words: ["auto-generated"])
      header.add("Precedence", words: ["bulk"])
    }
    header.add("MIME-Version", words: ["1.0"])
    return header.text
  }

  /// The fields and the body of what is read: a text, or the same text in two forms.
  private func content(number: Int) -> String {
    guard let html else { return Self.part(plain, subtype: "plain") }
    let boundary = boundary(number)
    return "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
      + [Self.part(plain, subtype: "plain"), Self.part(html, subtype: "html")]
      .map { "--\(boundary)\r\n\($0)" }.joined() + "--\(boundary)--\r\n"
  }

  /// A line that no part can hold: neither encoding makes "=_" or an underscore.
  private func boundary(_ number: Int) -> String {
    "=_inboxd_\(number)_"
      + messageID.prefix { $0 != "@" }.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(40)
  }

  /// A text part with its fields.
  private static func part(_ text: String, subtype: String) -> String {
    let encoding = TransferEncoding.best(for: text)
    return "Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: \(encoding.rawValue)\r\n\r\n"
      + encoding.encoded(text)
  }

  /// The fields of a file. A name that is not short ASCII is given as RFC 2231 has it, and in ASCII beside the type for those
  /// who do not read that.
  private static func fields(of file: File) -> String {
    let type = MailHeader.cleaned(file.mediaType)
    let isSound = type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"()<>@,;:\\\"[]?=".utf8.contains($0) }
    let name = MailHeader.cleaned(file.name)
    let ascii = String(
      String.UnicodeScalarView(
        name.unicodeScalars.prefix(60).map { $0.isASCII && $0 != "\"" && $0 != "\\" && $0 != "/" ? $0 : "_" }))
    var result = "Content-Type: \(isSound && type.contains("/") ? type : "application/octet-stream")"
    result += ";\r\n name=\"\(ascii)\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment"
    if ascii == name { return result + ";\r\n filename=\"\(ascii)\"\r\n" }
    for (index, piece) in extended(name).enumerated() {
      result += ";\r\n filename*\(index)*=\(index == 0 ? "UTF-8''" : "")\(piece)"
    }
    return result + "\r\n"
  }

  /// A name percent-encoded, in pieces that fit a line each (RFC 2231, section 3).
  private static func extended(_ name: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for scalar in name.unicodeScalars {
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._".unicodeScalars.contains(scalar))
      let encoded =
        isPlain
        ? String(scalar)
        : String(scalar).utf8.map {
          String(decoding: TransferEncoding.hex($0, behind: UInt8(ascii: "%")), as: UTF8.self)
        }.joined()
      if piece.utf8.count + encoded.utf8.count > 50 {
        pieces.append(piece)
        piece = ""
      }
      piece += encoded
    }
    return pieces + [piece]
  }

  /// A Message-ID in brackets; nil unless it is one word of ASCII with an `@`, because it came from outside.
  private static func messageIDWord(_ id: String) -> String? {
    let bare = id.hasPrefix("<") && id.hasSuffix(">") ? String(id.dropFirst().dropLast()) : id
    guard bare.contains("@"), bare.utf8.count <= 250,
      bare.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
    else { return nil }
    return "<\(bare)>"
  }

  /// An instant as mail has it, in UTC.
  private static func date(_ microseconds: Int64) -> String {
    let time = CivilTime(microseconds: microseconds)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let clock = [time.hour, time.minute, time.second].map { CivilTime.padded($0, 2) }.joined(separator: ":")
    return "\(days[time.weekday]), \(time.day) \(months[time.month - 1]) \(time.year) \(clock) +0000"
  }
}
