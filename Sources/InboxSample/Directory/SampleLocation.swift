/// A brand of the sample group.
struct SampleBrand: Sendable {
  /// The id.
  let id: String
  /// The name to show, and to sign with.
  let name: String
  /// How it speaks, for AI writing.
  let voice: String

  /// How an answer of the brand ends.
  var signature: String { name }

  /// The three brands.
  static let all = [
    SampleBrand(
      id: "aubepine", name: "Brasserie Aubépine",
      voice: "Warm, precise, a little dry humour. Owns mistakes in the first sentence and says what has changed."),
    SampleBrand(
      id: "ginepro", name: "Forno Ginepro",
      voice: "Cheerful and direct, short sentences. Proud of the dough, never lecturing."),
    SampleBrand(
      id: "sorbier", name: "Sorbier Hotels",
      voice: "Calm and attentive, formal in French and German. Names the person who helped."),
  ]
}

/// A place of business of the sample group.
struct SampleLocation: Sendable {
  /// The id.
  let id: String
  /// The name to show.
  let name: String
  /// The brand's id.
  let brand: String
  /// The address in one line.
  let address: String
  /// The time zone by IANA name.
  let timeZone: String
  /// The language most of its customers write in.
  let language: Language
  /// Who waits at tables or at the desk; no users.
  let staff: [String]
  /// The user who handles it.
  let editor: String

  /// The currency its customers pay in.
  var currency: String { timeZone == "Europe/London" ? "GBP" : "EUR" }

  /// What can happen here.
  func offers(_ setting: Setting) -> Bool {
    switch setting {
    case .brasserie: brand == "aubepine"
    case .pizzeria, .delivery: brand == "ginepro"
    case .stay: brand == "sorbier"
    }
  }

  /// The nine locations.
  static let all = [
    SampleLocation(
      id: "aubepine-canal", name: "Aubépine Canal", brand: "aubepine", address: "118 quai des Tilleuls, 75010 Paris",
      timeZone: "Europe/Paris", language: .french, staff: ["Lucie", "Mehdi", "Armand"], editor: "ines"),
    SampleLocation(
      id: "aubepine-presquile", name: "Aubépine Presqu'île", brand: "aubepine",
      address: "9 rue du Muguet, 69002 Lyon",
      timeZone: "Europe/Paris", language: .french, staff: ["Élodie", "Jules", "Fatou"], editor: "bastien"),
    SampleLocation(
      id: "aubepine-marylebone", name: "Aubépine Marylebone", brand: "aubepine",
      address: "41 Hawthorn Place, London W1",
      timeZone: "Europe/London", language: .english, staff: ["Aisha", "Tom", "Beatriz"], editor: "priya"),
    SampleLocation(
      id: "ginepro-bastille", name: "Ginepro Bastille", brand: "ginepro", address: "27 passage du Four, 75011 Paris",
      timeZone: "Europe/Paris", language: .french, staff: ["Gianni", "Salomé", "Yanis"], editor: "marco"),
    SampleLocation(
      id: "ginepro-shoreditch", name: "Ginepro Shoreditch", brand: "ginepro", address: "6 Juniper Yard, London E2",
      timeZone: "Europe/London", language: .english, staff: ["Luca", "Imani", "Freddie"], editor: "keira"),
    SampleLocation(
      id: "ginepro-navigli", name: "Ginepro Navigli", brand: "ginepro", address: "Alzaia del Mulino 14, 20143 Milano",
      timeZone: "Europe/Rome", language: .italian, staff: ["Martina", "Davide", "Ilaria"], editor: "chiara"),
    SampleLocation(
      id: "sorbier-alfama", name: "Sorbier Alfama", brand: "sorbier", address: "Beco da Oliveira 3, 1100 Lisboa",
      timeZone: "Europe/Lisbon", language: .portuguese, staff: ["Duarte", "Catarina", "Rosa"], editor: "leonor"),
    SampleLocation(
      id: "sorbier-gracia", name: "Sorbier Gràcia", brand: "sorbier", address: "Carrer del Romaní 22, 08012 Barcelona",
      timeZone: "Europe/Madrid", language: .spanish, staff: ["Jordi", "Laia", "Iván"], editor: "nuria"),
    SampleLocation(
      id: "sorbier-mitte", name: "Sorbier Mitte", brand: "sorbier", address: "Ebereschenstraße 7, 10115 Berlin",
      timeZone: "Europe/Berlin", language: .german, staff: ["Emre", "Annika", "Lukas"], editor: "jonas"),
  ]

  /// A location by its id.
  static func named(_ id: String) -> SampleLocation {
    guard let location = all.first(where: { $0.id == id }) else { preconditionFailure("no location '\(id)'") }
    return location
  }
}

/// Some locations under one name.
struct SampleLocationGroup: Sendable {
  /// The id.
  let id: String
  /// The name to show.
  let name: String
  /// The ids of its locations.
  let locations: [String]

  /// The two groups.
  static let all = [
    SampleLocationGroup(
      id: "france", name: "Restaurants in France",
      locations: ["aubepine-canal", "aubepine-presquile", "ginepro-bastille"]),
    SampleLocationGroup(
      id: "southern-europe", name: "Southern Europe",
      locations: ["ginepro-navigli", "sorbier-alfama", "sorbier-gracia"]),
  ]
}
