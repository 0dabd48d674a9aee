// A client of inboxd in C++: a list, an error with its reason, and what happens to an interaction as it commits.
//
//   inbox_example 127.0.0.1:50051

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "inbox/v1/inbox_service.grpc.pb.h"
#include "inbox/v1/interaction_service.grpc.pb.h"

namespace api = inbox::v1;

// On whose behalf, and how long to wait at most: of every call.
static std::unique_ptr<grpc::ClientContext> context(int seconds = 5) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata("inbox-actor", "users/admin");
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(seconds));
  return context;
}

// The reason of an error, for programs; its message is for developers.
static std::string reason(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  google::rpc::ErrorInfo info;
  for (const auto& detail : details.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

static void require(const grpc::Status& status) {
  if (status.ok()) return;
  std::cerr << status.error_message() << " (" << reason(status) << ")\n";
  std::exit(1);
}

int main(int count, char** arguments) {
  auto channel = grpc::CreateChannel(count > 1 ? arguments[1] : "127.0.0.1:50051", grpc::InsecureChannelCredentials());
  auto inboxes = api::InboxService::NewStub(channel);
  auto interactions = api::InteractionService::NewStub(channel);

  api::ListInteractionsRequest list;
  list.set_parent("workspaces/demo");
  list.set_view(api::VIEW_ALL);
  list.set_page_size(3);
  api::ListInteractionsResponse page;
  require(inboxes->ListInteractions(context().get(), list, &page));
  for (const auto& row : page.interactions()) std::cout << row.customer_display_name() << ": " << row.snippet() << "\n";

  api::GetInteractionRequest get;
  api::GetInteractionResponse opened;
  get.set_name("workspaces/demo/interactions/0000000000001");
  std::cout << "refused: " << reason(interactions->GetInteraction(context().get(), get, &opened)) << "\n";

  // Watching begins at exactly the state that GetInteraction gave, so that the change below cannot be missed.
  get.set_name(page.interactions(0).name());
  require(interactions->GetInteraction(context().get(), get, &opened));
  api::SetModeRequest change;
  change.set_name(get.name());
  bool is_automatic = opened.interaction().mode() == api::INTERACTION_MODE_AI;
  change.set_mode(is_automatic ? api::INTERACTION_MODE_HUMAN : api::INTERACTION_MODE_AI);
  api::SetModeResponse changed;
  require(interactions->SetMode(context().get(), change, &changed));

  api::WatchInteractionRequest watch;
  watch.set_name(get.name());
  watch.set_resume_token(opened.resume_token());
  auto watching = context(20);
  auto stream = interactions->WatchInteraction(watching.get(), watch);
  api::WatchInteractionResponse news;
  while (news.events().empty() && stream->Read(&news)) {
    for (const auto& event : news.events())
      std::cout << "watched: " << api::EventType_Name(event.type()) << " by " << event.actor() << "\n";
  }
  watching->TryCancel();
  stream->Finish();
}
