package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"harmonium/notebooks"
)

func notebooksCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use: "notebooks [DIR]", Short: "Write the lecture's notebooks into a folder; without one, list them", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			names, err := fs.Glob(notebooks.Files, "*.ipynb")
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return writeNotebooks(cmd, args[0], names, force)
			}
			for _, n := range names {
				fmt.Fprintln(cmd.OutOrStdout(), n)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "also over files that are there and differ")
	return cmd
}

// writeNotebooks writes all notebooks, or none: a file that somebody has changed
// is not overwritten.
func writeNotebooks(cmd *cobra.Command, dir string, names []string, force bool) error {
	files, changed := map[string][]byte{}, []string{}
	for _, n := range names {
		ours, err := notebooks.Files.ReadFile(n)
		if err != nil {
			return err
		}
		theirs, err := os.ReadFile(filepath.Join(dir, n))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			files[n] = ours
		case err != nil:
			return err
		case !bytes.Equal(ours, theirs):
			files[n] = ours
			changed = append(changed, n)
		}
	}
	if len(changed) > 0 && !force {
		return fmt.Errorf("nothing written: %s in %s differ from those of this version; --force overwrites them, another folder keeps them", strings.Join(changed, ", "), dir)
	}
	for _, n := range names {
		if files[n] == nil {
			continue
		}
		path := filepath.Join(dir, n)
		if err := writeFile(path, files[n]); err != nil {
			return err
		}
		fmt.Fprintln(cmd.OutOrStdout(), "wrote", path)
	}
	return nil
}
