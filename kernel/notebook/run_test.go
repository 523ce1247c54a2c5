package notebook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harmonium/kernel/client"
	"harmonium/kernel/notebook"
	"harmonium/kernel/wire"
)

// puppet is a kernel whose cells say, line by line, what they do.
type puppet struct {
	count       int
	interrupted chan struct{}
}

func newPuppet() *puppet { return &puppet{interrupted: make(chan struct{}, 1)} }

func (p *puppet) KernelInfo(context.Context) (wire.KernelInfoReply, error) {
	return wire.KernelInfoReply{LanguageInfo: wire.LanguageInfo{Name: "puppet"}}, nil
}

func (p *puppet) Interrupt(context.Context) error { p.interrupted <- struct{}{}; return nil }

func (p *puppet) Do(ctx context.Context, r client.Request) (client.Answer, error) {
	in := r.Content.(wire.ExecuteRequest)
	p.count++
	session := wire.NewSession("puppet")
	say := func(kind string, content any) {
		m, _ := session.New(kind, nil, content)
		r.Output(m)
	}
	var reply any = wire.ExecuteReply{Status: "ok", ExecutionCount: p.count}
	var place wire.Place
	for n, line := range strings.Split(in.Code, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "print":
			say(wire.TypeStream, wire.Stream{Name: "stdout", Text: rest})
		case "warn":
			say(wire.TypeStream, wire.Stream{Name: "stderr", Text: rest})
		case "display", "update":
			id, text, _ := strings.Cut(rest, " ")
			kind := map[string]string{"display": wire.TypeDisplayData, "update": wire.TypeUpdateDisplayData}[word]
			say(kind, wire.DisplayData{Data: wire.Dict{"text/plain": text}, Transient: wire.Transient{DisplayID: id}})
		case "json":
			say(wire.TypeDisplayData, wire.DisplayData{Data: wire.Dict{"application/json": json.RawMessage(rest)}})
		case "value":
			say(wire.TypeExecuteResult, wire.ExecuteResult{ExecutionCount: p.count, Data: wire.Dict{"text/plain": rest}})
		case "clear":
			say(wire.TypeClearOutput, wire.ClearOutput{Wait: rest == "wait"})
		case "ask":
			answer, err := r.Input(ctx, wire.InputRequest{Prompt: rest})
			say(wire.TypeStream, wire.Stream{Name: "stdout", Text: fmt.Sprint(answer, err)})
		case "hang", "fail", "blame":
			if word == "hang" {
				<-p.interrupted
			}
			say(wire.TypeError, wire.Error{Name: word, Value: rest, Traceback: []string{rest}})
			reply = wire.ExecuteErrorReply{ErrorReply: wire.ErrorReply{Status: "error", Name: word, Value: rest}, ExecutionCount: p.count}
			place = wire.Place{Cell: p.count, Line: n + 1, Column: 2}
			if word == "blame" {
				place = wire.Place{}
				fmt.Sscan(rest, &place.Cell, &place.Line)
			}
		case "die":
			return client.Answer{}, errors.New("connection lost")
		case "deaf":
			<-ctx.Done()
			return client.Answer{}, ctx.Err()
		}
	}
	m, err := session.New(wire.TypeExecuteReply, nil, reply)
	m.Metadata, _ = json.Marshal(map[string]any{wire.PlaceKey: place})
	return client.Answer{Reply: m}, err
}

// cells makes a notebook of code cells; a line "#tag" in front tags a cell.
func cells(sources ...string) *notebook.Notebook {
	nb := &notebook.Notebook{Major: 4, Minor: 5}
	for i, s := range sources {
		c := &notebook.Cell{Type: "code", ID: fmt.Sprint("c", i)}
		if tag, rest, ok := strings.Cut(s, "\n"); ok && strings.HasPrefix(tag, "#") {
			c.Metadata, s = map[string]any{"tags": []any{tag[1:]}}, rest
		}
		c.Source = s
		nb.Cells = append(nb.Cells, c)
	}
	return nb
}

// stored is what a cell's outputs are, in short.
func stored(c *notebook.Cell) string {
	var all []string
	for _, o := range c.Outputs {
		switch o.Type {
		case "stream":
			all = append(all, o.Name+":"+o.Text)
		case "error":
			all = append(all, "error:"+o.EName)
		default:
			all = append(all, fmt.Sprint(o.Type, ":", o.Data["text/plain"]))
		}
	}
	return strings.Join(all, " ")
}

