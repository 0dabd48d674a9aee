internal import InboxModel

/// Somebody of the sample team.
struct SampleUser: Sendable {
  /// The id.
  let id: String
  /// The full name.
  let name: String
  /// What they may do.
  let role: Role
  /// The language of their notifications.
  let language: Language
  /// Where a restricted user sees and changes.
  var edits: [String] = []
  /// Where a restricted user only sees.
  var views: [String] = []

  /// The name to sign with.
  var firstName: String { String(name.prefix { $0 != " " }) }

  /// Everybody: two who manage, an owner, an observer, an editor and a viewer for each location.
  static let all =
    [
      SampleUser(id: "admin", name: "Ada Lindqvist", role: .admin, language: .english),
      SampleUser(id: "camille", name: "Camille Rousselin", role: .admin, language: .french),
      SampleUser(id: "helena", name: "Helena Marchetti", role: .owner, language: .english),
      SampleUser(id: "theo", name: "Theo Okafor", role: .observer, language: .english),
    ] + editors + viewers

  /// Who handles locations; some help out at a second one, or look over a neighbour's shoulder.
  private static let editors = [
    editor("ines", "Inès Caradec", .french, of: ["aubepine-canal", "aubepine-presquile"]),
    editor("bastien", "Bastien Morvan", .french, of: ["aubepine-presquile"], viewing: ["aubepine-canal"]),
    editor("priya", "Priya Raman", .english, of: ["aubepine-marylebone", "ginepro-shoreditch"]),
    editor("marco", "Marco Bellandi", .italian, of: ["ginepro-bastille", "ginepro-navigli"]),
    editor("keira", "Keira Dunmore", .english, of: ["ginepro-shoreditch"], viewing: ["aubepine-marylebone"]),
    editor("chiara", "Chiara Valsecchi", .italian, of: ["ginepro-navigli"]),
    editor("leonor", "Leonor Teixeira", .portuguese, of: ["sorbier-alfama", "sorbier-gracia"]),
    editor("nuria", "Núria Vilaplana", .spanish, of: ["sorbier-gracia"]),
    editor("jonas", "Jonas Weidmann", .german, of: ["sorbier-mitte"], viewing: ["sorbier-alfama", "sorbier-gracia"]),
  ]

  /// Who only looks.
  private static let viewers = [
    viewer("paul", "Paul Ternay", .french, of: "aubepine-canal"),
    viewer("odile", "Odile Charrier", .french, of: "aubepine-presquile"),
    viewer("gareth", "Gareth Penhale", .english, of: "aubepine-marylebone"),
    viewer("sofiane", "Sofiane Derradj", .french, of: "ginepro-bastille"),
    viewer("tobias", "Tobias Fielding", .english, of: "ginepro-shoreditch"),
    viewer("enzo", "Enzo Brambati", .italian, of: "ginepro-navigli"),
    viewer("miguel", "Miguel Sarmento", .portuguese, of: "sorbier-alfama"),
    viewer("pol", "Pol Ferrando", .spanish, of: "sorbier-gracia"),
    viewer("frieda", "Frieda Kolb", .german, of: "sorbier-mitte"),
  ]

  /// A restricted user who changes things.
  private static func editor(
    _ id: String, _ name: String, _ language: Language, of edits: [String], viewing views: [String] = []
  ) -> SampleUser {
    SampleUser(id: id, name: name, role: .restricted, language: language, edits: edits, views: views)
  }

  /// A restricted user who only looks.
  private static func viewer(_ id: String, _ name: String, _ language: Language, of view: String) -> SampleUser {
    SampleUser(id: id, name: name, role: .restricted, language: language, views: [view])
  }

  /// A user by id.
  static func named(_ id: String) -> SampleUser {
    guard let user = all.first(where: { $0.id == id }) else { preconditionFailure("no user '\(id)'") }
    return user
  }

  /// Who may be assigned at a location, its own editor first.
  static func assignable(at location: SampleLocation) -> [SampleUser] {
    let editors = all.filter { $0.edits.contains(location.id) }
    return editors.filter { $0.id == location.editor } + editors.filter { $0.id != location.editor }
      + [named("camille"), named("admin")]
  }
}
