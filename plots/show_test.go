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
	name, words, source string
	light, dark         []byte
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
	if *galleryFile != "" {
		dark, _ := f.Dark().PNG()
		shown = append(shown, exhibit{name, f.Words(), "", light, dark})
	}
}

// caller is the name of the example that called show, in lower case.
func caller() string {
	pc, _, _, _ := runtime.Caller(2)
	full := runtime.FuncForPC(pc).Name()
	return strings.ToLower(strings.TrimPrefix(full[strings.LastIndex(full, ".")+1:], "Example"))
}

func golden(name string, got []byte) error {
	file := filepath.Join("testdata", "example_"+name+".png")
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

// TestMain writes the gallery when it is asked for: the figures of all examples,
// light and dark, on one page.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if *galleryFile != "" {
		if err := os.WriteFile(*galleryFile, galleryPage(), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func galleryPage() []byte {
	var b bytes.Buffer
	b.WriteString("<!doctype html><meta charset=utf-8><title>Harmonium: figures</title><style>body{font:15px sans-serif;margin:2em}figure{margin:0 0 3em}img{max-width:48%;vertical-align:top}figcaption{max-width:60em;color:#444}</style><h1>Figures</h1>\n")
	for _, e := range shown {
		fmt.Fprintf(&b, "<figure id=%q><h2>%s</h2>", e.name, html.EscapeString(e.name))
		for _, p := range [][]byte{e.light, e.dark} {
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