func TestRunnerStoresOutputs(t *testing.T) {
	nb := cells(
		"print a\nprint b\nwarn c\nprint d\nvalue 7",
		"display x one\nprint p",
		"update x two\ndisplay x three",
		"print gone\nclear\nprint kept",
		"print kept\nclear wait",
		"print gone\nclear wait\nprint kept",
		"#skip\nfail",
		"  \n",
		"#raises-exception\nfail expected",
		"update x four",
	)
	nb.Cells[6].Outputs = []notebook.Output{{Type: "stream", Name: "stdout", Text: "as before"}}
	var steps []string
	err := notebook.Runner{Kernel: newPuppet(), Ended: func(s notebook.Step) {
		steps = append(steps, fmt.Sprint(s.Index, "/", s.Of, " ", s.Skipped, " ", s.Err != nil))
	}}.Run(context.Background(), nb)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"stdout:ab stderr:c stdout:d execute_result:7",
		"display_data:four stdout:p",
		"display_data:four",
		"stdout:kept", "stdout:kept", "stdout:kept",
		"stdout:as before", "",
		"error:fail", "",
	} {
		if got := stored(nb.Cells[i]); got != want {
			t.Errorf("cell %d stores %q, want %q", i+1, got, want)
		}
	}
	if n := nb.Cells[9].Count; n == nil || *n != 8 {
		t.Errorf("the last cell's number is %v, want 8: two cells were skipped", n)
	}
	if len(steps) != 10 || steps[6] != "7/10 true false" || steps[8] != "9/10 false true" {
		t.Errorf("steps %q", steps)
	}
	if nb.Metadata["language_info"].(map[string]any)["name"] != "puppet" {
		t.Errorf("metadata %v", nb.Metadata)
	}
}

func TestRunnerStopsAtTheFirstError(t *testing.T) {
	nb := cells("print a", "print b\nfail why", "print never")
	err := notebook.Runner{Kernel: newPuppet()}.Run(context.Background(), nb)
	var e *notebook.CellError
	if !errors.As(err, &e) || e.Error() != "2:2:2: fail: why" {
		t.Errorf("error %v, want 2:2:2: fail: why", err)
	}
	if got := stored(nb.Cells[1]); got != "stdout:b error:fail" || nb.Cells[2].Outputs != nil {
		t.Errorf("stored %q", got)
	}
	// The cause may lie in an earlier cell; its prompt's number counts no skipped cells.
	nb = cells("#skip\nprint a", "print b", "print c", "blame 1 7")
	if err := (notebook.Runner{Kernel: newPuppet()}).Run(context.Background(), nb); err == nil || err.Error() != "2:7: blame: 1 7" {
		t.Errorf("error %v, want 2:7: blame: 1 7", err)
	}
	nb = cells("fail one", "print two")
	if err := (notebook.Runner{Kernel: newPuppet(), AllowErrors: true}).Run(context.Background(), nb); err != nil || stored(nb.Cells[1]) != "stdout:two" {
		t.Errorf("with AllowErrors: %v", err)
	}
	nb = cells("die")
	if err := (notebook.Runner{Kernel: newPuppet()}).Run(context.Background(), nb); err == nil || errors.As(err, &e) || !strings.Contains(err.Error(), "cell 1: connection lost") {
		t.Errorf("a kernel that dies: %v", err)
	}
}

