package supervise

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/pipe"
	"harmonium/dsl/internal/unit"
)

// Sink receives what a run produces; dsl.Outputs is one.
type Sink interface {
	Stream(name, text string)
	Display(b mime.Bundle, id string, update bool)
	Clear(wait bool)
	Input(ctx context.Context, prompt string, password bool) (string, error)
}

// Options say how to start a worker.
type Options struct {
	Command []string
	Setup   pipe.Setup
	Log     *slog.Logger
	Panic   func(sink Sink, p *unit.Panic) // a goroutine of a run that has ended panicked
	Seed    func(uint64)                   // a cell has set the session's seed
}

// Process is one worker process. Its methods may be called from any goroutine.
type Process struct {
	opt    Options
	cmd    *exec.Cmd
	conn   *pipe.Conn
	board  *pipe.Board
	tape   *tape
	ready  chan struct{}
	heard  chan struct{} // closed when the last event has been handled
	gone   chan struct{} // closed when death is known
	death  *Death
	reason reason // why we killed it, under mu

	mu     sync.Mutex
	runs   map[uint64]*run
	lastID uint64
}

// run is one Exec under way.
type run struct {
	id     uint64
	sink   Sink
	ctx    context.Context
	loaded func(err string)
	result pipe.Done
	ended  chan struct{} // closed when result is set
}

// remembered is for how many runs goroutines are told apart; what those of older
// runs print belongs to the latest.
const remembered = 4096

// startTime is how long a worker may take to say that it is ready.
const startTime = 10 * time.Second

// Start starts a worker and waits until it is ready.
func Start(ctx context.Context, o Options) (*Process, error) {
	conn, theirs, err := pipe.Pair()
	if err != nil {
		return nil, err
	}
	p := &Process{opt: o, conn: conn, ready: make(chan struct{}), heard: make(chan struct{}), gone: make(chan struct{}), runs: map[uint64]*run{}}
	if err := p.spawn(theirs); err != nil {
		conn.Close()
		return nil, fmt.Errorf("cannot start the worker %q: %w", o.Command, err)
	}
	go p.events()
	go p.watchMemory(o.Setup.Memory)
	if err := conn.Send(&pipe.Order{Setup: &o.Setup}); err != nil {
		p.kill(reasonClosed)
	}
	select {
	case <-p.ready:
		return p, nil
	case <-p.gone:
		return nil, fmt.Errorf("the worker %q ended before it was ready: %s", o.Command, p.death.Text)
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(startTime):
		err = fmt.Errorf("the worker %q was not ready after %v", o.Command, startTime)
	}
	p.kill(reasonClosed)
	return nil, err
}

// spawn starts the process and sees to its end.
func (p *Process) spawn(theirs *os.File) error {
	defer theirs.Close()
	tape, stdout, stderr, err := newTape()
	if err != nil {
		return err
	}
	defer stdout.Close()
	defer stderr.Close()
	board, boardFile, err := pipe.NewBoard()
	if err != nil {
		tape.close()
		return err
	}
	defer boardFile.Close()
	p.tape, p.board = tape, board
	p.cmd = exec.Command(p.opt.Command[0], p.opt.Command[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = stdout, stderr
	p.cmd.ExtraFiles = []*os.File{theirs, boardFile}
	p.cmd.SysProcAttr = attributes()
	started := make(chan error)
	go func() {
		// The death signal that attributes asks for is sent when the thread that
		// started the process ends: this one stays until the process has ended.
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.cmd.Wait()
			p.buried()
		}
	}()
	if err := <-started; err != nil {
		tape.close()
		board.Close()
		return err
	}
	tape.start()
	return nil
}

// crashed is the status with which the Go runtime ends a process that it cannot save.
const crashed = 2

// buried runs when the process has ended.
func (p *Process) buried() {
	unix.Kill(-p.cmd.Process.Pid, unix.SIGKILL) // what its cells started goes along
	select {
	case <-p.heard:
	case <-time.After(time.Second): // somebody keeps us from handling its last events
	}
	words := p.tape.close()
	if words == "" && p.cmd.ProcessState.ExitCode() == crashed {
		words = string(p.tape.said) // a busy machine took long over the rest
	}
	p.conn.Close()
	p.mu.Lock()
	p.death = autopsy(p.cmd.ProcessState, words, p.reason)
	p.death.Mark = *p.board.Mark()
	p.board.Close() // under mu: Mark looks at death first
	p.mu.Unlock()
	close(p.gone)
}

// Gone is closed when the process has ended.
func (p *Process) Gone() <-chan struct{} { return p.gone }

// Pid is the process id.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Exec loads and runs a unit. It calls loaded, from another goroutine, when the
// unit has been compiled ("") or refused (why). Ending ctx interrupts the run. The
// error is a *Death.
func (p *Process) Exec(ctx context.Context, x pipe.Exec, sink Sink, loaded func(err string)) (pipe.Done, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends questions that nobody has answered
	r := &run{sink: sink, ctx: ctx, loaded: loaded, ended: make(chan struct{})}
	p.mu.Lock()
	p.lastID++
	r.id = p.lastID
	p.runs[r.id] = r
	delete(p.runs, r.id-remembered)
	p.mu.Unlock()
	x.Run = r.id
	if p.conn.Send(&pipe.Order{Exec: &x}) != nil {
		p.kill(reasonNone) // the channel is broken: so is the worker
	}
	stop := context.AfterFunc(ctx, func() { p.interrupt(r) })
	defer stop()
	select {
	case <-r.ended:
		return r.result, nil
	case <-p.gone:
	}
	select {
	case <-r.ended: // its last act
		return r.result, nil
	default:
		return pipe.Done{}, p.death
	}
}

// grace is how long an interrupted run may go on before the worker is replaced.
const grace = 5 * time.Second

func (p *Process) interrupt(r *run) {
	if p.conn.Send(&pipe.Order{Interrupt: r.id}) != nil {
		return
	}
	select {
	case <-r.ended:
	case <-p.gone:
	case <-time.After(grace):
		p.kill(reasonInterrupt)
	}
}

// Change alters the setup for the runs that follow.
func (p *Process) Change(c pipe.Change) { p.conn.Send(&pipe.Order{Change: &c}) }

// Mark is the line mark that the worker noted last.
func (p *Process) Mark() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.death != nil {
		return p.death.Mark
	}
	return *p.board.Mark()
}

