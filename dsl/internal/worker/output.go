package worker

import (
	"bytes"
	"os"

	"harmonium/dsl/internal/host"
	"harmonium/dsl/internal/pipe"
)

// printer is standard output or error for code that goes through us. What the
// latest run prints takes the ordinary pipe, in order with prints of any other
// origin; what goroutines of other runs print names its run.
type printer struct {
	s      *server
	stderr bool
}

func (p printer) Write(data []byte) (int, error) {
	p.s.print.RLock()
	defer p.s.print.RUnlock()
	r, latest := host.Current(), p.s.latest.Load()
	if r == nil || latest == nil || latest.run == r {
		return p.file().Write(data)
	}
	text := &pipe.Text{Stderr: p.stderr, Data: bytes.Clone(data)}
	if err := p.s.conn.Send(&pipe.Event{Run: r.ID, Text: text}); err != nil {
		return 0, err
	}
	return len(data), nil
}

func (p printer) file() *os.File {
	if p.stderr {
		return os.Stderr
	}
	return os.Stdout
}
