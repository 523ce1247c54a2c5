package notebook_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"harmonium/kernel/notebook"
)

// sample has what a real file has: lists of lines, unknown fields, big numbers,
// attachments, every kind of output.
const sample = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "a1",
   "metadata": {},
   "source": [
    "# Title\n",
    "$E = -\\tfrac12 s^T J s$ <b>\u2028</b>"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "future_field": [1, 2.50, 12345678901234567890],
   "id": "b2",
   "metadata": {"tags": ["raises-exception"]},
   "outputs": [
    {"name": "stdout", "output_type": "stream", "text": ["a\n", "b"]},
    {"data": {"application/json": ["x\n"], "image/png": "aGk=", "text/plain": ["2"]}, "execution_count": 3, "metadata": {}, "output_type": "execute_result"},
    {"data": {"text/html": "<b>1</b>"}, "metadata": {"k": {}}, "output_type": "display_data"},
    {"ename": "panic", "evalue": "no", "output_type": "error", "traceback": ["\u001b[31mpanic\u001b[0m: no"]}
   ],
   "source": []
  }
 ],
 "metadata": {"kernelspec": {"name": "harmonium"}},
 "nbformat": 4,
 "nbformat_minor": 5,
 "vendor": true
}`

func read(t *testing.T, s string) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.Read(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func written(t *testing.T, nb *notebook.Notebook) string {
	t.Helper()
	var b bytes.Buffer
	if err := nb.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNothingIsLostBetweenReadAndWrite(t *testing.T) {
	out := written(t, read(t, sample))
	if again := written(t, read(t, out)); again != out {
		t.Errorf("second round differs:\n%s\n%s", out, again)
	}
	for _, want := range []string{`"vendor": true`, "12345678901234567890", "2.50", `"raises-exception"`, "<b>\u2028</b>", "\"source\": []"} {
		if !strings.Contains(out, want) {
			t.Errorf("written file lacks %s", want)
		}
	}
}

// Python's own json module is the reference for the bytes.
func TestWritesTheBytesThatJupyterWrites(t *testing.T) {
	python := "/usr/bin/python3"
	if exec.Command(python, "-c", "import nbformat").Run() != nil {
		t.Skip("python3-nbformat is not installed")
	}
	file := strings.NewReplacer("2.50", "2.5", `\u2028`, "").Replace(sample) // Python rewrites the one and splits lines at the other
	path := filepath.Join(t.TempDir(), "a.ipynb")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := exec.Command(python, "-c", `import sys, nbformat
