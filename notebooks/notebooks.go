// Package notebooks is the lecture. The notebooks stand beside this file, with
// their outputs; the command carries them along.
//
//	notebooks.go      the files
//	topics.go         what the lecture covers, and the tests that prove it
//	verify_test.go    runs every notebook and compares
//	coverage_test.go  makes README.md, the table of topics, and checks it
package notebooks

import "embed"

// Files are the notebooks, outputs included.
//
//go:embed *.ipynb
var Files embed.FS
