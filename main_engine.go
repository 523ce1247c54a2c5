package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"harmonium/kernel/client"
	"harmonium/kernel/notebook"
)

// engine says how the kernel of a run is started.
type engine struct {
	memory string
	seed   uint64

	restricted bool
}

func (e *engine) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&e.memory, "memory", "", "what the cells may use, such as 2GB (default 75% of the machine)")
	restrictedFlag(cmd, &e.restricted)
}

// start starts a kernel in a process of its own, whose cells run in dir.
func (e engine) start(ctx context.Context, dir string, stderr io.Writer) (*client.Kernel, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	argv := []string{self, "kernel", "-f", "{connection_file}", "--history=", "--memory=" + e.memory, fmt.Sprint("--seed=", e.seed)}
	if e.restricted {
		argv = append(argv, "--restricted")
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return client.Start(ctx, client.Command{
		Argv: argv, Dir: dir, Stderr: stderr, Handshake: true,
	})
}

// origin is what outputs of this engine are recorded to come from.
func (e engine) origin() notebook.Origin {
	return notebook.Origin{Version: version, Seed: e.seed, Architecture: runtime.GOARCH}
}
