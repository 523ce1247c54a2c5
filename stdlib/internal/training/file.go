package training

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Replace writes a file whole or not at all: beside the old one, whose place it takes.
// Errors begin with the name of the model's package.
func Replace(model, path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("%s: checkpoint: %w", model, err)
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
		return fmt.Errorf("%s: checkpoint: %w", model, err)
	}
	return nil
}
