# A client of inboxd in Ruby: a list, an error with its reason, and what happens to an interaction as it commits.
#
#   ruby -I OUT inbox_example.rb 127.0.0.1:50051      OUT: where grpc_tools_ruby_protoc put inbox/ and google/rpc/

require 'grpc'
require 'google/protobuf/well_known_types'
require 'google/rpc/status_pb'
require 'google/rpc/error_details_pb'
require 'inbox/v1/inbox_service_services_pb'
require 'inbox/v1/interaction_service_services_pb'

include Inbox::V1

server = ARGV.fetch(0, '127.0.0.1:50051')
inboxes = InboxService::Stub.new(server, :this_channel_is_insecure)
interactions = InteractionService::Stub.new(server, :this_channel_is_insecure)

# On whose behalf, and how long to wait at most: of every call.
def options(seconds = 5) = { metadata: { 'inbox-actor' => 'users/admin' }, deadline: Time.now + seconds }

# The reason of an error, for programs; its message is for developers.
def reason(error)
  status = Google::Rpc::Status.decode(error.metadata['grpc-status-details-bin'])
  detail = status.details.find { |any| any.is(Google::Rpc::ErrorInfo) }
  detail&.unpack(Google::Rpc::ErrorInfo)&.reason
end

page = inboxes.list_interactions(
  ListInteractionsRequest.new(parent: 'workspaces/demo', view: :VIEW_ALL, page_size: 3), **options)
page.interactions.each { |row| puts "#{row.customer_display_name}: #{row.snippet}" }
name = page.interactions.first.name

begin
  interactions.get_interaction(GetInteractionRequest.new(name: 'workspaces/demo/interactions/0000000000001'), **options)
rescue GRPC::NotFound => e
  puts "refused: #{reason(e)}"
end

# Watching begins at exactly the state that GetInteraction gave, so that the change below cannot be missed.
opened = interactions.get_interaction(GetInteractionRequest.new(name: name), **options)
interactions.set_mode(SetModeRequest.new(
  name: name, mode: opened.interaction.mode == :INTERACTION_MODE_AI ? :INTERACTION_MODE_HUMAN : :INTERACTION_MODE_AI), **options)
watch = interactions.watch_interaction(
  WatchInteractionRequest.new(name: name, resume_token: opened.resume_token), return_op: true, **options(20))
watch.execute.each do |news|
  news.events.each { |event| puts "watched: #{event.type} by #{event.actor}" }
  break if news.events.any?
end
watch.cancel
