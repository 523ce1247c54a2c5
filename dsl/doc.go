// Package dsl is the cell language: Go that means what Go means, evaluated cell
// by cell against a session. What follows is its manual; "harmonium doc" and
// %help print it too.
//
// # A cell
//
// A cell is a piece of Go: imports, declarations and statements, in any order
// and side by side. Its last expression, if it has a value, is shown.
//
//	import "math"
//
//	func gap(x float64) float64 { return math.Abs(x - 1) }
//
//	x := 0.25
//	gap(x)
//
// What a cell declares at its outermost level belongs to the session and is
// known to all later cells: imports, constants, types, functions, methods, and
// the variables of := and var. A cell is compiled as a whole before it runs. If it
// does not compile, nothing of it has happened; the messages are Go's own, with
// line and column of the cell. If it panics half way, what it has assigned stays.
//
// The language is current Go: generics, range over integers and functions, a
// loop variable per iteration. What a cell may import is the standard library,
// gonum, gonum/plot, and Harmonium's own packages; a package that cannot be imported is
// refused with a message that says which can; %help imports lists them.
//
// # What differs from a Go file
//
//   - There is no package clause and no func main; a file that has them runs
//     with "harmonium run" or %run all the same.
//   - Unused variables of the session and unused imports are no errors; an unused
//     variable inside a function or a block is one.
//   - A name may be declared again, also with another type. Functions that
//     mention a redefined function use the new one; if they no longer fit, that is
//     said at once, and they go on with the old one.
//   - A type that is declared again is a new type. Values of the old one keep it.
//   - A method may be declared in a later cell than its type.
//   - A semicolon after the last expression keeps its value from being shown.
//   - A line that begins with %, ! or ? where a statement could begin, is a
//     directive. To show a negation, write !(x).
//   - An index of an unsigned type above the largest int panics as in Go, with another
//     number in the message.
//   - The words below are known without an import. A name of your own hides a
//     word and does no harm.
//
// # What is shown
//
// Values appear in Go syntax with the names of their types and fields, so that
// what is shown can be typed again; a long one is cut, and what is missing is
// counted. Maps appear in the order of their keys, and no address is ever shown: the
// same cell shows the same bytes. A value that has a String or Error method says
// itself what it is. Beyond that:
//
//   - an expression with several values shows all of them;
//   - an error that comes last, as in strconv.Atoi, becomes the cell's error; nil is left out;
//   - a matrix or vector of gonum is a table, as is a slice of structs;
//   - an image.Image is a picture; a small one is enlarged in whole pixels;
//   - models, runs and figures of Harmonium are drawn;
//   - a type with a method MIMEBundle() map[string]any decides for itself; the keys
//     are MIME types. A second result holds metadata, a last one may be an error.
//     Methods HTML, Markdown, LaTeX, SVG (string) and PNG ([]byte) do for one form;
//   - a call without a value shows nothing, and neither does fmt.Println its count.
//
// Show shows values at any place in a cell. HTML, Markdown, LaTeX, SVG and JSON
// make values of text.
//
// # Errors and interrupts
//
// A panic shows its value and the functions of yours that it went through, with
// cell and line. It ends the cell, not the session; so does a panic in a goroutine. A
// stack overflow, a concurrent write to a map or running out of memory end the
// process that runs the cells. A new one is ready at once; imports, types and functions are in it again,
// and the variables that are gone are named. An interrupt (the stop button,
// Ctrl-C) ends the cell within a tenth of a second; variables keep their values.
//
// # Random numbers
//
// Every random number comes from the session's seed, which is 1 unless you say
// otherwise (Seed, %seed). Random returns a fresh stream of them for the functions
// that ask for one. The same cells in the same order give the same numbers, on any
// number of cores. math/rand of the standard library stands outside of this.
//
// # Scripts and the terminal
//
// "harmonium run FILE.go" runs a Go program, with or without a package clause,
// or a script of cells, which lines "// %%" split; "// %% [markdown]" begins a cell
// of prose. A mark may go on with a title and metadata, as jupytext writes them:
// "// %% Setup tags=["parameters"]". The first line may be "#!/usr/bin/env -S harmonium
// run". Values are shown as text. "harmonium repl" is a session in a terminal; it shows
// figures inline where the terminal can (kitty, iTerm2, sixel) and writes them to files
// elsewhere. On a terminal what Live, Progress, Train and other long runs show changes in
// place as words, below all else; when its cell has ended, the last frame is printed, with
// its figure. In a pipe or file only the last frame stands.
//
// # Isolation
//
// A cell may do what the user who runs it may do: read and write files, open
// connections, start programs. Do not run cells that you would not run as a program. The
// process boundary between kernel and cells protects the session from accidents,
// not the machine from malice. With --restricted a session has no packages that
// reach the network or other processes, no commands (!), and no files outside the
// working folder. That is meant for classrooms; against an attacker, use the
// means of the operating system as well.
//
// # In a Go program
//
// Open starts a Session; Run evaluates a cell and sends what it shows to an
// Outputs. The session checks and lowers; the user's code itself runs in a worker
// process of the same binary, whose main must call WorkerMain when its argument is
// "worker". The kernel, the script runner and the terminal drive the same Session.
//
// # Directives
//
// A directive with %% stands first in a cell and takes the rest of it.
// Manual prints the list, which comes from the table that runs them.
package dsl
