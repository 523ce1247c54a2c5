package words

import "slices"

// Path is the import path under which cells find the words; they import it without knowing.
const Path = "harmonium/words"

// Word is one row of the table.
type Word struct {
	Name    string
	Decl    string         // its declaration in Go, without a body
	Body    string         // generic words only: they are Go in the session itself
	Help    string         // one line
	Example string         // a cell
	Output  string         // what the example shows, as text; may be empty
	Bind    func(*Set) any // the function; nil for generic words

	Outside string   // what stands behind Decl in a program that %save writes; Body when empty
	Uses    []string // packages that this needs beside those of Decl
	Needs   []string // other words that it calls
}

// Table lists every word in the order of the manual: the general ones, then those for models.
func Table() []Word { return slices.Concat(generalWords(), modelWords(), machineWords()) }

func generalWords() []Word {
	return []Word{
		{Name: "Show", Decl: "func Show(values ...any)", Bind: func(s *Set) any { return s.show },
			Help:    "Show shows values at once, each as the last expression of a cell would be shown; a kind of figure behind a value, such as plots.AsHinton, has it drawn so.",
			Example: "for i := range 2 {\n\tShow(i, []int{i})\n}", Output: "0\n[]int{0}\n1\n[]int{1}"},
		{Name: "Must", Decl: "func Must[T any](value T, err error) T", Body: "{\n\tif err != nil {\n\t\tFail(err)\n\t}\n\treturn value\n}",
			Help:    "Must returns the value of a call that may fail; its error becomes the cell's error.",
			Example: "Must(strconv.Atoi(\"42\")) + 1", Output: "43"},
		{Name: "Fail", Decl: "func Fail(err error)", Bind: func(s *Set) any { return s.fail },
			Help:    "Fail ends the cell with an error; nil does nothing.",
			Example: "var err error\nFail(err)"},
		{Name: "Check", Decl: "func Check(holds bool, claim string, numbers ...any)", Bind: func(s *Set) any { return s.check },
			Help:    "Check shows a claim that holds with a tick, and ends the cell with it when it does not; the claim takes numbers as fmt.Printf does.",
			Example: "x := 0.75\nCheck(x < 1, \"x is %g, below 1\", x)", Output: "✓ x is 0.75, below 1",
			Outside: "{\n\ttext := fmt.Sprintf(claim, numbers...)\n\tif !holds {\n\t\tFail(errors.New(\"✗ \" + text))\n\t}\n\tfmt.Println(\"✓ \" + text)\n}", Uses: []string{"errors", "fmt"}, Needs: []string{"Fail"}},
		{Name: "CheckNear", Decl: "func CheckNear(what string, measured, wanted, tolerance float64)", Bind: func(s *Set) any { return s.checkNear },
			Help:    "CheckNear checks that a measured number lies within a tolerance of the wanted one, and shows both.",
			Example: "CheckNear(\"the mean\", 0.503, 0.5, 0.01)", Output: "✓ the mean: 0.503, wanted 0.5 ± 0.01",
			Outside: "{\n\tCheck(math.Abs(measured-wanted) <= tolerance, \"%s: %.6g, wanted %.6g ± %.2g\", what, measured, wanted, tolerance)\n}", Uses: []string{"math"}, Needs: []string{"Check"}},
		{Name: "Seed", Decl: "func Seed(seed uint64)", Bind: func(s *Set) any { return s.setSeed },
			Help:    "Seed starts the session's random numbers anew: the same seed gives the same numbers.",
			Example: "Seed(7)\na := Random()\nSeed(7)\na == Random()", Output: "true"},
		{Name: "Random", Decl: "func Random() rng.Source", Bind: func(s *Set) any { return s.random },
			Help:    "Random returns a fresh stream of the session's random numbers, another at each call.",
			Example: "Random() == Random()", Output: "false"},
		{Name: "Context", Decl: "func Context() context.Context", Bind: func(s *Set) any { return s.context },
			Help:    "Context returns the cell's context, for calls that take one: it ends when the cell is interrupted.",
			Example: "Context().Err() == nil", Output: "true"},
		{Name: "Progress", Decl: "func Progress(n int, title ...string) func(yield func(int) bool)", Bind: func(s *Set) any { return s.progress },
			Help:    "Progress counts from 0 to n-1 for a range loop and shows how far it is, with rate and time left.",
			Example: "sum := 0\nfor i := range Progress(4, \"adding\") {\n\tsum += i\n}\nsum", Output: "6"},
		{Name: "Live", Decl: "func Live(values ...any)", Bind: func(s *Set) any { return s.live },
			Help:    "Live shows values in place of those of the cell's last Live, at most ten times a second, and the last ones in any case; Live() begins below.",
			Example: "curve := []float64{}\nfor i := range 30 {\n\tcurve = append(curve, float64(i*i))\n\tLive(Plot(curve))\n}\nLive()\nLive(len(curve))", Output: "30"},
		{Name: "ClearOutput", Decl: "func ClearOutput()", Bind: func(s *Set) any { return s.clear },
			Help:    "ClearOutput removes what the cell has shown so far, when the next output comes.",
			Example: "Show(1)\nClearOutput()\nShow(2)"},
		{Name: "Save", Decl: "func Save(file string, value any)", Bind: func(s *Set) any { return s.save },
			Help:    "Save writes a value to a file; the name's ending says how: .json, .csv, .txt, .png, .svg.",
			Example: "Save(\"theta.json\", []float64{1, 2})\nLoad[[]float64](\"theta.json\")", Output: "[]float64{1, 2}"},
		{Name: "Load", Decl: "func Load[T any](file string) T", Body: "{\n\tvar value T\n\tLoadInto(file, &value)\n\treturn value\n}",
			Help:    "Load reads a value of the type that is asked for from a file: .json; .csv into [][]float64, [][]string or *mat.Dense; a picture into image.Image; any file into string or []byte.",
			Example: "Save(\"names.json\", []string{\"a\", \"b\"})\nLoad[[]string](\"names.json\")", Output: `[]string{"a", "b"}`},
		{Name: "LoadInto", Decl: "func LoadInto(file string, pointer any)", Bind: func(s *Set) any { return s.loadInto },
			Help:    "LoadInto is Load for a variable that is already there.",
			Example: "Save(\"n.json\", 3)\nvar n int\nLoadInto(\"n.json\", &n)\nn", Output: "3"},
		{Name: "Help", Decl: "func Help(topic ...string)", Bind: func(s *Set) any { return s.help },
			Help:    "Help shows help on a word or a directive; without a topic it lists them.",
			Example: "Help(\"Show\")"},
		{Name: "HTML", Decl: "func HTML(text string) any", Bind: func(*Set) any { return asHTML },
			Help:    "HTML makes a value that is shown as HTML.",
			Example: "HTML(\"<b>bold</b>\")"},
		{Name: "Markdown", Decl: "func Markdown(text string) any", Bind: func(*Set) any { return asMarkdown },
			Help:    "Markdown makes a value that is shown as Markdown.",
			Example: "Markdown(\"*E* falls\")", Output: "*E* falls"},
		{Name: "LaTeX", Decl: "func LaTeX(formula string) any", Bind: func(*Set) any { return asLaTeX },
			Help:    "LaTeX makes a value that is shown as a formula; dollar signs are put around it when it has none.",
			Example: "LaTeX(`E = -\\tfrac12 s^T W s`)", Output: `$$E = -\tfrac12 s^T W s$$`},
		{Name: "SVG", Decl: "func SVG(text string) any", Bind: func(*Set) any { return asSVG },
			Help:    "SVG makes a value that is shown as a vector picture.",
			Example: "SVG(`<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><circle cx=\"4\" cy=\"4\" r=\"4\"/></svg>`)", Output: "SVG picture"},
		{Name: "JSON", Decl: "func JSON(value any) any", Bind: func(s *Set) any { return s.asJSON },
			Help:    "JSON makes a value that is shown as a JSON tree; a string that is JSON is taken as it is.",
			Example: "JSON(map[string]int{\"a\": 1})", Output: "{\n  \"a\": 1\n}"},
	}
}

// Lookup finds a word.
func Lookup(name string) (Word, bool) {
	for _, w := range Table() {
		if w.Name == name {
			return w, true
		}
	}
	return Word{}, false
}

// Doc is the documentation of a word in the syntax of doc comments; "" when name is none.
func Doc(name string) string {
	w, ok := Lookup(name)
	if !ok {
		return ""
	}
	return w.Doc()
}

// Doc is the word's help with its example.
func (w Word) Doc() string {
	text := w.Help
	if w.Example != "" {
		text += "\n\nExample:\n\n\t" + indent(w.Example)
	}
	return text
}

// Prelude is Go that declares the generic words.
func Prelude() string {
	text := ""
	for _, w := range Table() {
		if w.Body != "" {
			text += "// " + w.Help + "\n" + w.Decl + " " + w.Body + "\n\n"
		}
	}
	return importing(text) + text
}
