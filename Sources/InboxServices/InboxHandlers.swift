public import GRPC
public import InboxAPI
public import InboxModel
public import InboxStore

/// What the inbox's services are written for: the store's transactions and the model's errors.
///
/// A handler reads the wire fields into model values, in the order *authorise, then validate*: what the caller may not
/// see is `notFound`, what he sees and may not change is `roleInsufficient`, and only then is the rest looked at. A
/// method that is not here yet throws `methodUnimplemented`.
public protocol InboxHandlers: ServiceHandlers
where
  Context == Call, ReadTransaction == InboxStore.ReadTransaction, WriteTransaction == InboxStore.WriteTransaction,
  Failure == InboxError
{}

extension InboxHandlers {
  /// The failure of a method that has no handler.
  public static func unimplemented(_ method: MethodDescriptor) -> InboxError {
    .methodUnimplemented(method.service + "/" + method.name)
  }
}
