package dsl

import (
	_ "embed"
	"fmt"
	"go/parser"
	"go/token"
	"strings"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/figures"
	"harmonium/dsl/internal/lower"
	"harmonium/dsl/internal/words"
)

// The manual is the package's own documentation, so that there is one text.
//
//go:embed doc.go
var docSource string

// Manual is the manual of the cell language as plain text, directives and
// words included.
func Manual() string {
	return docs.Plain(manualText()) + "\n"
}

// ManualMarkdown is Manual as Markdown.
func ManualMarkdown() string {
	return docs.Markdown(manualText()) + "\n"
}

// manualText is the package comment, then the two tables, in the syntax of doc comments.
func manualText() string {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", docSource, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return err.Error()
	}
	var out strings.Builder
	out.WriteString(file.Doc.Text())
	out.WriteString("\n")
	for _, d := range directives.Table() {
		fmt.Fprintf(&out, "\t%s\n\t    %s\n", d.Usage, d.Help)
	}
	out.WriteString("\n# Figures\n\nValues of these types are drawn. Show and the last expression of a cell do the same.\n\n")
	for _, name := range figures.Table() {
		out.WriteString("\t" + name + "\n")
	}
	out.WriteString("\nShow draws these as other kinds too, as in Show(net, plots.AsHinton):\n\n")
	for _, line := range figures.KindTable() {
		out.WriteString("\t" + line + "\n")
	}
	out.WriteString("\n# Words\n\nWords are functions that every cell knows. ?Name shows an example.\n\n")
	for _, w := range words.Table() {
		fmt.Fprintf(&out, "\t%s\n\t    %s\n", strings.TrimPrefix(w.Decl, "func "), w.Help)
	}
	out.WriteString("\n# What a cell cannot run yet\n\nThese are refused with \"not supported in a cell yet\" and their place:\n\n")
	for _, what := range refused() {
		fmt.Fprintf(&out, "\t%s\n\t    %s\n", what, lower.Why(what))
	}
	return out.String()
}
