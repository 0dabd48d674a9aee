// The echo service on grpc-go.
package main

import (
	"context"
	"fmt"
	"net"
	"os"

	bench "bench/v1"
	"google.golang.org/grpc"
)

type echo struct{}

func (echo) Echo(_ context.Context, request *bench.EchoRequest) (*bench.EchoResponse, error) {
	response := &bench.EchoResponse{
		Text_1: request.Text_1,
		Text_2: request.Text_2,
		Text_3: request.Text_3,
		Text_4: request.Text_4,
		Text_5: request.Text_5,
		Text_6: request.Text_6,
		Text_7: request.Text_7,
		Text_8: request.Text_8,
		Text_9: request.Text_9,
		Text_10: request.Text_10,
		Text_11: request.Text_11,
		Text_12: request.Text_12,
		Text_13: request.Text_13,
	}
	if request.AnswerBytes > 0 {
		response.Payload = make([]byte, request.AnswerBytes)
	}
	return response, nil
}

func (echo) Repeat(request *bench.RepeatRequest, stream bench.EchoService_RepeatServer) error {
	response := &bench.RepeatResponse{Text: request.Text}
	for left := request.Count; left > 0; left-- {
		if err := stream.Send(response); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer(grpc.MaxConcurrentStreams(1000))
	bench.RegisterEchoServiceServer(server, echo{})
	fmt.Println("ready")
	if err := server.Serve(listener); err != nil {
		panic(err)
	}
}
