package verify_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"harmonium/kernel/notebook"
	"harmonium/kernel/verify"
)

func text(s string) notebook.Output {
	return notebook.Output{Type: "stream", Name: "stdout", Text: s}
}

func display(mime string, v any) notebook.Output {
	return notebook.Output{Type: "display_data", Data: map[string]any{mime: v}}
}

// picture is a grey PNG with one pixel of its own grey.
func picture(t *testing.T, w, h int, at image.Point, grey uint8) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	m.SetGray(at.X, at.Y, color.Gray{grey})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestCompare(t *testing.T) {
	one, two := 1, 2
	black := picture(t, 4, 3, image.Pt(0, 0), 0)
	failure := func(value, colour string) notebook.Output {
		return notebook.Output{Type: "error", EName: "panic", EValue: value, Traceback: []string{"\x1b[" + colour + "mpanic\x1b[0m: " + value}}
	}
	for name, tt := range map[string]struct {
		stored, fresh []notebook.Output
		want          []string // parts of what is said; none: equal
	}{
		"equal":            {[]notebook.Output{text("a\n")}, []notebook.Output{text("a\n")}, nil},
		"number of prompt": {[]notebook.Output{{Type: "execute_result", Count: &one}}, []notebook.Output{{Type: "execute_result", Count: &two}}, nil},
		"no metadata":      {[]notebook.Output{{Type: "display_data"}}, []notebook.Output{{Type: "display_data", Metadata: map[string]any{}}}, nil},
		"text": {[]notebook.Output{text("a\nb\nc\nd\ne\nf\n")}, []notebook.Output{text("a\nb\nc\nD\ne\nf\n")},
			[]string{"output 1, stdout:\n--- stored\n+++ now\n@@ -2,5 +2,5 @@\n b\n c\n-d\n+D\n e\n f"}},
		"added and taken": {[]notebook.Output{text("a\nb\n")}, []notebook.Output{text("x\na\n")}, []string{"@@ -1,2 +1,2 @@\n+x\n a\n-b"}},
		"last newline":    {[]notebook.Output{text("a\n")}, []notebook.Output{text("a")}, []string{"-a\n+a⏎̸"}},
		"missing":         {[]notebook.Output{text("a")}, nil, []string{`output 1: does not come any more: stream stdout "a"`}},
		"new":             {nil, []notebook.Output{text("a"), text("b")}, []string{`output 1: is not stored`, `output 2: is not stored: stream stdout "b"`}},
		"kind":            {[]notebook.Output{text("a")}, []notebook.Output{failure("no", "31")}, []string{`is now error "panic: no", stored is stream stdout "a"`}},
		"error":           {[]notebook.Output{failure("no", "31")}, []notebook.Output{failure("yes", "31")}, []string{"-panic: no\n", "+panic: yes"}},
		"colour of error": {[]notebook.Output{failure("no", "31")}, []notebook.Output{failure("no", "32")}, []string{`-\x1b[31m`, `+\x1b[32m`}},
		"type of data":    {[]notebook.Output{display("text/html", "x")}, []notebook.Output{display("text/plain", "x")}, []string{"text/html: does not come any more", "text/plain: is not stored"}},
		"tree": {[]notebook.Output{display("application/json", map[string]any{"a": []any{1, 2}, "b": 1})},
			[]notebook.Output{display("application/json", map[string]any{"a": []any{1, 3, 4}, "c": "x"})},
			[]string{"$.a[1]: stored 2, now 3", "$.a: 2 items stored, 3 now", "$.b: does not come any more, stored 1", `$.c: is not stored, now "x"`}},
		"pixels": {[]notebook.Output{display("image/png", black)}, []notebook.Output{display("image/png", picture(t, 4, 3, image.Pt(2, 1), 7))},
			[]string{"1 of 12 pixels differ (8.3 %), between (2,1) and (2,1), by up to 7 of 255, at (2,1)"}},
		"size": {[]notebook.Output{display("image/png", black)}, []notebook.Output{display("image/png", picture(t, 5, 3, image.Pt(0, 0), 0))},
			[]string{"4×3 pixels stored, 5×3 now; in what both have, no pixel differs"}},
		"metadata": {[]notebook.Output{{Type: "display_data", Metadata: map[string]any{"width": 3}}}, []notebook.Output{{Type: "display_data", Metadata: map[string]any{"width": 4}}},
			[]string{"metadata: $.width: stored 3, now 4"}},
		"not a picture": {[]notebook.Output{display("image/png", "aGk=")}, []notebook.Output{display("image/png", "aGo=")}, []string{"2 bytes stored, 2 now, the first difference at byte 1"}},
	} {
		var said []string
		for _, d := range verify.Compare(tt.stored, tt.fresh) {
			said = append(said, d.String())
		}
		got := strings.Join(said, "\n")
		if len(tt.want) == 0 && got != "" {
			t.Errorf("%s: %s", name, got)
		}
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: said\n%s\nwanted\n%s", name, got, want)
			}
		}
	}
}

