internal import CInboxProto
public import Protobuf

/// The serialized `google.protobuf.FileDescriptorSet` of the inbox's contract, with the files it imports. Imports come
/// before what imports them; comments are left out.
public var descriptorSet: Bytes {
  // Sound: the bytes are a constant of the program.
  unsafe Bytes(start: inbox_descriptor_set_start(), count: inbox_descriptor_set_count())
}
