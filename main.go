// Command harmonium is a Jupyter kernel and script runner for energy-based models.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"harmonium/dsl"
)

// version is what kernel_info, the doctor and stored notebooks report.
const version = "0.1.0"

func main() {
	// The worker is this binary again: it must start fast and parse nothing.
	if len(os.Args) == 2 && os.Args[1] == "worker" {
		os.Exit(dsl.WorkerMain())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(os.Stderr, err)
		}
		stop()
		os.Exit(1)
	}
}

// errSaid ends the command with status 1 when the reason is on the screen already.
var errSaid = errors.New("said already")

func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "harmonium",
		Short:         "A Jupyter kernel and scripting language, in Go, for energy-based models",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(kernelCommand(), runCommand(), verifyCommand(), convertCommand(), notebooksCommand(), replCommand(), docCommand(), installCommand(), uninstallCommand(), doctorCommand(), versionCommand())
	return root
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprintln(cmd.OutOrStdout(), "harmonium", version) },
	}
}
