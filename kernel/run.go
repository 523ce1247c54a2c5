package kernel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// Run is a kernel process from beginning to end: it opens the sockets that file
// asks for, opens the session, and serves until a client asks for shutdown, ctx
// ends or the parent process is gone. SIGINT interrupts the running cell, so
// ctx must not end with it; SIGTERM and SIGHUP end the kernel.
func Run(ctx context.Context, file string, open func(context.Context) (Session, error), c Config) error {
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGHUP)
	defer cancel()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)

	sockets, err := Open(ctx, file, c.Log)
	if err != nil {
		return err
	}
	session, err := open(ctx)
	if err != nil {
		return errors.Join(err, sockets.Close())
	}
	k := New(session, sockets, c)
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-interrupts:
				k.Interrupt()
			case <-done:
				return
			}
		}
	}()
	go func() {
		if awaitOrphaned(done) {
			cancel()
		}
	}()
	k.Serve(ctx)
	return nil
}

// Open opens the sockets that a file asks for. A connection file says where
// they are to be; ports that are 0 are chosen and written back, and a file that
// does not exist yet is written with all of it chosen. A registration file says
// whom to tell where they are.
func Open(ctx context.Context, file string, log *slog.Logger) (*Sockets, error) {
	raw, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return listenAndTell(wire.NewConnection(), file, true, log)
	case err != nil:
		return nil, fmt.Errorf("connection file: %w", err)
	case wire.IsRegistration(raw):
		return register(ctx, file, log)
	}
	c, err := wire.ParseConnection(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return listenAndTell(c, file, false, log)
}

// listenAndTell opens the sockets and writes where they are into file, if the
// file does not say so already. One that the kernel made goes with the kernel.
func listenAndTell(c wire.Connection, file string, made bool, log *slog.Logger) (*Sockets, error) {
	s, err := Listen(c, transport.Listen, log)
	if err != nil || s.Connection() == c {
		return s, err
	}
	if err := s.Connection().WriteFile(file); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if made {
		s.after = append(s.after, func() { os.Remove(file) })
	}
	return s, nil
}
