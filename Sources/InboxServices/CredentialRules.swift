public import GRPC
internal import InboxAPI
public import InboxModel

/// What a service may call in each role of its key, whoever it acts for. A user's own role limits it further.
extension APIKeyRole {
  /// Whether the role includes a method.
  public func includes(_ method: MethodDescriptor) -> Bool {
    switch self {
    case .operator: true
    case .backend: method != DirectoryServiceMethods.createWorkspace
    case .reader: method.idempotency == .noSideEffects
    case .connector:
      switch method.service {
      case IngestServiceMethods.service, DeliveryServiceMethods.service: true
      case DirectoryServiceMethods.service: Self.isDirectoryRead(method)
      default:
        method == InteractionServiceMethods.uploadAttachment || method == InteractionServiceMethods.downloadAttachment
      }
    case .workflow:
      switch method.service {
      case InboxServiceMethods.service, InteractionServiceMethods.service, NotesServiceMethods.service: true
      default: method.idempotency == .noSideEffects
      }
    }
  }

  /// Whether a method of DirectoryService reads.
  private static func isDirectoryRead(_ method: MethodDescriptor) -> Bool {
    method.idempotency == .noSideEffects && method != DirectoryServiceMethods.listApiKeys
      && method != DirectoryServiceMethods.exportCustomer
  }
}
