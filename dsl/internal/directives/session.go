package directives

import (
	"context"

	"harmonium/dsl/internal/mime"
)

// Session is what the handlers ask of the session on behalf of the running cell.
type Session interface {
	// Eval runs Go as part of the running cell and shows its last value. Code
	// stands at its place in the cell, so that errors name the right line.
	Eval(ctx context.Context, code string) error
	// Names lists what cells have declared, in the order of declaration.
	Names() []Name
	// Reset forgets all names and starts a fresh worker.
	Reset(ctx context.Context) error
	// Seed is the seed of the session's random numbers; SetSeed starts them anew from another.
	Seed() uint64
	SetSeed(ctx context.Context, seed uint64) error
	// History lists the cells run so far, oldest first, the running one included.
	History() []Entry
	// Program is the session as one Go program.
	Program() (string, error)
	// Dir is the working folder, of the cells and of commands; Chdir changes both.
	Dir() string
	Chdir(ctx context.Context, dir string) error
	// Environ lists NAME=value; Setenv sets one, for the cells and for commands.
	Environ() []string
	Setenv(ctx context.Context, name, value string) error
	// Print is output of the cell on "stdout" or "stderr".
	Print(stream, text string)
	// Page shows b beside the cells.
	Page(b mime.Bundle)
	// Help explains a word, a package member or a name of the session.
	Help(name string, detail int) (mime.Bundle, bool)
	// Manual is the text of the manual.
	Manual() string
	// Commands says why "!command" is switched off; nil when it is not.
	Commands() error
	// Restricted says that files outside Dir are out of reach.
	Restricted() bool
}

// Name is something that cells have declared.
type Name struct {
	Name string
	Kind string // "var", "func", "type", "const", "import"
	Type string
	Cell int
}

// Entry is one cell of the history.
type Entry struct {
	Cell int
	Code string
	OK   bool // it compiled and ran to its end
}
