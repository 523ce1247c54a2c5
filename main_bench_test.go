package main

import (
	"context"
	"os"
	"testing"

	"harmonium/kernel/client"
	"harmonium/kernel/wire"
)

// BenchmarkTrivialCell is the round trip of 1+1 through the real processes:
// execute_request to reply and idle.
func BenchmarkTrivialCell(b *testing.B) {
	ctx := context.Background()
	k, err := client.Start(ctx, client.Command{Argv: []string{os.Args[0], "kernel", "-f", "{connection_file}", "--history="}, Handshake: true})
	if err != nil {
		b.Fatal(err)
	}
	defer k.Stop()
	for b.Loop() {
		if _, err := k.Execute(ctx, wire.ExecuteRequest{Code: "1+1", StoreHistory: true}, client.Request{}); err != nil {
			b.Fatal(err)
		}
	}
}
