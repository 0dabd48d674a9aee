public import GRPC

/// What the generated service protocols have in common: the kinds of context, transaction and failure they are written for.
///
/// The generated protocols do not depend on the store: the server picks these types, once, for all services. A handler is
/// a plain synchronous function that gets the request, its call and the one transaction of the call. Methods that stream
/// are opened by one, and go on as `Streams.swift` tells.
///
/// Write the types down once, in a protocol that the handlers of all services conform to:
///
///     protocol Handlers: ServiceHandlers where Context == Call, ReadTransaction == Snapshot, … {}
///     struct Notes: NotesService, Handlers { … }
public protocol ServiceHandlers: Sendable {
  /// What a handler knows of its call: who asks, when, and the arena to answer in.
  associatedtype Context
  /// A snapshot; what methods with `NO_SIDE_EFFECTS` get, so that they cannot write.
  associatedtype ReadTransaction: AnyObject
  /// The transaction that all other methods get.
  associatedtype WriteTransaction: AnyObject
  /// What handlers throw.
  associatedtype Failure: Error

  /// The failure of a method that has no handler.
  static func unimplemented(_ method: MethodDescriptor) -> Failure
}
