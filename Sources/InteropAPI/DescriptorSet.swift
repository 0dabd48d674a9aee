internal import CInteropProto
public import Protobuf

/// The serialized `google.protobuf.FileDescriptorSet` of the interop protos.
public var descriptorSet: Bytes {
  // Sound: the bytes are a constant of the program.
  unsafe Bytes(start: interop_descriptor_set_start(), count: interop_descriptor_set_count())
}
