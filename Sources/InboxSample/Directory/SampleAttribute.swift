internal import InboxModel

/// A typed field of the sample workspace.
struct SampleAttribute: Sendable {
  /// The id.
  let id: String
  /// The name to show.
  let name: String
  /// What kind of value it takes.
  let type: AttributeType
  /// What it belongs to.
  let target: AttributeTarget
  /// The choices: id and name.
  var options: [(id: String, name: String)] = []

  /// One of each type, for each of what attributes belong to where it makes sense.
  static let all = [
    SampleAttribute(
      id: "root-cause", name: "Root cause", type: .singleSelect, target: .interaction,
      options: [
        ("kitchen", "Kitchen"), ("service", "Service"), ("housekeeping", "Housekeeping"), ("delivery", "Delivery"),
        ("technical", "Technical"), ("communication", "Communication"),
      ]),
    SampleAttribute(
      id: "departments", name: "Departments informed", type: .multipleSelect, target: .interaction,
      options: [
        ("kitchen", "Kitchen"), ("front-of-house", "Front of house"), ("housekeeping", "Housekeeping"),
        ("finance", "Finance"), ("quality", "Quality"),
      ]),
    SampleAttribute(
      id: "compensation", name: "Compensation", type: .number, target: .interaction),
    SampleAttribute(id: "follow-up", name: "Follow-up", type: .text, target: .interaction),
    SampleAttribute(
      id: "loyalty-tier", name: "Loyalty tier", type: .singleSelect, target: .customer,
      options: [("leaf", "Leaf"), ("branch", "Branch"), ("tree", "Tree")]),
    SampleAttribute(
      id: "preferences", name: "Preferences", type: .multipleSelect, target: .customer,
      options: [
        ("window", "Window seat"), ("quiet", "Quiet side"), ("no-feathers", "No feathers"), ("dog", "Comes with a dog"),
        ("vegetarian", "Vegetarian"),
      ]),
    SampleAttribute(id: "visits", name: "Visits", type: .number, target: .customer),
    SampleAttribute(id: "room-or-table", name: "Room or table", type: .text, target: .transaction),
    SampleAttribute(
      id: "booking-channel", name: "Booked through", type: .singleSelect, target: .transaction,
      options: [("web", "Web site"), ("phone", "Phone"), ("partner", "Partner"), ("walk-in", "Walk-in")]),
  ]
}
