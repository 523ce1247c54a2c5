package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"harmonium/kernel/notebook"
)

func convertCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "convert FROM TO",
		Short: "Turn a notebook into a .go file that can be compared, and back",
		Long: `Convert turns notebooks (.ipynb) into Go files of cells (.go, "// %%", the percent
format of jupytext) and back, and either into .html or .md. Nothing is run.

Code, prose, tags and metadata survive both ways; outputs and pasted pictures stay
in the .ipynb. When TO is a notebook that exists, cells whose source is unchanged keep
their outputs. Lines of directives (%time, !ls, ?name) stand in the .go as they are.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return convert(cmd, args[0], args[1]) },
	}
}

func convert(cmd *cobra.Command, from, to string) error {
	t, err := exportOf(to)
	if err != nil {
		return err
	}
	in, err := readSource(cmd.InOrStdin(), from)
	if err != nil {
		return err
	}
	if in.script != nil && t.format == "ipynb" {
		if err := keepOutputs(in.nb, to); err != nil {
			return err
		}
	}
	if t.format == "go" {
		for i, c := range in.nb.Cells {
			if len(c.Attachments) > 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: the pictures pasted into cell %d do not fit into a .go file\n", in.name, i+1)
			}
		}
	}
	return t.write(cmd.OutOrStdout(), in.nb)
}

// keepOutputs takes the outputs of unchanged cells over from the notebook at path, if there is one.
func keepOutputs(nb *notebook.Notebook, path string) error {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	old, err := notebook.Read(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	nb.KeepOutputs(old)
	return nil
}
