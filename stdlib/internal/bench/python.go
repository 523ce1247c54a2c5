package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

//go:embed peer.py
var peerScript string

// peers is a Python process that runs the peers' code and times it.
type peers struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startPeers() *peers {
	p := &peers{cmd: exec.Command("/usr/bin/python3", "-c", peerScript)}
	p.cmd.Env = append(peerEnvironment(), "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1")
	p.cmd.Stderr = os.Stderr
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil || p.cmd.Start() != nil {
		return nil
	}
	p.in, p.out = in, bufio.NewReader(out)
	return p
}

// peerEnvironment leaves out what would keep OpenBLAS from choosing the kernels of the
// processor at hand.
func peerEnvironment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "OPENBLAS_CORETYPE=") || strings.HasPrefix(v, "OPENBLAS_L2_SIZE=")
	})
}

func (p *peers) stop() {
	if p != nil {
		p.in.Close()
		_ = p.cmd.Wait() // its only work is done
	}
}

type request struct {
	Module string `json:"module,omitempty"`
	Exec   string `json:"exec,omitempty"`
	Time   string `json:"time,omitempty"`
}

type answer struct {
	Version string  `json:"version"`
	Seconds float64 `json:"seconds"`
	Error   string  `json:"error"`
}

func (p *peers) ask(q request) (a answer, err error) {
	if p == nil {
		return a, errors.New("no /usr/bin/python3: skipped")
	}
	if err := json.NewEncoder(p.in).Encode(q); err != nil {
		return a, err
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, err
	}
	if a.Error != "" {
		return a, errors.New(a.Error)
	}
	return a, nil
}

func (p *peers) begin(peer Peer) (version string, err error) {
	a, err := p.ask(request{Module: peer.Module, Exec: peer.Setup})
	return a.Version, err
}

func (p *peers) time(code string) (seconds float64, err error) {
	a, err := p.ask(request{Time: code})
	return a.Seconds, err
}
