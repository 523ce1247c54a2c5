package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"harmonium/dsl"
	"harmonium/kernel"
)

// kernelFlags are the options of the kernel command.
type kernelFlags struct {
	file    string
	memory  string
	history string
	seed    uint64
	verbose bool

	restricted bool
}

func kernelCommand() *cobra.Command {
	var f kernelFlags
	cmd := &cobra.Command{
		Use: "kernel -f CONNECTION_FILE", Short: "Be a Jupyter kernel (front ends start this)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return serveKernel(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.file, "connection-file", "f", "", "connection `FILE`, or a registration file (startup handshake)")
	flags.StringVar(&f.memory, "memory", "", "what the cells may use, such as 2GB (default 75% of the machine)")
	flags.StringVar(&f.history, "history", kernel.HistoryFile(), "`FILE` that keeps the inputs; empty keeps them in memory only")
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the session's random numbers")
	restrictedFlag(cmd, &f.restricted)
	flags.BoolVar(&f.verbose, "verbose", false, "log every detail on standard error")
	cmd.MarkFlagRequired("connection-file")
	return cmd
}

// restrictedFlag is the same wherever cells run.
func restrictedFlag(cmd *cobra.Command, restricted *bool) {
	cmd.Flags().BoolVar(restricted, "restricted", false, "no network, no other processes, no files outside the working folder")
}

// serveKernel is a kernel from start to end. Front ends interrupt with SIGINT,
// and a terminal sends it to all of its processes: it stops the cell, never the
// kernel, so the command's context must not end it.
func serveKernel(ctx context.Context, f kernelFlags) error {
	memory, err := parseSize(f.memory)
	if err != nil {
		return fmt.Errorf("--memory: %w", err)
	}
	level := slog.LevelWarn
	if f.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	open := func(ctx context.Context) (kernel.Session, error) {
		return dsl.Open(ctx, dsl.Config{Memory: memory, Seed: f.seed, Restricted: f.restricted, Log: log})
	}
	return kernel.Run(context.WithoutCancel(ctx), f.file, open, kernel.Config{History: f.history, Version: version, Log: log})
}

// parseSize reads a number of bytes such as 512MB or 2GiB; "" is 0.
func parseSize(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	number, unit := strings.ToUpper(s), int64(1)
	for suffix, factor := range map[string]int64{"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40} {
		for _, end := range []string{suffix, suffix + "B", suffix + "IB"} {
			if n, ok := strings.CutSuffix(number, end); ok {
				number, unit = n, factor
				break
			}
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil || n <= 0 || n > (1<<62)/unit {
		return 0, fmt.Errorf("%q is no size, want one such as 512MB or 2GB", s)
	}
	return n * unit, nil
}
