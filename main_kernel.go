package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"harmonium/dsl"
	"harmonium/kernel"
	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// kernelFlags are the options of the kernel command.
type kernelFlags struct {
	file    string
	memory  string
	history string
	verbose bool
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
	flags.StringVar(&f.history, "history", historyFile(), "`FILE` that keeps the inputs; empty keeps them in memory only")
	flags.BoolVar(&f.verbose, "verbose", false, "log every detail on standard error")
	cmd.MarkFlagRequired("connection-file")
	return cmd
}

// serveKernel is a kernel from start to end.
func serveKernel(ctx context.Context, f kernelFlags) error {
	// Front ends interrupt with SIGINT, or a terminal sends it to all of its
	// processes: it stops the cell, never the kernel.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	interrupts, ends := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	signal.Notify(ends, syscall.SIGTERM, syscall.SIGHUP)

	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: logLevel(f.verbose)}))
	k, err := openKernel(ctx, f, log)
	if err != nil {
		return err
	}
	go func() {
		for range interrupts {
			k.Interrupt()
		}
	}()
	go func() {
		select {
		case <-ends:
		case <-orphaned(ctx):
		}
		cancel()
	}()
	k.Serve(ctx)
	return nil
}

func logLevel(verbose bool) slog.Level {
	if verbose {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

// openKernel opens the sockets and the session, and tells the ports if the
// file asks for that.
func openKernel(ctx context.Context, f kernelFlags, log *slog.Logger) (*kernel.Kernel, error) {
	memory, err := parseSize(f.memory)
	if err != nil {
		return nil, fmt.Errorf("--memory: %w", err)
	}
	at, registration, err := readStartFile(f.file)
	if err != nil {
		return nil, err
	}
	sockets, err := kernel.Listen(at, transport.Listen, log)
	if err != nil {
		return nil, err
	}
	session, err := dsl.Open(ctx, dsl.Config{Memory: memory, Log: log})
	if err != nil {
		sockets.Close()
		return nil, err
	}
	if registration != nil {
		if err := register(ctx, *registration, sockets.Connection()); err != nil {
			session.Close()
			sockets.Close()
			return nil, err
		}
	}
	return kernel.New(session, sockets, kernel.Config{History: f.history, Version: version, Log: log}), nil
}

// readStartFile reads what the front end started the kernel with: a connection
// file, or a registration file, with which the ports are the kernel's choice.
func readStartFile(path string) (wire.Connection, *wire.Registration, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return wire.Connection{}, nil, err
	}
	if !wire.IsRegistration(raw) {
		at, err := wire.ReadConnection(path)
		return at, nil, err
	}
	r, err := wire.ReadRegistration(path)
	if err != nil {
		return wire.Connection{}, nil, err
	}
	at := wire.NewConnection()
	at.Key, at.SignatureScheme = r.Key, r.SignatureScheme
	return at, &r, nil
}

// register tells the ports and waits until that is acknowledged.
func register(ctx context.Context, r wire.Registration, at wire.Connection) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	codec, err := wire.NewCodec(r.SignatureScheme, r.Key)
	if err != nil {
		return err
	}
	d, err := transport.DialDealer(ctx, r.Endpoint(), "")
	if err != nil {
		return fmt.Errorf("registering: %w", err)
	}
	defer d.Close()
	frames, err := codec.EncodeSingle(nil, wire.Ports{
		KernelID: r.KernelID, ShellPort: wire.Port(at.ShellPort), IOPubPort: wire.Port(at.IOPubPort),
		StdinPort: wire.Port(at.StdinPort), ControlPort: wire.Port(at.ControlPort), HBPort: wire.Port(at.HBPort),
	})
	if err != nil {
		return err
	}
	if err := d.Send(frames); err != nil {
		return fmt.Errorf("registering: %w", err)
	}
	answer, err := d.Recv(ctx)
	if err == nil {
		_, _, err = codec.DecodeSingle(answer)
	}
	if err != nil {
		return fmt.Errorf("registering: %w", err)
	}
	return nil
}

// orphaned is closed when the front end that started the kernel, which says
// so in JPY_PARENT_PID, has ended.
func orphaned(ctx context.Context) <-chan struct{} {
	gone := make(chan struct{})
	parent, err := strconv.Atoi(os.Getenv("JPY_PARENT_PID"))
	if err != nil || parent <= 1 {
		return gone
	}
	ours := os.Getppid() == parent // not so when a wrapper stands in between
	go func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if ours && os.Getppid() != parent || syscall.Kill(parent, 0) == syscall.ESRCH {
				close(gone)
				return
			}
		}
	}()
	return gone
}

// historyFile is where the inputs of all kernels of this user are kept.
func historyFile() string {
	data := os.Getenv("XDG_DATA_HOME")
	if data == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "harmonium", "history.sqlite")
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
