package kernel

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"harmonium/kernel/transport"
	"harmonium/kernel/wire"
)

// acknowledge is how long a kernel waits for the launcher to acknowledge its
// registration; without that it ends (JEP 66).
const acknowledge = 10 * time.Second

// register opens sockets at ports of the kernel's choice and tells them to the
// launcher that the registration file names. They are also written into a
// connection file, for other clients.
func register(ctx context.Context, file string, log *slog.Logger) (*Sockets, error) {
	r, err := wire.ReadRegistration(file)
	if err != nil {
		return nil, err
	}
	connection, err := connectionFile(r.KernelID)
	if err != nil {
		return nil, err
	}
	s, err := listenAndTell(wire.Connection{
		Transport: r.Transport, IP: r.IP, SignatureScheme: r.SignatureScheme, Key: r.Key,
	}, connection, true, log)
	if err != nil {
		return nil, err
	}
	if err := announce(ctx, r, s); err != nil {
		return nil, errors.Join(fmt.Errorf("registration at %s: %w", r.Endpoint(), err), s.Close())
	}
	return s, nil
}

// announce sends the ports and waits for the receipt, whatever it says.
func announce(ctx context.Context, r wire.Registration, s *Sockets) error {
	ctx, cancel := context.WithTimeout(ctx, acknowledge)
	defer cancel()
	dealer, err := transport.DialDealer(ctx, r.Endpoint(), r.KernelID)
	if err != nil {
		return err
	}
	defer dealer.Close()
	at := s.Connection()
	frames, err := s.codec.EncodeSingle(nil, wire.Ports{
		KernelID: r.KernelID, ShellPort: wire.Port(at.ShellPort), ControlPort: wire.Port(at.ControlPort),
		StdinPort: wire.Port(at.StdinPort), IOPubPort: wire.Port(at.IOPubPort), HBPort: wire.Port(at.HBPort),
	})
	if err != nil {
		return err
	}
	if err := dealer.Send(frames); err != nil {
		return err
	}
	for {
		answer, err := dealer.Recv(ctx)
		if err != nil {
			return err
		}
		if _, _, err := s.codec.DecodeSingle(answer); err == nil {
			return nil
		}
		s.log.Warn("bad receipt of the registration ignored")
	}
}

// Ids that can be part of a file name.
var plainID = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*$`)

// connectionFile is where Jupyter's clients look for the connection file of a kernel.
func connectionFile(kernelID string) (string, error) {
	if !plainID.MatchString(kernelID) {
		return "", fmt.Errorf("registration file: kernel_id %q has characters other than letters, digits, '.', '_' and '-'", kernelID)
	}
	dir := os.Getenv("JUPYTER_RUNTIME_DIR")
	if dir == "" {
		dir = filepath.Join(dataDir(), "jupyter", "runtime")
	}
	return filepath.Join(dir, "kernel-"+kernelID+".json"), os.MkdirAll(dir, 0o700)
}

// dataDir is where programs keep data of this user.
func dataDir() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return dir
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return os.TempDir()
	}
	return filepath.Join(home, ".local", "share")
}

// HistoryFile is where the kernels of this user keep their common history.
func HistoryFile() string { return filepath.Join(dataDir(), "harmonium", "history.sqlite") }
