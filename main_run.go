package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"harmonium/kernel/notebook"
)

// runFlags are the options of the run command.
type runFlags struct {
	engine
	timeout      time.Duration
	allowErrors  bool
	output, html string
}

func runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run FILE.ipynb | FILE.go | -",
		Short: "Run a notebook or a script through a kernel of its own",
		Long: `Run runs a notebook, or a script of Go cells, through a kernel of its own.

A notebook gives one line of progress per cell; --output stores it with its
outputs, --html as one self-contained page. A script's outputs are printed. It
is one cell, or several begun by lines "// %%". "-" reads standard input.

On an error the exit status is 1 and cell:line:column is printed. Cells tagged
raises-exception may fail; cells tagged skip are not run.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd, f, args[0]) },
	}
	flags := cmd.Flags()
	flags.DurationVar(&f.timeout, "timeout", 0, "how long one cell may run, such as 30s (default no limit)")
	flags.BoolVar(&f.allowErrors, "allow-errors", false, "go on after a cell that fails")
	flags.StringVarP(&f.output, "output", "o", "", "store the executed notebook in `FILE`")
	flags.StringVar(&f.html, "html", "", "store one self-contained page in `FILE`")
	f.engine.flags(cmd)
	flags.Uint64Var(&f.seed, "seed", 1, "seed of the session's random numbers")
	return cmd
}

// run runs a file and stores what is asked for, also after an error.
func run(cmd *cobra.Command, f runFlags, path string) error {
	in, err := readSource(cmd.InOrStdin(), path)
	if err != nil {
		return err
	}
	started := time.Now()
	out := cmd.OutOrStdout()
	failed := in.execute(cmd, f)
	if err := in.store(out, f); err != nil {
		return err
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
	if in.script != nil {
		r.Output = echo(cmd.OutOrStdout(), cmd.ErrOrStderr())
		r.Ended = func(notebook.Step) {}
	} else {
		r.Ended = progress(cmd.OutOrStdout())
	}
	if f.allowErrors { // the run goes on, so each error is told when it comes
		r.Ended = in.telling(cmd.ErrOrStderr(), r.Ended)
	}
	if !in.piped {
		r.Input = prompt(cmd.OutOrStdout(), cmd.InOrStdin())
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

// echo prints a script's outputs: text as it is, figures by name.
func echo(stdout, stderr io.Writer) func(notebook.Output) {
	return func(o notebook.Output) {
		switch {
		case o.Type == "stream" && o.Name == "stderr":
			io.WriteString(stderr, o.Text)
		case o.Type == "stream":
			io.WriteString(stdout, o.Text)
		case o.Type == "error": // printed at the end, with its place
		default:
			if text, ok := o.Data["text/plain"].(string); ok {
				fmt.Fprintln(stdout, strings.TrimSuffix(text, "\n"))
			}
		}
	}
}

// prompt asks the person at the terminal.
func prompt(w io.Writer, r io.Reader) func(context.Context, string, bool) (string, error) {
	lines := bufio.NewReader(r)
	return func(_ context.Context, text string, _ bool) (string, error) {
		io.WriteString(w, text)
		line, err := lines.ReadString('\n')
		if err == io.EOF && line != "" {
			err = nil
		}
		return strings.TrimRight(line, "\r\n"), err
	}
}

// store writes the executed notebook and the page, where they are asked for.
func (in *source) store(out io.Writer, f runFlags) error {
	title := strings.TrimSuffix(filepath.Base(in.name), filepath.Ext(in.name))
	for _, file := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{f.output, in.nb.Write},
		{f.html, func(w io.Writer) error { return notebook.HTML(w, in.nb, title) }},
	} {
		if file.path == "" {
			continue
		}
		var text bytes.Buffer
		if err := file.write(&text); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(file.path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file.path, text.Bytes(), 0o644); err != nil {
			return err
		}
		fmt.Fprintln(out, "wrote", file.path)
	}
	return nil
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
		if !terminal(w) {
			trace = notebook.Plain(trace)
		}
		fmt.Fprintln(w, trace)
	}
}

// terminal tells a screen, which can show colours, from a file or a pipe.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