// The picture of a difference is stored, now and where they differ, side by side.
func TestPictureOfADifference(t *testing.T) {
	list := verify.Compare([]notebook.Output{display("image/png", picture(t, 4, 3, image.Pt(0, 0), 0))}, []notebook.Output{display("image/png", picture(t, 5, 3, image.Pt(2, 1), 7))})
	if len(list) != 1 {
		t.Fatalf("%d differences", len(list))
	}
	m, err := png.Decode(bytes.NewReader(list[0].Picture))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Bounds().Size(), image.Pt(4+8+5+8+5, 3); got != want {
		t.Errorf("the picture is %v, want %v", got, want)
	}
	red := func(x, y int) bool { r, g, _, _ := m.At(25+x, y).RGBA(); return r > 2*g }
	if !red(2, 1) || red(1, 1) || !red(4, 0) {
		t.Error("red must be what differs, and what only one of them has")
	}
}

func TestLongDiffsAreCut(t *testing.T) {
	var a, b strings.Builder
	for i := range 3000 {
		a.WriteString("a\n")
		b.WriteString(strings.Repeat("b", i%7+1) + "\n")
	}
	d := verify.Compare([]notebook.Output{text(a.String())}, []notebook.Output{text(b.String())})
	if lines := strings.Count(d[0].Detail, "\n"); lines != 60 || !strings.HasSuffix(d[0].Detail, "more lines") {
		t.Errorf("%d lines of diff: %s", lines, d[0].Detail)
	}
}

func TestJUnit(t *testing.T) {
	r := verify.Report{Name: "a.ipynb", Cells: []verify.Cell{
		{Source: "x := 1", State: verify.Same},
		{Source: "x <&>\nmore", State: verify.Differs, Differences: []verify.Difference{{Output: 1, Part: "stdout", Detail: "a\x1b"}}},
		{Source: "boom()", State: verify.Failed, Err: &notebook.CellError{Index: 3, Name: "panic", Value: "no"}},
		{Source: "y", State: verify.NotRun},
	}}
	var b bytes.Buffer
	if err := verify.JUnit(&b, []verify.Report{r, {Name: "b.ipynb", Err: errors.New("no kernel")}}); err != nil {
		t.Fatal(err)
	}
	var any struct{}
	if err := xml.Unmarshal(b.Bytes(), &any); err != nil {
		t.Errorf("not XML: %v", err)
	}
	for _, want := range []string{
		`<testsuite name="a.ipynb" tests="4" failures="1" errors="1" skipped="1"`, `name="cell 2: x &lt;&amp;&gt;"`, `output 1, stdout: a�`,
		`<error message="3: panic: no">`, `<skipped message="not run">`, `<error message="no kernel">`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %s:\n%s", want, b.String())
		}
	}
}