// Who watches a run is told of every frame of a display, by its id.
func TestRunnerTellsOfUpdates(t *testing.T) {
	told := ""
	r := notebook.Runner{Kernel: newPuppet(), Output: func(o notebook.Output) { told += fmt.Sprint(o.Type, o.ID, o.Data["text/plain"], " ") }}
	if err := r.Run(context.Background(), cells("display d 1\nupdate d 2\nvalue 3")); err != nil {
		t.Fatal(err)
	}
	if want := "display_datad1 update_display_datad2 execute_result3 "; told != want {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestRunnerTimeout(t *testing.T) {
	for source, want := range map[string]string{"print a\nhang": "stdout:a error:hang", "deaf": "error:Timeout"} {
		nb := cells(source)
		err := notebook.Runner{Kernel: newPuppet(), Timeout: 30 * time.Millisecond, Grace: 50 * time.Millisecond}.Run(context.Background(), nb)
		if err == nil || !strings.Contains(err.Error(), "longer than 30ms") || stored(nb.Cells[0]) != want {
			t.Errorf("%q: error %v, stored %q", source, err, stored(nb.Cells[0]))
		}
	}
}

func TestRunnerCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	nb := cells("print a\nhang", "print never")
	time.AfterFunc(30*time.Millisecond, cancel)
	if err := (notebook.Runner{Kernel: newPuppet()}).Run(ctx, nb); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if got := stored(nb.Cells[0]); got != "stdout:a error:hang" {
		t.Errorf("stored %q: the interrupted cell should have ended in order", got)
	}
}

func TestRunnerInput(t *testing.T) {
	nb := cells("ask name?")
	err := notebook.Runner{Kernel: newPuppet(), Input: func(_ context.Context, prompt string, _ bool) (string, error) {
		return "to " + prompt, nil
	}}.Run(context.Background(), nb)
	if err != nil || stored(nb.Cells[0]) != "stdout:to name?<nil>" {
		t.Errorf("error %v, stored %q", err, stored(nb.Cells[0]))
	}
}

// Numbers in JSON outputs are stored as they were sent.
func TestRunnerKeepsNumbers(t *testing.T) {
	nb := cells(`json {"big":9007199254740993,"float":1.0}`)
	if err := (notebook.Runner{Kernel: newPuppet()}).Run(context.Background(), nb); err != nil {
		t.Fatal(err)
	}
	if out := written(t, nb); !strings.Contains(out, "9007199254740993") || !strings.Contains(out, "1.0") {
		t.Errorf("stored %s", out)
	}
}

// With Python's kernel, our runner must store what Jupyter's own stores.
func TestRunnerAgreesWithNbconvert(t *testing.T) {
	python := "/usr/bin/python3"
	if exec.Command(python, "-c", "import ipykernel, nbconvert").Run() != nil {
		t.Skip("ipykernel or nbconvert is absent (Debian: python3-ipykernel, jupyter-nbconvert)")
	}
	dir := t.TempDir()
	nb := cells(
		"import sys\nprint('a')\nprint('b', file=sys.stderr, flush=True)\n{'x': 1}",
		"from IPython.display import display, clear_output, HTML\nh = display(HTML('<b>1</b>'), display_id='d')\nprint('after')",
		"h.update(HTML('<b>2</b>'))\ndisplay(HTML('<i>3</i>'), display_id='d')",
		"print('gone')\nclear_output()\nprint('kept')",
		"print('gone')\nclear_output(wait=True)\nprint('kept')\nclear_output(wait=True)",
		"h.update(HTML('<b>4</b>'))",
		"display({'application/json': {'n': 10**18, 'f': 1.5}}, raw=True)",
		"#raises-exception\n1/0",
	)
	nb.Metadata = map[string]any{"kernelspec": map[string]any{"name": "python3", "display_name": "Python 3", "language": "python"}}
	in := filepath.Join(dir, "in.ipynb")
	os.WriteFile(in, []byte(written(t, nb)), 0o600)
	theirs := exec.Command(python, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", in, "--output", "theirs.ipynb")
	theirs.Env = append(os.Environ(), "IPYTHONDIR="+dir, "JUPYTER_CONFIG_DIR="+dir, "JUPYTER_RUNTIME_DIR="+dir)
	if out, err := theirs.CombinedOutput(); err != nil {
		t.Skipf("nbconvert does not run here: %v: %s", err, out)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "theirs.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := notebook.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	k, err := client.Start(ctx, client.Command{
		Argv: []string{python, "-m", "ipykernel_launcher", "-f", "{connection_file}"}, Env: []string{"IPYTHONDIR=" + dir},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer k.Stop()
	if err := (notebook.Runner{Kernel: k}).Run(ctx, nb); err != nil {
		t.Fatal(err)
	}
	for i, c := range nb.Cells {
		a, b := cells(c.Source), cells(c.Source)
		a.Cells[0].Outputs, b.Cells[0].Outputs = c.Outputs, want.Cells[i].Outputs
		if ours, theirs := written(t, a), written(t, b); ours != theirs {
			t.Errorf("cell %d: we store\n%s\nnbconvert stores\n%s", i+1, ours, theirs)
		}
	}
}
