internal import GRPC
public import GRPCServer
public import Net
public import Protobuf
internal import StandardAPI

/// The services that every server of ours has: health, reflection and channelz.
///
///     let standard = StandardServices(for: ["inbox.v1.InboxService"], describedBy: [InboxAPI.descriptorSet])
///     let server = try Server(on: address, loops: 2, ledger: standard.ledger) { loop in
///       inboxRoutes + standard.routes(on: loop)
///     }
public struct StandardServices: Sendable {
  /// Says who serves.
  public let health: Health
  /// What the server writes and channelz reads.
  public let ledger = Ledger()

  private let reflection: Reflection

  /// For a server of `services`, whose files stand in the descriptor sets, as the standard services' own do.
  public init(for services: [String], describedBy sets: [Bytes]) {
    health = Health(services: services)
    reflection = Reflection(
      services: services + [HealthMethods.service, ChannelzChannelzMethods.service],
      index: DescriptorIndex([StandardAPI.descriptorSet] + sets))
  }

  /// The routes of one loop.
  public func routes(on loop: EventLoop) -> [Route] {
    health.routes(on: loop) + reflection.routes() + Channelz(ledger).routes()
  }
}
