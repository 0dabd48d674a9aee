internal import InboxModel
internal import Protobuf

/// Enums of the contract and of the model have the same numbers, so that one rule turns any into its other.
extension ProtoEnum {
  /// The contract's value of the model's.
  init<Model: RawRepresentable>(_ model: Model) where Model.RawValue == UInt8 {
    self.init(rawValue: Int32(model.rawValue))
  }

  /// The model's value; unspecified is `fieldRequired`, an unknown number `fieldInvalid`.
  func required<Model: RawRepresentable>(_ field: String) throws(InboxError) -> Model where Model.RawValue == UInt8 {
    guard let model: Model = try given(field) else { throw .fieldRequired(field: field) }
    return model
  }

  /// The model's value; nil where it is unspecified, `fieldInvalid` for an unknown number.
  func given<Model: RawRepresentable>(_ field: String) throws(InboxError) -> Model? where Model.RawValue == UInt8 {
    if rawValue == 0 { return nil }
    guard let number = UInt8(exactly: rawValue), let model = Model(rawValue: number) else {
      throw .fieldInvalid(field: field, fault: "has the unknown value \(rawValue)")
    }
    return model
  }
}
