package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"harmonium/dsl"
	"harmonium/dsl/repl"
)

// replFlags are the options of the repl command.
type replFlags struct {
	memory     string
	figures    string
	history    string
	inline     string
	seed       uint64
	restricted bool
}

func replCommand() *cobra.Command {
	var f replFlags
	cmd := &cobra.Command{
		Use: "repl", Short: "Start a session in the terminal", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return startREPL(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.memory, "memory", "", "what the cells may use, such as 2GB (default 75% of the machine)")
	flags.StringVar(&f.figures, "figures", ".", "`FOLDER` for figures that the terminal cannot show")
	flags.StringVar(&f.history, "history", "", "`FILE` that keeps the lines typed; - keeps none (default ~/.local/state/harmonium/history)")
	flags.StringVar(&f.inline, "inline", "", "how the terminal shows pictures: kitty, iterm2, sixel or files (default: found out)")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the session's random numbers")
	restrictedFlag(cmd, &f.restricted)
	return cmd
}

func startREPL(cmd *cobra.Command, f replFlags) error {
	memory, err := parseSize(f.memory)
	if err != nil {
		return fmt.Errorf("--memory: %w", err)
	}
	signal.Reset(os.Interrupt, syscall.SIGTERM) // Ctrl-C stops a cell, not the session
	ctx := context.WithoutCancel(cmd.Context())
	s, err := dsl.Open(ctx, dsl.Config{Memory: memory, Seed: f.seed, Restricted: f.restricted})
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(cmd.ErrOrStderr(), "Harmonium %s. ?name explains a name, %%help the language; Ctrl-D ends.\n", version)
	return repl.Run(ctx, s, repl.Config{
		In: cmd.InOrStdin(), Out: cmd.OutOrStdout(), Err: cmd.ErrOrStderr(), History: f.history, Figures: f.figures, Inline: repl.Protocol(f.inline),
	})
}

func docCommand() *cobra.Command {
	var markdown bool
	cmd := &cobra.Command{
		Use: "doc", Short: "Print the manual of the cell language", Args: cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			text := dsl.Manual()
			if markdown {
				text = dsl.ManualMarkdown()
			}
			fmt.Fprint(cmd.OutOrStdout(), text)
		},
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "as Markdown")
	return cmd
}
