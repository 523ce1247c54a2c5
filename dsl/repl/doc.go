// Package repl is a session in a terminal: the cell language without Jupyter.
//
//	Run        reads cells, runs them, prints what they show
//	printer    outputs as text; figures inline where the terminal can, else as files
//	Screen     what is live: words that change in place, then the last frame
//	inline.go  the picture protocols of terminals: kitty, iTerm2, sixel
//	editor.go  line editing, history and completion (github.com/peterh/liner)
package repl
