// Package docs finds the documentation of what a cell can name.
//
// That of Harmonium's own packages is embedded (zdocs.json, made by go
// generate). That of the standard library and of gonum is read from the sources
// of a Go installation, GOROOT and the module cache, when the machine has one:
// other projects' text is not part of this one. Where there is none, Link says
// where the text can be read.
//
// A symbol is named as in Go's own documentation: "" for the package, "Name",
// "Type.Method" or "Type.Field".
package docs

//go:generate go run ./gen
