package plots_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"html"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"harmonium/plots"
)

var galleryFile = flag.String("gallery", "", "write all figures of the examples to this HTML page")

// shown is what the examples have drawn.
var shown []exhibit

type exhibit struct {
	name, words string
	light       []byte
	figure      *plots.Figure // nil for an animation
}

// show prints a figure's words and compares its picture with the golden one: an
// example whose picture is wrong fails by its output.
func show(f *plots.Figure) {
	light, err := f.PNG()
	name := caller()
	if err == nil {
		err = golden(name, light)
	}
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(f.Words())
	shown = append(shown, exhibit{name, f.Words(), light, f})
}

// caller is the name of the function whose example called show.
func caller() string {
	pc, _, _, _ := runtime.Caller(2)
	full := runtime.FuncForPC(pc).Name()
	return strings.TrimPrefix(full[strings.LastIndex(full, ".")+1:], "Example")
}

func golden(name string, got []byte) error {
	file := filepath.Join("testdata", "example_"+strings.ToLower(name)+".png")
	if *update {
		return os.WriteFile(file, got, 0o644)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%w (go test ./plots -update writes it)", err)
	}
	if bytes.Equal(got, b) {
		return nil
	}
	x, err := png.Decode(bytes.NewReader(got))
	if err != nil {
		return err
	}
	y, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return err
	}
	if d := unlike(x, y); d != "" {
		return fmt.Errorf("%s: %s", file, d)
	}
	return nil
}

// TestMain compares the gallery in the docs, when all examples have run, and writes
// the page with light and dark figures when it is asked for.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	if flag.Lookup("test.run").Value.String() == "" || *update {
		fail(docsGallery())
	}
	if *galleryFile != "" {
		fail(os.WriteFile(*galleryFile, galleryPage(), 0o644))
	}
	os.Exit(code)
}

// docsGallery holds docs/gallery.md against the examples: their pictures are the golden
// ones, their words what a terminal shows.
func docsGallery() error {
	const file = "../docs/gallery.md"
	var b bytes.Buffer
	b.WriteString("# Figures\n\nThe figures of all examples of package `plots`, with the words that a terminal or a screen reader gets. `make gallery` draws them light and dark on one page; `go test ./plots -update` writes this one. `go doc plots` is the map, and `Show(x, plots.As…)` in a cell chooses a figure.\n")
	for _, e := range shown {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n![%s](../plots/testdata/example_%s.png)\n", e.name, e.words, e.name, strings.ToLower(e.name))
	}
	if *update {
		return os.WriteFile(file, b.Bytes(), 0o644)
	}
	stored, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(stored, b.Bytes()) {
		err = fmt.Errorf("%s is not what the examples draw (go test ./plots -update writes it)", file)
	}
	return err
}

func galleryPage() []byte {
	var b bytes.Buffer
	b.WriteString("<!doctype html><meta charset=utf-8><title>Harmonium: figures</title><style>body{font:15px sans-serif;margin:2em}figure{margin:0 0 3em}img{max-width:48%;vertical-align:top}figcaption{max-width:60em;color:#444}</style><h1>Figures</h1>\n")
	for _, e := range shown {
		fmt.Fprintf(&b, "<figure id=%q><h2>%s</h2>", e.name, html.EscapeString(e.name))
		pictures := [][]byte{e.light}
		if e.figure != nil {
			dark, _ := e.figure.Dark().PNG() // the light one was drawn
			pictures = append(pictures, dark)
		}
		for _, p := range pictures {
			w := 0
			if c, err := png.DecodeConfig(bytes.NewReader(p)); err == nil {
				w = c.Width / 2
			}
			fmt.Fprintf(&b, `<img width=%d alt=%q src="data:image/png;base64,%s"> `, w, e.words, base64.StdEncoding.EncodeToString(p))
		}
		fmt.Fprintf(&b, "<figcaption>%s</figcaption></figure>\n", html.EscapeString(e.words))
	}
	return b.Bytes()
}
