package directives

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// command runs a line of the system's shell in the session's folder. An
// interrupt of the cell ends it, and what it has started.
func command(ctx context.Context, s Session, line Line) error {
	if err := s.Commands(); err != nil {
		return err
	}
	if line.Args == "" {
		return errors.New("! needs a command behind it, for example !ls")
	}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", line.Args)
	cmd.Dir, cmd.Env = s.Dir(), s.Environ()
	cmd.Stdout, cmd.Stderr = printer{s, "stdout"}, printer{s, "stderr"}
	cmd.WaitDelay = time.Second // a child that keeps the pipe open must not keep the cell
	ownGroup(cmd)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return fmt.Errorf("!%s: exit status %d", line.Args, exit.ExitCode())
	case err != nil:
		return fmt.Errorf("!%s: %w", line.Args, err)
	}
	return nil
}

type printer struct {
	s      Session
	stream string
}

func (p printer) Write(b []byte) (int, error) {
	p.s.Print(p.stream, string(b))
	return len(b), nil
}