nb = nbformat.read(sys.argv[1], as_version=4)
sys.stdout.buffer.write((nbformat.writes(nb) + "\n").encode())`, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := written(t, read(t, file))
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBadFilesAreRefusedByName(t *testing.T) {
	for in, want := range map[string]string{
		`{`:              "not JSON",
		`{"nbformat":3}`: "nbformat is 3, wanted 4",
		`{"nbformat":4}`: "no list of cells",
		`{"nbformat":4,"cells":[{"cell_type":"code"},7]}`:                                                                  "cell 2: is no object",
		`{"nbformat":4,"cells":[{"cell_type":"x"}]}`:                                                                       `cell 1: cell_type is "x"`,
		`{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"output_type":"pyout"}]}]}`:                                `cell 1, output 1: output_type is "pyout"`,
		`{"nbformat":4,"cells":[{"cell_type":"code"},{"cell_type":"code","source":5}]}`:                                    `cell 2: source is 5, wanted`,
		`{"nbformat":4,"cells":[{"cell_type":"code","metadata":[]}]}`:                                                      `cell 1: metadata is [], wanted`,
		`{"nbformat":4,"cells":[{"cell_type":"code","execution_count":"1"}]}`:                                              `cell 1: execution_count is "1", wanted`,
		`{"nbformat":4,"cells":[{"cell_type":"code","outputs":{}}]}`:                                                       `cell 1: outputs is {}, wanted`,
		`{"nbformat":4,"cells":[{"cell_type":"code","outputs":[{"output_type":"error","traceback":[1]}]}]}`:                `cell 1, output 1: traceback is 1, wanted`,
		`{"nbformat":4,"cells":[{"cell_type":"code","id":"a"},{"cell_type":"raw","id":"b"},{"cell_type":"raw","id":"a"}]}`: `cell 3: id is "a", as that of cell 1`,
	} {
		if _, err := notebook.Read(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", in, err, want)
		}
	}
}

// An output keeps what this version of the format does not know.
func TestUnknownFieldsOfOutputsAreKept(t *testing.T) {
	in := `{"nbformat":4,"nbformat_minor":5,"cells":[{"cell_type":"code","outputs":[{"output_type":"stream","name":"stdout","text":"x","vendor":{"a":1}}]}]}`
	if out := written(t, read(t, in)); !strings.Contains(out, `"vendor": {`) {
		t.Errorf("written %s", out)
	}
}

func TestCollectorStoresWhatAFrontEndWould(t *testing.T) {
	k, a, b := notebook.NewCollector(), &notebook.Cell{Type: "code"}, &notebook.Cell{Type: "code"}
	one, two := map[string]any{"text/plain": "1"}, map[string]any{"text/plain": "2"}
	k.Stream(a, "stdout", "x")
	k.Stream(a, "stdout", "y")
	k.Stream(a, "stderr", "z")
	k.Display(a, one, nil, "d")
	k.Display(b, one, nil, "d")
	k.Update(two, nil, "d")
	if got := len(a.Outputs); got != 3 || a.Outputs[0].Text != "xy" {
		t.Errorf("outputs %+v", a.Outputs)
	}
	if !reflect.DeepEqual(a.Outputs[2].Data, two) || !reflect.DeepEqual(b.Outputs[0].Data, two) {
		t.Error("an update must reach every display of its id")
	}
	k.Clear(a, true)
	if len(a.Outputs) != 3 {
		t.Error("clear with wait must wait for the next output")
	}
	k.Result(a, one, nil, 7, "")
	if len(a.Outputs) != 1 || *a.Outputs[0].Count != 7 {
		t.Errorf("after clear: %+v", a.Outputs)
	}
	k.Update(one, nil, "d") // a's display is gone, b's is not
	if !reflect.DeepEqual(b.Outputs[0].Data, one) {
		t.Error("b's display was forgotten")
	}
	k.Error(a, "panic", "no", []string{"t"})
	k.Clear(a, false)
	if len(a.Outputs) != 0 {
		t.Error("clear without wait empties at once")
	}
}

func TestMathML(t *testing.T) {
	for tex, want := range map[string]string{
		`x_i^2`:                                `<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>`,
		`\frac12`:                              `<mfrac><mn>1</mn><mn>2</mn></mfrac>`,
		`\frac{a}{b}`:                          `<mfrac><mi>a</mi><mi>b</mi></mfrac>`,
		`\sum_{i<j} J_{ij}`:                    `<munder><mo>∑</mo><mrow><mi>i</mi><mo>&lt;</mo><mi>j</mi></mrow></munder><msub><mi>J</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>`,
		`\mathbf{s}`:                           `<mi>𝐬</mi>`,
		`\langle s_i \rangle`:                  `⟨`,
		`\sqrt[3]{x}`:                          `<mroot><mi>x</mi><mn>3</mn></mroot>`,
		`\left(\tfrac{1}{2}\right.`:            `<mo>(</mo><mfrac>`,
		`P(s_i=+1\mid s)`:                      `<mo>∣</mo>`,
		`\begin{pmatrix}0&1\\1&0\end{pmatrix}`: `<mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr>`,
		`E = \begin{cases} 1 & \text{if } x>0 \\ 0 & \text{otherwise} \end{cases}`: "<mtext>if\u00a0</mtext>",
		`x'`:                                 `′`,
		`\operatorname{sgn}(f)`:              `<mtext>sgn</mtext>`,
		`\operatorname*{arg\,max}_x`:         "<munder><mtext>arg\u2009max</mtext><mi>x</mi></munder>",
		`\sum_{\substack{i<j\\k}} x`:         `<mtable rowspacing="0"><mtr>`,
		`a \bmod b \label{eq:a} \tag{1}`:     `<mtext>(1)</mtext>`,
		`x \xrightarrow{p} y \boxed{z}`:      `<mover><mo stretchy="true">→</mo><mi>p</mi></mover>`,
		`\phantom{x}\hspace{1cm} a\nonumber`: `<mphantom>`,
	} {
		if got := notebook.MathML(tex, false); !strings.Contains(got, want) || strings.Contains(got, "<code") {
			t.Errorf("%s gives %s, wanted it to hold %s", tex, got, want)
		}
	}
	for _, broken := range []string{`\frac{a`, `}`, `\unknown x`, `\left( x`, `\begin{matrix} 1`, `\substack{a`, `\tag{1`, `\phantom`, strings.Repeat("{", 5000)} {
		if got := notebook.MathML(broken, true); !strings.HasPrefix(got, `<code class="tex">`) {
			t.Errorf("%.20s is not TeX that we know, yet gives %.80s", broken, got)
		}
	}
}

func FuzzMathML(f *testing.F) {
	for _, s := range []string{`\frac{a}{b}`, `x_{i}^2`, `\begin{cases}a&b\\c\end{cases}`, `\left[x\right]`, `\mathbb R`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, tex string) { notebook.MathML(tex, true) })
}

