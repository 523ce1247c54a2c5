package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/peterh/liner"
	"github.com/spf13/cobra"

	"harmonium/dsl/repl"
	"harmonium/kernel/notebook"
)

// runFlags are the options of the run command.
type runFlags struct {
	engine
	timeout          time.Duration
	allowErrors      bool
	output, html, to string
	parameters       []string
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run FILE.ipynb | FILE.go | - ...",
		Short: "Run notebooks and scripts, each through a kernel of its own",
		Long: `Run runs notebooks, or scripts of Go cells, each through a kernel of its own.

A notebook gives one line of progress per cell; --output stores it with its
outputs, as a notebook, a page (.html), Markdown (.md) or a Go file (.go); --html
stores a page beside that. With several files --output and --html name a folder.
A script's outputs are printed. It is one cell, or several begun by lines "// %%".
"-" reads standard input.

-p name=value sets what the cell tagged "parameters" declares; the cell that does
so is put behind it, tagged "injected-parameters".

On an error the exit status is 1 and cell:line:column is printed. Cells tagged
raises-exception may fail; cells tagged skip are not run.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.all(cmd, args) },
	}
	flags := cmd.Flags()
	f.engine.flags(cmd)
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the session's random numbers")
	flags.DurationVar(&f.timeout, "timeout", 0, "how long one cell may run, such as 30s (default no limit)")
	flags.BoolVar(&f.allowErrors, "allow-errors", false, "go on after a cell that fails")
	flags.StringVarP(&f.output, "output", "o", "", "store the executed notebook in `FILE`, or in a folder under its own name")
	flags.StringVar(&f.to, "to", "", "the `FORMAT` of --output: ipynb, html, md or go (default what its name says); without --output, beside the notebook")
	flags.StringVar(&f.html, "html", "", "store one self-contained page in `FILE`")
	flags.StringArrayVarP(&f.parameters, "parameter", "p", nil, "set a parameter, `NAME=VALUE`; may be repeated")
	return cmd
}

// all runs the files one after the other. A file that fails does not keep the
// others from running.
func (f runFlags) all(cmd *cobra.Command, paths []string) error {
	parameters, err := assignments("parameter", f.parameters)
	if err != nil {
		return err
	}
	var failed error
	for _, path := range paths {
		targets, err := f.exports(path, len(paths) > 1)
		if err != nil {
			return err
		}
		err = f.one(cmd, path, parameters, targets)
		switch {
		case err == nil:
		case cmd.Context().Err() != nil || len(paths) == 1:
			return err
		default:
			if !errors.Is(err, errSaid) {
				fmt.Fprintln(cmd.ErrOrStderr(), err)
			}
			failed = errSaid
		}
	}
	return failed
}

// exports are the files to write after the run of path.
func (f runFlags) exports(path string, several bool) ([]export, error) {
	var list []export
	if f.output != "" || f.to != "" {
		t := export{f.output, f.to}
		switch {
		case f.output == "":
			t.path = filepath.Join(filepath.Dir(path), stem(path)+"."+f.to)
			if path == "-" || t.path == filepath.Clean(path) {
				return nil, fmt.Errorf("--to %s would write over %s: say where to with --output", f.to, path)
			}
		case several || isFolder(f.output):
			t.format = cmp.Or(f.to, "ipynb")
			t.path = filepath.Join(f.output, stem(path)+"."+t.format)
		case f.to == "":
			t.format = strings.TrimPrefix(filepath.Ext(f.output), ".")
		}
		if err := t.check(); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	if f.html != "" {
		t := export{f.html, "html"}
		if several || isFolder(f.html) {
			t.path = filepath.Join(f.html, stem(path)+".html")
		}
		list = append(list, t)
	}
	return list, nil
}

// one runs a file and stores what is asked for, also after an error.
func (f runFlags) one(cmd *cobra.Command, path string, parameters map[string]string, targets []export) error {
	in, err := readSource(cmd.InOrStdin(), path)
	if err != nil {
		return err
	}
	if err := in.nb.SetParameters(parameters); err != nil {
		return fmt.Errorf("%s: %w", in.name, err)
	}
	started := time.Now()
	out := cmd.OutOrStdout()
	failed := in.execute(cmd, f)
	for _, t := range targets {
		if err := t.write(out, in.nb); err != nil {
			return err
		}
	}
	var cell *notebook.CellError
	if errors.As(failed, &cell) {
		in.tell(cmd.ErrOrStderr(), cell)
		return errSaid
	}
	if failed != nil && cmd.Context().Err() != nil {
		return fmt.Errorf("%s: interrupted", in.name)
	}
	if failed == nil && in.script == nil {
		fmt.Fprintf(out, "%s: all cells ran, %v\n", in.name, time.Since(started).Round(time.Millisecond))
	}
	return failed
}

// source is what is run: a notebook, or a script that was made into one.
type source struct {
	name   string
	dir    string
	nb     *notebook.Notebook
	script *notebook.Script // nil for a notebook
	piped  bool             // came on standard input, which cells then cannot read
}

func readSource(stdin io.Reader, path string) (*source, error) {
	in := &source{name: path, dir: filepath.Dir(path)}
	var raw []byte
	var err error
	if path == "-" {
		in.name, in.dir, in.piped = "standard input", "", true
		raw, err = io.ReadAll(stdin)
	} else {
		raw, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(path, ".ipynb") || in.piped && looksLikeNotebook(raw) {
		if in.nb, err = notebook.Read(bytes.NewReader(raw)); err != nil {
			return nil, fmt.Errorf("%s: %w", in.name, err)
		}
		return in, nil
	}
	if in.script, err = notebook.ReadScript(in.name, string(raw)); err != nil {
		return nil, err
	}
	in.nb = in.script.Notebook
	return in, nil
}

// looksLikeNotebook tells a notebook on standard input from a script, which
// can begin with a brace too.
func looksLikeNotebook(raw []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) && bytes.Contains(raw, []byte(`"nbformat"`))
}

// execute runs the cells through a kernel process of their own.
func (in *source) execute(cmd *cobra.Command, f runFlags) error {
	ctx := cmd.Context()
	k, err := f.start(ctx, in.dir, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	r := notebook.Runner{Kernel: k, Timeout: f.timeout, AllowErrors: f.allowErrors}
	if !in.piped {
		r.Input = prompt(cmd.OutOrStdout(), cmd.InOrStdin())
	}
	if in.script != nil {
		e := &echo{screen: repl.NewScreen(cmd.OutOrStdout()), stderr: cmd.ErrOrStderr()}
		defer e.ended()
		e.follow(&r)
	} else {
		r.Ended = progress(cmd.OutOrStdout())
	}
	if f.allowErrors { // the run goes on, so each error is told when it comes
		r.Ended = in.telling(cmd.ErrOrStderr(), r.Ended)
	}
	err = r.Run(ctx, in.nb)
	in.nb.SetOrigin(f.origin())
	if stopped := k.Stop(); err == nil {
		err = stopped
	}
	return err
}

// progress prints one line per cell.
func progress(w io.Writer) func(notebook.Step) {
	return func(s notebook.Step) {
		how := fmt.Sprintf("%6.2f s", s.Took.Seconds())
		switch {
		case s.Skipped:
			how = "skipped"
		case s.Err != nil:
			how += "  " + s.Err.Name
		}
		title, _, _ := strings.Cut(strings.TrimSpace(s.Cell.Source), "\n")
		if short := []rune(title); len(short) > 50 {
			title = string(short[:49]) + "…"
		}
		fmt.Fprintf(w, "[%*d/%d] %-50s %s\n", len(fmt.Sprint(s.Of)), s.Index, s.Of, title, how)
	}
}

// prompt asks the person at the terminal. A password is not shown where that
// can be helped.
func prompt(w io.Writer, r io.Reader) func(context.Context, string, bool) (string, error) {
	lines := bufio.NewReader(r)
	return func(_ context.Context, text string, password bool) (string, error) {
		if password && r == os.Stdin && repl.IsTerminal(os.Stdin) && lines.Buffered() == 0 {
			state := liner.NewLiner()
			defer state.Close()
			return state.PasswordPrompt(text)
		}
		io.WriteString(w, text)
		line, err := lines.ReadString('\n')
		if err == io.EOF && line != "" {
			err = nil
		}
		return strings.TrimRight(line, "\r\n"), err
	}
}

// telling adds the errors of cells to what is said when they end.
func (in *source) telling(w io.Writer, ended func(notebook.Step)) func(notebook.Step) {
	return func(s notebook.Step) {
		ended(s)
		if s.Err != nil {
			in.tell(w, s.Err)
		}
	}
}

// tell says where and why a cell failed, and shows the traceback.
func (in *source) tell(w io.Writer, e *notebook.CellError) {
	where := fmt.Sprintf("%s: cell %s", in.name, e.Position())
	if in.script != nil {
		if line := in.script.Line(e.Cause, e.Place.Line); line > 0 {
			where = fmt.Sprintf("%s:%d", in.name, line)
			if e.Place.Column > 0 {
				where += fmt.Sprint(":", e.Place.Column)
			}
		}
	}
	fmt.Fprintf(w, "%s: %s: %s\n", where, e.Name, e.Value)
	if len(e.Traceback) > 1 {
		trace := strings.Join(e.Traceback[1:], "\n")
		if !repl.IsTerminal(w) {
			trace = notebook.Plain(trace)
		}
		fmt.Fprintln(w, trace)
	}
}
