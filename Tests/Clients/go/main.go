// A client of inboxd in Go: a list, an error with its reason, and what happens to an interaction as it commits.
//
//	inbox_example 127.0.0.1:50051
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	inbox "inbox/v1"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// On whose behalf, and how long to wait at most: of every call.
func caller(limit time.Duration) (context.Context, context.CancelFunc) {
	actor := metadata.AppendToOutgoingContext(context.Background(), "inbox-actor", "users/admin")
	return context.WithTimeout(actor, limit)
}

// The reason of an error, for programs; its message is for developers.
func reason(err error) string {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.Reason
		}
	}
	return ""
}

func must(err error) {
	if err != nil {
		log.Fatalf("%v (%s)", err, reason(err))
	}
}

func main() {
	connection, err := grpc.Dial(os.Args[1], grpc.WithInsecure())
	must(err)
	defer connection.Close()
	inboxes, interactions := inbox.NewInboxServiceClient(connection), inbox.NewInteractionServiceClient(connection)
	ctx, cancel := caller(20 * time.Second)
	defer cancel()

	page, err := inboxes.ListInteractions(ctx, &inbox.ListInteractionsRequest{
		Parent: "workspaces/demo", View: inbox.View_VIEW_ALL, PageSize: 3})
	must(err)
	for _, row := range page.Interactions {
		fmt.Printf("%s: %s\n", row.CustomerDisplayName, row.Snippet)
	}
	name := page.Interactions[0].Name

	_, err = interactions.GetInteraction(ctx, &inbox.GetInteractionRequest{Name: "workspaces/demo/interactions/0000000000001"})
	fmt.Printf("refused: %s\n", reason(err))

	// Watching begins at exactly the state that GetInteraction gave, so that the change below cannot be missed.
	opened, err := interactions.GetInteraction(ctx, &inbox.GetInteractionRequest{Name: name})
	must(err)
	mode := inbox.InteractionMode_INTERACTION_MODE_AI
	if opened.Interaction.Mode == mode {
		mode = inbox.InteractionMode_INTERACTION_MODE_HUMAN
	}
	_, err = interactions.SetMode(ctx, &inbox.SetModeRequest{Name: name, Mode: mode})
	must(err)
	watch, err := interactions.WatchInteraction(ctx, &inbox.WatchInteractionRequest{Name: name, ResumeToken: opened.ResumeToken})
	must(err)
	for seen := 0; seen == 0; {
		news, err := watch.Recv()
		must(err)
		for _, event := range news.Events {
			fmt.Printf("watched: %s by %s\n", event.Type, event.Actor)
		}
		seen = len(news.Events)
	}
}