// Hidden solutions are one click away, animations play, long and wide outputs scroll.
func TestPageFoldsAndScrolls(t *testing.T) {
	nb := cells("1", "2")
	nb.Cells[0].Metadata = map[string]any{"jupyter": map[string]any{"source_hidden": true, "outputs_hidden": true}, "tags": []any{"solution"}}
	nb.Cells[0].Outputs = []notebook.Output{{Type: "stream", Name: "stdout", Text: "the answer"}}
	nb.Cells[1].Metadata = map[string]any{"jupyter": map[string]any{"source_hidden": true}}
	nb.Cells[1].Outputs = []notebook.Output{{Type: "display_data", Data: map[string]any{"image/png": "aGk="}, Metadata: map[string]any{"image/png": map[string]any{"width": 40}}}}
	var b bytes.Buffer
	if err := notebook.HTML(&b, nb, "t"); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if !regexp.MustCompile(`(?s)<details><summary>Solution</summary>.*the answer.*</details>.*<summary>Code</summary>.*</details>.*data:image/png`).MatchString(page) {
		t.Errorf("the solution must be folded with its output, the second cell without it: %s", page)
	}
	for _, want := range []string{"overflow-x: auto", "max-height", "prefers-color-scheme: dark", `width="40"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestPageHoldsEverythingItself(t *testing.T) {
	nb := read(t, sample)
	nb.Cells[0].Source = "Energy $E=-\\frac{1}{2}s^2$ costs \\$5; `$code$` stays.\n\n$$a_b*c*d$$\n\n| x | y |\n|---|---|\n| 1 | 2 |\n"
	nb.Cells[1].Source = "x := \"<b>\" // comment"
	var b bytes.Buffer
	if err := notebook.HTML(&b, nb, "a <title>"); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"a &lt;title&gt;", "<table>", `<code>$code$</code>`, "$5", `display="block"`, `src="data:image/png;base64,aGk="`,
		`<span class="ansi-fg1">panic</span>`, `<span class="go-s">&#34;&lt;b&gt;&#34;</span>`, "In[3]:", "Out[3]:"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, never := range []string{"<script", "<link", "@import", "url(", `src="http`} {
		if strings.Contains(page, never) {
			t.Errorf("the page reaches outside itself: %s", never)
		}
	}
	if !json.Valid([]byte(written(t, nb))) {
		t.Error("showing a notebook must leave it whole")
	}
}
