internal import CStandardProto
public import Protobuf

/// The serialized `google.protobuf.FileDescriptorSet` of the standard protos: the well-known types, `google.rpc`, and
/// the gRPC services health, reflection and channelz. Imports come before what imports them; comments are left out.
public var descriptorSet: Bytes {
  // Sound: the bytes are a constant of the program.
  unsafe Bytes(start: standard_descriptor_set_start(), count: standard_descriptor_set_count())
}
