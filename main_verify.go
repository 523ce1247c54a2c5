package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"harmonium/kernel/notebook"
	"harmonium/kernel/verify"
)

// verifyFlags are the options of the verify command.
type verifyFlags struct {
	engine
	timeout     time.Duration
	update, lax bool
	junit, diff string
	jobs        int
}

func verifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify NOTEBOOK.ipynb...",
		Short: "Run notebooks and compare every output with the stored one",
		Long: `Verify runs each notebook in a kernel of its own and compares every output
with the stored one, byte for byte. The exit status is 1 when anything differs.
The session's seed is the one recorded in the notebook, or 1.

Tags on cells relax this, as nbval's do: nbval-ignore-output (runs, may put out
anything), nbval-skip or skip (is not run), raises-exception (may fail; its error
is compared); with --lax only cells tagged nbval-check-output are compared.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.verify(cmd, args) },
	}
	flags := cmd.Flags()
	f.engine.flags(cmd)
	flags.DurationVar(&f.timeout, "timeout", 10*time.Minute, "how long one cell may run; 0 is no limit")
	flags.BoolVar(&f.update, "update", false, "store the outputs instead, where every cell ran")
	flags.BoolVar(&f.lax, "lax", false, "compare only cells tagged nbval-check-output")
	flags.StringVar(&f.junit, "junit", "", "write a report for CI systems to `FILE`")
	flags.StringVar(&f.diff, "diff", "", "write pictures that differ to `FOLDER`: stored, now, and where they differ")
	flags.IntVarP(&f.jobs, "jobs", "j", 1, "how many notebooks run at the same time")
	return cmd
}

// verify verifies all notebooks, at most f.jobs at a time, and reports in their order.
func (f verifyFlags) verify(cmd *cobra.Command, paths []string) error {
	if f.jobs < 1 {
		return fmt.Errorf("--jobs is %d, want at least 1", f.jobs)
	}
	type result struct {
		report verify.Report
		said   bytes.Buffer
	}
	results, done := make([]result, len(paths)), make([]chan struct{}, len(paths))
	free := make(chan struct{}, f.jobs)
	for i := range paths {
		done[i] = make(chan struct{})
	}
	go func() {
		for i, path := range paths {
			free <- struct{}{}
			go func() {
				r := &results[i]
				r.report = f.one(cmd.Context(), &r.said, path)
				<-free
				close(done[i])
			}()
		}
	}()
	ok, reports := true, []verify.Report{}
	for i := range paths {
		<-done[i]
		io.Copy(cmd.OutOrStdout(), &results[i].said)
		r := results[i].report
		ok = ok && (r.OK() || f.update && r.Ran())
		reports = append(reports, r)
	}
	if err := f.writeJUnit(reports); err != nil {
		return err
	}
	if !ok {
		return errSaid
	}
	return nil
}

// one verifies a notebook and says how it went.
func (f verifyFlags) one(ctx context.Context, out io.Writer, path string) verify.Report {
	report, err := f.run(ctx, out, path)
	report.Name = path
	if report.Err == nil {
		report.Err = err
	}
	if report.Err != nil {
		if ctx.Err() != nil {
			report.Err = fmt.Errorf("interrupted")
		}
		fmt.Fprintf(out, "FAIL  %s: %v\n", path, report.Err)
	}
	return report
}

func (f verifyFlags) run(ctx context.Context, out io.Writer, path string) (verify.Report, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return verify.Report{}, err
	}
	stored, err := notebook.Read(bytes.NewReader(raw))
	if err != nil {
		return verify.Report{}, err
	}
	origin, known := stored.Origin()
	if f.seed = 1; known && origin.Seed != 0 {
		f.seed = origin.Seed
	}
	var complaints bytes.Buffer
	k, err := f.start(ctx, filepath.Dir(path), &complaints)
	if err != nil {
		return verify.Report{}, err
	}
	report, fresh := verify.Notebook(ctx, notebook.Runner{Kernel: k, Timeout: f.timeout}, stored, verify.Options{Lax: f.lax})
	if err := k.Stop(); err != nil && report.Err == nil {
		report.Err = err
	}
	report.Name = path
	if report.Err != nil {
		return report, nil
	}
	f.tell(out, report)
	if !report.OK() && known && origin != f.origin() {
		fmt.Fprintf(out, "      stored with %v; this is %v\n", origin, f.origin())
	}
	io.Copy(out, &complaints)
	if err := f.writePictures(out, report); err != nil {
		return report, err
	}
	if f.update && report.Ran() {
		return report, f.store(out, path, raw, fresh)
	}
	return report, nil
}

// store writes the executed notebook over the stored one, unless nothing changed.
func (f verifyFlags) store(out io.Writer, path string, before []byte, nb *notebook.Notebook) error {
	nb.SetOrigin(f.origin())
	var text bytes.Buffer
	if err := nb.Write(&text); err != nil {
		return err
	}
	if bytes.Equal(before, text.Bytes()) {
		return nil
	}
	fmt.Fprintln(out, "      stored", path)
	return writeFile(path, text.Bytes())
}

// tell prints a line for the notebook and what differs, cell by cell.
func (f verifyFlags) tell(out io.Writer, r verify.Report) {
	how, took := fmt.Sprintf("%d cells", len(r.Cells)), r.Took.Round(10*time.Millisecond)
	if n := r.Count(verify.Ignored) + r.Count(verify.Skipped); n > 0 {
		how += fmt.Sprintf(", %d of them not compared", n)
	}
	if r.OK() {
		fmt.Fprintf(out, "ok    %s: %s, %v\n", r.Name, how, took)
		return
	}
	word := "FAIL "
	if f.update && r.Ran() {
		word = "new  "
	}
	fmt.Fprintf(out, "%s %s: %s, %d differ, %d failed, %d not run, %v\n",
		word, r.Name, how, r.Count(verify.Differs), r.Count(verify.Failed), r.Count(verify.NotRun), took)
	for i, c := range r.Cells {
		switch c.State {
		case verify.Differs:
			fmt.Fprintf(out, "      cell %d: %s\n%s\n", i+1, c.Title(), indented(c.Detail()))
		case verify.Failed:
			fmt.Fprintf(out, "      cell %d: %s\n%s\n", i+1, c.Title(), indented(c.Err.Error()+"\n"+notebook.Plain(strings.Join(c.Err.Traceback, "\n"))))
		}
	}
}

func indented(text string) string {
	const margin = "        "
	return margin + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+margin)
}

// writePictures writes the pictures that differ, where that is asked for.
func (f verifyFlags) writePictures(out io.Writer, r verify.Report) error {
	if f.diff == "" {
		return nil
	}
	for i, c := range r.Cells {
		for _, d := range c.Differences {
			if d.Picture == nil {
				continue
			}
			path := filepath.Join(f.diff, fmt.Sprintf("%s-cell%d-output%d.png", stem(r.Name), i+1, d.Output))
			if err := writeFile(path, d.Picture); err != nil {
				return err
			}
			fmt.Fprintln(out, "      wrote", path)
		}
	}
	return nil
}

func (f verifyFlags) writeJUnit(reports []verify.Report) error {
	if f.junit == "" {
		return nil
	}
	var text bytes.Buffer
	if err := verify.JUnit(&text, reports); err != nil {
		return err
	}
	return writeFile(f.junit, text.Bytes())
}
