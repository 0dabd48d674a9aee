// The gRPC project's interop cases (doc/interop-test-descriptions.md), by gRPC C++: interop_client ADDRESS CASE.
//
// Exits with 0 when the case holds; else says on standard error what does not.

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "grpc/testing/test.grpc.pb.h"

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;
using grpc::testing::TestService;

namespace {

using Stub = TestService::Stub;
using Duplex = grpc::ClientReaderWriter<grpc::testing::StreamingOutputCallRequest,
                                        grpc::testing::StreamingOutputCallResponse>;

constexpr int kRequestBytes = 271828;
constexpr int kResponseBytes = 314159;
const std::vector<int> kRequestSizes = {27182, 8, 1828, 45904};
const std::vector<int> kResponseSizes = {31415, 9, 2653, 58979};
const char kInitial[] = "x-grpc-test-echo-initial";
const char kTrailing[] = "x-grpc-test-echo-trailing-bin";

void Require(bool condition, const std::string& what) {
  if (condition) return;
  std::cerr << "does not hold: " << what << "\n";
  std::exit(1);
}

void RequireOk(const Status& status) {
  Require(status.ok(), "the call ends well, not with " + std::to_string(status.error_code()) + " " +
                           status.error_message());
}

void RequireCode(const Status& status, StatusCode code) {
  Require(status.error_code() == code,
          "the code is " + std::to_string(code) + ", not " + std::to_string(status.error_code()));
}

// Every call has a deadline, so that a server that hangs fails the case.
std::unique_ptr<ClientContext> Context() {
  auto context = std::make_unique<ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  return context;
}

grpc::testing::SimpleRequest LargeRequest() {
  grpc::testing::SimpleRequest request;
  request.set_response_size(kResponseBytes);
  request.mutable_payload()->set_body(std::string(kRequestBytes, '\0'));
  return request;
}

grpc::testing::StreamingOutputCallRequest Outputs(const std::vector<int>& sizes, int payload = 0) {
  grpc::testing::StreamingOutputCallRequest request;
  for (int size : sizes) request.add_response_parameters()->set_size(size);
  request.mutable_payload()->set_body(std::string(payload, '\0'));
  return request;
}

// Sends each request and reads its answer before the next.
void PingPong(Duplex& stream) {
  grpc::testing::StreamingOutputCallResponse response;
  for (size_t i = 0; i < kRequestSizes.size(); ++i) {
    Require(stream.Write(Outputs({kResponseSizes[i]}, kRequestSizes[i])), "the server takes a request");
    Require(stream.Read(&response), "the server answers it");
    Require(static_cast<int>(response.payload().body().size()) == kResponseSizes[i], "with the size that was asked for");
  }
}

void EmptyUnary(Stub& stub) {
  grpc::testing::Empty response;
  RequireOk(stub.EmptyCall(Context().get(), grpc::testing::Empty(), &response));
}

void LargeUnary(Stub& stub) {
  grpc::testing::SimpleResponse response;
  RequireOk(stub.UnaryCall(Context().get(), LargeRequest(), &response));
  Require(response.payload().body().size() == kResponseBytes, "the answer has its size");
}

void CacheableUnary(Stub& stub) {
  auto context = Context();
  grpc::testing::SimpleResponse response;
  RequireOk(stub.CacheableUnaryCall(context.get(), LargeRequest(), &response));
  Require(context->GetServerInitialMetadata().count("cache-control") == 1, "the answer may be kept");
}

void ClientStreaming(Stub& stub) {
  auto context = Context();
  grpc::testing::StreamingInputCallResponse response;
  auto writer = stub.StreamingInputCall(context.get(), &response);
  int sum = 0;
  for (int size : kRequestSizes) {
    grpc::testing::StreamingInputCallRequest request;
    request.mutable_payload()->set_body(std::string(size, '\0'));
    Require(writer->Write(request), "the server takes a request");
    sum += size;
  }
  writer->WritesDone();
  RequireOk(writer->Finish());
  Require(response.aggregated_payload_size() == sum, "the sum is right");
}

void ServerStreaming(Stub& stub) {
  auto context = Context();
  auto reader = stub.StreamingOutputCall(context.get(), Outputs(kResponseSizes));
  grpc::testing::StreamingOutputCallResponse response;
  size_t count = 0;
  while (reader->Read(&response)) {
    Require(count < kResponseSizes.size() &&
                static_cast<int>(response.payload().body().size()) == kResponseSizes[count],
            "the answers come in order");
    ++count;
  }
  Require(count == kResponseSizes.size(), "all answers come");
  RequireOk(reader->Finish());
}

void PingPongCase(Stub& stub) {
  auto context = Context();
  auto stream = stub.FullDuplexCall(context.get());
  PingPong(*stream);
  stream->WritesDone();
  grpc::testing::StreamingOutputCallResponse response;
  Require(!stream->Read(&response), "nothing more comes");
  RequireOk(stream->Finish());
}

void HalfDuplex(Stub& stub) {
  auto context = Context();
  auto stream = stub.HalfDuplexCall(context.get());
  for (int size : kResponseSizes) Require(stream->Write(Outputs({size})), "the server takes a request");
  stream->WritesDone();
  grpc::testing::StreamingOutputCallResponse response;
  size_t count = 0;
  while (stream->Read(&response)) ++count;
  Require(count == kResponseSizes.size(), "all answers come");
  RequireOk(stream->Finish());
}

void EmptyStream(Stub& stub) {
  auto context = Context();
  auto stream = stub.FullDuplexCall(context.get());
  stream->WritesDone();
  grpc::testing::StreamingOutputCallResponse response;
  Require(!stream->Read(&response), "nothing comes");
  RequireOk(stream->Finish());
}

void ClientCompressedUnary(Stub& stub) {
  auto request = LargeRequest();
  request.mutable_expect_compressed()->set_value(true);
  grpc::testing::SimpleResponse response;
  RequireCode(stub.UnaryCall(Context().get(), request, &response), StatusCode::INVALID_ARGUMENT);
  auto context = Context();
  context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
  RequireOk(stub.UnaryCall(context.get(), request, &response));
  request.mutable_expect_compressed()->set_value(false);
  RequireOk(stub.UnaryCall(Context().get(), request, &response));
}

void ServerCompressedUnary(Stub& stub) {
  for (bool compressed : {true, false}) {
    auto request = LargeRequest();
    request.mutable_response_compressed()->set_value(compressed);
    grpc::testing::SimpleResponse response;
    RequireOk(stub.UnaryCall(Context().get(), request, &response));
    Require(response.payload().body() == std::string(kResponseBytes, '\0'), "the answer is what was asked for");
  }
}

void ClientCompressedStreaming(Stub& stub) {
  auto context = Context();
  context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
  grpc::testing::StreamingInputCallResponse response;
  auto writer = stub.StreamingInputCall(context.get(), &response);
  for (bool compressed : {true, false}) {
    grpc::testing::StreamingInputCallRequest request;
    request.mutable_expect_compressed()->set_value(compressed);
    request.mutable_payload()->set_body(std::string(compressed ? 27182 : 45904, '\0'));
    grpc::WriteOptions options;
    if (!compressed) options.set_no_compression();
    Require(writer->Write(request, options), "the server takes a request");
  }
  writer->WritesDone();
  RequireOk(writer->Finish());
  Require(response.aggregated_payload_size() == 73086, "the sum is right");
}

void ServerCompressedStreaming(Stub& stub) {
  auto request = Outputs({31415, 92653});
  request.mutable_response_parameters(0)->mutable_compressed()->set_value(true);
  request.mutable_response_parameters(1)->mutable_compressed()->set_value(false);
  auto context = Context();
  auto reader = stub.StreamingOutputCall(context.get(), request);
  grpc::testing::StreamingOutputCallResponse response;
  for (size_t size : {31415, 92653}) {
    Require(reader->Read(&response) && response.payload().body().size() == size, "the answers come in order");
  }
  Require(!reader->Read(&response), "nothing more comes");
  RequireOk(reader->Finish());
}

void CancelAfterBegin(Stub& stub) {
  auto context = Context();
  grpc::testing::StreamingInputCallResponse response;
  auto writer = stub.StreamingInputCall(context.get(), &response);
  context->TryCancel();
  RequireCode(writer->Finish(), StatusCode::CANCELLED);
}

void CancelAfterFirstResponse(Stub& stub) {
  auto context = Context();
  auto stream = stub.FullDuplexCall(context.get());
  Require(stream->Write(Outputs({31415}, 27182)), "the server takes a request");
  grpc::testing::StreamingOutputCallResponse response;
  Require(stream->Read(&response), "the server answers it");
  context->TryCancel();
  RequireCode(stream->Finish(), StatusCode::CANCELLED);
}

void TimeoutOnSleepingServer(Stub& stub) {
  ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(20));
  auto request = Outputs({1}, 27182);
  request.mutable_response_parameters(0)->set_interval_us(10'000'000);
  auto stream = stub.FullDuplexCall(&context);
  stream->Write(request);
  RequireCode(stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
}

void CustomMetadata(Stub& stub) {
  const std::string initial = "test_initial_metadata_value", trailing("\x0a\x0b\x0a\x0b\x0a\x0b", 6);
  auto check = [&](ClientContext& context) {
    const auto& first = context.GetServerInitialMetadata();
    const auto& last = context.GetServerTrailingMetadata();
    Require(first.count(kInitial) == 1 && first.find(kInitial)->second == initial, "the metadata comes back ahead");
    Require(last.count(kTrailing) == 1 && last.find(kTrailing)->second == trailing, "the binary metadata comes behind");
  };
  auto unary = Context();
  unary->AddMetadata(kInitial, initial);
  unary->AddMetadata(kTrailing, trailing);
  grpc::testing::SimpleResponse response;
  RequireOk(stub.UnaryCall(unary.get(), LargeRequest(), &response));
  check(*unary);
  auto duplex = Context();
  duplex->AddMetadata(kInitial, initial);
  duplex->AddMetadata(kTrailing, trailing);
  auto stream = stub.FullDuplexCall(duplex.get());
  Require(stream->Write(Outputs({kResponseBytes}, kRequestBytes)), "the server takes a request");
  stream->WritesDone();
  grpc::testing::StreamingOutputCallResponse output;
  while (stream->Read(&output)) {
  }
  RequireOk(stream->Finish());
  check(*duplex);
}

void StatusOf(Stub& stub, const std::string& message) {
  grpc::testing::SimpleRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message(message);
  grpc::testing::SimpleResponse response;
  Status status = stub.UnaryCall(Context().get(), request, &response);
  RequireCode(status, StatusCode::UNKNOWN);
  Require(status.error_message() == message, "the message is the one asked for");
  auto context = Context();
  auto stream = stub.FullDuplexCall(context.get());
  grpc::testing::StreamingOutputCallRequest output;
  *output.mutable_response_status() = request.response_status();
  stream->Write(output);
  stream->WritesDone();
  status = stream->Finish();
  RequireCode(status, StatusCode::UNKNOWN);
  Require(status.error_message() == message, "the message of a stream is the one asked for");
}

void UnimplementedMethod(Stub& stub) {
  grpc::testing::Empty response;
  RequireCode(stub.UnimplementedCall(Context().get(), grpc::testing::Empty(), &response), StatusCode::UNIMPLEMENTED);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: interop_client ADDRESS CASE\n";
    return 2;
  }
  auto channel = grpc::CreateChannel(arguments[1], grpc::InsecureChannelCredentials());
  const std::map<std::string, std::function<void(Stub&)>> cases = {
      {"empty_unary", EmptyUnary},
      {"large_unary", LargeUnary},
      {"cacheable_unary", CacheableUnary},
      {"client_streaming", ClientStreaming},
      {"server_streaming", ServerStreaming},
      {"ping_pong", PingPongCase},
      {"half_duplex", HalfDuplex},
      {"empty_stream", EmptyStream},
      {"client_compressed_unary", ClientCompressedUnary},
      {"server_compressed_unary", ServerCompressedUnary},
      {"client_compressed_streaming", ClientCompressedStreaming},
      {"server_compressed_streaming", ServerCompressedStreaming},
      {"cancel_after_begin", CancelAfterBegin},
      {"cancel_after_first_response", CancelAfterFirstResponse},
      {"timeout_on_sleeping_server", TimeoutOnSleepingServer},
      {"custom_metadata", CustomMetadata},
      {"status_code_and_message", [](Stub& stub) { StatusOf(stub, "test status message"); }},
      {"special_status_message",
       [](Stub& stub) { StatusOf(stub, "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"); }},
      {"unimplemented_method", UnimplementedMethod},
      {"unimplemented_service",
       [&](Stub&) {
         grpc::testing::UnimplementedService::Stub other(channel);
         grpc::testing::Empty response;
         RequireCode(other.UnimplementedCall(Context().get(), grpc::testing::Empty(), &response),
                     StatusCode::UNIMPLEMENTED);
       }},
  };
  auto found = cases.find(arguments[2]);
  if (found == cases.end()) {
    std::cerr << "There is no case " << arguments[2] << "\n";
    return 2;
  }
  Stub stub(channel);
  found->second(stub);
  return 0;
}
