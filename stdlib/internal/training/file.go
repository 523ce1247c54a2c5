package training

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Replace writes a file whole or not at all: beside the old one, whose place it takes.
func Replace(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("stdlib: checkpoint: %w", err)
	}
	defer os.Remove(f.Name()) // it is gone if the rename was made
	err = write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("stdlib: checkpoint: %w", err)
	}
	return nil
}
