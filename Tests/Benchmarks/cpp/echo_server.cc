// The echo service on gRPC C++, with the callback API: its fastest on Debian's version.
#include <grpcpp/grpcpp.h>

#include <csignal>
#include <iostream>
#include <string>

#include "bench/v1/echo.grpc.pb.h"

namespace {

class Repeater : public grpc::ServerWriteReactor<bench::v1::RepeatResponse> {
 public:
  explicit Repeater(const bench::v1::RepeatRequest* request) : left_(request->count()) {
    response_.set_text(request->text());
    Next();
  }
  void OnWriteDone(bool ok) override { ok ? Next() : Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (left_ == 0) return Finish(grpc::Status::OK);
    --left_;
    StartWrite(&response_);
  }
  uint32_t left_;
  bench::v1::RepeatResponse response_;
};

class EchoImpl final : public bench::v1::EchoService::CallbackService {
  grpc::ServerUnaryReactor* Echo(
      grpc::CallbackServerContext* context, const bench::v1::EchoRequest* request,
      bench::v1::EchoResponse* response) override {
    response->set_text_1(request->text_1());
    response->set_text_2(request->text_2());
    response->set_text_3(request->text_3());
    response->set_text_4(request->text_4());
    response->set_text_5(request->text_5());
    response->set_text_6(request->text_6());
    response->set_text_7(request->text_7());
    response->set_text_8(request->text_8());
    response->set_text_9(request->text_9());
    response->set_text_10(request->text_10());
    response->set_text_11(request->text_11());
    response->set_text_12(request->text_12());
    response->set_text_13(request->text_13());
    if (request->answer_bytes() > 0) response->set_payload(std::string(request->answer_bytes(), '\0'));
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerWriteReactor<bench::v1::RepeatResponse>* Repeat(
      grpc::CallbackServerContext*, const bench::v1::RepeatRequest* request) override {
    return new Repeater(request);
  }
};

}  // namespace

int main(int argc, char** argv) {
  EchoImpl service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  std::cout << "ready" << std::endl;
  server->Wait();
}
