internal import CConformanceProto
public import Protobuf

/// The serialized `google.protobuf.FileDescriptorSet` of the conformance protos.
public var descriptorSet: Bytes {
  // Sound: the bytes are a constant of the program.
  unsafe Bytes(start: conformance_descriptor_set_start(), count: conformance_descriptor_set_count())
}
