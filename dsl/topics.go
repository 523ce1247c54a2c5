package dsl

import (
	"fmt"
	"strings"

	"harmonium/dsl/internal/directives"
	"harmonium/dsl/internal/docs"
	"harmonium/dsl/internal/words"
)

// topics lists what %help can be asked about: chapters of the manual, packages
// of models, words and directives.
func (e *evaluation) topics() string {
	var out strings.Builder
	out.WriteString("%help TOPIC shows one of these; ?name explains any name of Go.\n\nThe language\n\n")
	for _, c := range chapters() {
		fmt.Fprintf(&out, "  %s\n", strings.ToLower(c.title))
	}
	out.WriteString("  imports\n\nPackages\n\n")
	for _, path := range e.front.Importable() {
		if name, ours := strings.CutPrefix(path, "harmonium/"); ours {
			fmt.Fprintf(&out, "  %-12s %s\n", name[strings.LastIndexByte(name, '/')+1:], synopsis(e.docs.Symbol(path, "")))
		}
	}
	var names []string
	for _, w := range words.Table() {
		names = append(names, w.Name)
	}
	out.WriteString("\nWords\n\n" + wrapped(names) + "\nDirectives\n\n")
	names = nil
	for _, d := range directives.Table() {
		names = append(names, d.Name)
	}
	out.WriteString(wrapped(names))
	return out.String()
}

// packagePage is the documentation of a package of ours that no cell has imported yet.
func (e *evaluation) packagePage(name string) (Bundle, bool) {
	for _, path := range e.front.Importable() {
		if strings.HasPrefix(path, "harmonium/") && strings.HasSuffix(path, "/"+name) {
			return Text(fmt.Sprintf("import %q\n\n%s", path, docs.Plain(e.docs.Symbol(path, "")))), true
		}
	}
	return Bundle{}, false
}

// synopsis is what a package is, from the first sentence of its documentation.
func synopsis(doc string) string {
	doc = strings.ReplaceAll(doc, "\n", " ")
	doc, _, _ = strings.Cut(doc, ". ")
	doc, _, _ = strings.Cut(doc, ":")
	if rest, ok := strings.CutPrefix(doc, "Package "); ok {
		_, doc, _ = strings.Cut(rest, " ")
	}
	return strings.TrimSuffix(doc, ".")
}

// wrapped fills lines of 76 characters.
func wrapped(names []string) string {
	var out strings.Builder
	line := " "
	for _, n := range names {
		if len(line)+1+len(n) > 76 {
			out.WriteString(line + "\n")
			line = " "
		}
		line += " " + n
	}
	return out.String() + line + "\n"
}

// chapter is a part of the manual.
type chapter struct{ title, text string }

// chapters are the parts of the manual that have a heading.
func chapters() (list []chapter) {
	for _, part := range strings.Split("\n"+manualText(), "\n# ")[1:] {
		title, _, _ := strings.Cut(part, "\n")
		list = append(list, chapter{title, docs.Plain("# " + part)})
	}
	return list
}

// chapterOn finds a chapter by its heading.
func chapterOn(topic string) (chapter, bool) {
	for _, c := range chapters() {
		if strings.EqualFold(c.title, topic) {
			return c, true
		}
	}
	return chapter{}, false
}