// Replace ends the worker because an interrupted run does not stop.
func (p *Process) Replace() { p.kill(reasonInterrupt) }

// Close ends the worker and waits until it has.
func (p *Process) Close() {
	p.kill(reasonClosed)
	<-p.gone
}

func (p *Process) kill(why reason) {
	p.mu.Lock()
	if p.reason == reasonNone {
		p.reason = why
	}
	p.mu.Unlock()
	p.cmd.Process.Kill()
}

// events handles events until the channel closes.
func (p *Process) events() {
	for {
		var e pipe.Event
		if err := p.conn.Receive(&e); err != nil {
			break
		}
		p.handle(&e)
	}
	close(p.heard)
	// A worker that has closed its channel is of no use, if it still lives.
	select {
	case <-p.gone:
	case <-time.After(time.Second):
		p.kill(reasonNone)
	}
}

func (p *Process) handle(e *pipe.Event) {
	r := p.lookup(e.Run)
	if e.Ready {
		close(p.ready)
		return
	}
	if r == nil {
		r = p.tape.latest()
	}
	if r != nil {
		p.deliver(r, e)
	}
	if e.Seq != 0 {
		p.conn.Send(&pipe.Order{Ack: e.Seq})
	}
}

func (p *Process) lookup(id uint64) *run {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.runs[id]
}

// deliver passes an event of r on, after all that was printed before it.
func (p *Process) deliver(r *run, e *pipe.Event) {
	switch {
	case e.Loaded != nil:
		if e.Loaded.Err == "" {
			p.tape.begin(r)
		}
		r.loaded(e.Loaded.Err)
	case e.Text != nil:
		p.tape.add(r, streamName(e.Text.Stderr), e.Text.Data)
	case e.Show != nil:
		p.tape.publish(func() { r.sink.Display(e.Show.Bundle.Unpack(), e.Show.ID, e.Show.Update) })
	case e.Clear != nil:
		p.tape.publish(func() { r.sink.Clear(e.Clear.Wait) })
	case e.Ask != nil:
		p.tape.publish(func() {})
		go p.ask(r, *e.Ask)
	case e.Panic != nil:
		p.tape.publish(func() { p.opt.Panic(r.sink, e.Panic) })
	case e.Seed != nil:
		p.opt.Seed(*e.Seed)
	case e.Done != nil:
		p.tape.finish(r, p.lookup(e.Done.Front))
		r.result = *e.Done
		close(r.ended)
	}
}

func (p *Process) ask(r *run, a pipe.Ask) {
	text, err := r.sink.Input(r.ctx, a.Prompt, a.Password)
	line := &pipe.Line{Ask: a.ID, Text: text}
	if err != nil {
		line.Err = err.Error()
	}
	p.conn.Send(&pipe.Order{Line: line})
}

func streamName(stderr bool) string {
	if stderr {
		return "stderr"
	}
	return "stdout"
}
