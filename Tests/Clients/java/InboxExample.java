// A client of inboxd in Java: a list, an error with its reason, and what happens to an interaction as it commits.
//
//   java -cp ... InboxExample 127.0.0.1:50051

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import com.inboxd.v1.*;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

public class InboxExample {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** The reason of an error, for programs; its message is for developers. */
  private static String reason(StatusRuntimeException error) throws InvalidProtocolBufferException {
    for (Any detail : Status.parseFrom(error.getTrailers().get(DETAILS)).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) return detail.unpack(ErrorInfo.class).getReason();
    }
    return "";
  }

  public static void main(String[] arguments) throws Exception {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(arguments[0]).usePlaintext().build();
    // On whose behalf, and how long to wait at most.
    Metadata actor = new Metadata();
    actor.put(Metadata.Key.of("inbox-actor", Metadata.ASCII_STRING_MARSHALLER), "users/admin");
    var caller = MetadataUtils.newAttachHeadersInterceptor(actor);
    var inboxes = InboxServiceGrpc.newBlockingStub(channel).withInterceptors(caller)
        .withDeadlineAfter(20, TimeUnit.SECONDS);
    var interactions = InteractionServiceGrpc.newBlockingStub(channel).withInterceptors(caller)
        .withDeadlineAfter(20, TimeUnit.SECONDS);

    var page = inboxes.listInteractions(ListInteractionsRequest.newBuilder()
        .setParent("workspaces/demo").setView(View.VIEW_ALL).setPageSize(3).build());
    for (var row : page.getInteractionsList()) System.out.println(row.getCustomerDisplayName() + ": " + row.getSnippet());
    String name = page.getInteractions(0).getName();

    try {
      interactions.getInteraction(GetInteractionRequest.newBuilder()
          .setName("workspaces/demo/interactions/0000000000001").build());
    } catch (StatusRuntimeException error) {
      System.out.println("refused: " + reason(error));
    }

    // Watching begins at exactly the state that GetInteraction gave, so that the change below cannot be missed.
    var opened = interactions.getInteraction(GetInteractionRequest.newBuilder().setName(name).build());
    boolean isAutomatic = opened.getInteraction().getMode() == InteractionMode.INTERACTION_MODE_AI;
    interactions.setMode(SetModeRequest.newBuilder().setName(name)
        .setMode(isAutomatic ? InteractionMode.INTERACTION_MODE_HUMAN : InteractionMode.INTERACTION_MODE_AI).build());
    Iterator<WatchInteractionResponse> watch = interactions.watchInteraction(WatchInteractionRequest.newBuilder()
        .setName(name).setResumeToken(opened.getResumeToken()).build());
    int seen = 0;
    while (seen == 0 && watch.hasNext()) {
      for (Event event : watch.next().getEventsList()) {
        System.out.println("watched: " + event.getType() + " by " + event.getActor());
        seen++;
      }
    }
    channel.shutdownNow();
  }
}
