/// A tag of the sample's catalogue.
struct SampleKeyword: Sendable {
  /// The id.
  let id: String
  /// The name to show.
  let name: String
  /// The words that detect it, in the languages of the customers, separated by commas; empty: by hand only.
  let terms: String
  /// The colour it is shown in.
  let color: String

  /// The catalogue.
  static let all = [
    SampleKeyword(
      id: "waiting-time", name: "Waiting time",
      terms: "queue, late, waited, attente, attendre, retard, gewartet, espera, attesa", color: "#d9822b"),
    SampleKeyword(
      id: "cold-food", name: "Cold food", terms: "cold, lukewarm, froid, froide, tiède, kalt, fría, fredda, fria",
      color: "#3b8ea5"),
    SampleKeyword(
      id: "missing-item", name: "Missing item",
      terms: "missing, forgotten, wrong order, manquait, manque, faltaban, mancavano", color: "#b5483a"),
    SampleKeyword(
      id: "allergy", name: "Allergy",
      terms: "allergic, allergen, coeliac, gluten, allergie, allergique, celiaca, celiaco, alérgica, sesame",
      color: "#c2185b"),
    SampleKeyword(
      id: "cleanliness", name: "Cleanliness",
      terms: "dirty, hair, sticky, dust, spotless, poussière, tache, propreté, staub, pelos, sporco", color: "#6b7a3a"),
    SampleKeyword(
      id: "noise", name: "Noise", terms: "loud, noisy, drilling, bruit, bruyant, lärm, ruido, rumorosa, barulho",
      color: "#7b5ea7"),
    SampleKeyword(
      id: "breakfast", name: "Breakfast",
      terms: "omelette, petit-déjeuner, frühstück, desayuno, colazione, pequeno-almoço, tostadas, torradas",
      color: "#e0a526"),
    SampleKeyword(
      id: "parking", name: "Parking", terms: "car park, parkplatz, aparcamiento, estacionamento, voiturier",
      color: "#5c6b73"),
    SampleKeyword(id: "wifi", name: "Wifi", terms: "wi-fi, wlan", color: "#2f7ed8"),
    SampleKeyword(
      id: "vegan-vegetarian", name: "Vegan and vegetarian",
      terms: "vegan, vegetarian, végétarien, vegetarisch, vegana", color: "#4c9a52"),
    SampleKeyword(
      id: "celebration", name: "Celebration",
      terms: "birthday, anniversary, wedding, engaged, anniversaire, mariage, hochzeit, cumpleaños, compleanno",
      color: "#d05a8e"),
    SampleKeyword(
      id: "refund", name: "Refund",
      terms: "refunded, money back, remboursement, rembourser, devolución, erstattung, rimborso, charged",
      color: "#8c564b"),
    SampleKeyword(
      id: "invoice", name: "Invoice", terms: "receipt, facture, rechnung, factura, fattura, fatura", color: "#708090"),
    SampleKeyword(
      id: "lost-property", name: "Lost property", terms: "left behind, umbrella, doudou, écharpe, sciarpa, cargador",
      color: "#a0785a"),
    SampleKeyword(
      id: "children", name: "Children",
      terms: "toddlers, toddler, baby, cot, enfants, kinder, niños, bambini, poussette", color: "#f28c8c"),
    SampleKeyword(
      id: "accessibility", name: "Accessibility", terms: "wheelchair, accessible, rollator, barrierefreiheit, lift",
      color: "#00897b"),
    SampleKeyword(
      id: "group-booking", name: "Group booking", terms: "party of, private hire, séminaire, privatisation, gruppe",
      color: "#607d3b"),
    SampleKeyword(id: "vip", name: "VIP", terms: "", color: "#b8860b"),
    SampleKeyword(id: "press", name: "Press and influencers", terms: "", color: "#444488"),
    SampleKeyword(id: "legal", name: "Legal", terms: "", color: "#8b0000"),
  ]
}
