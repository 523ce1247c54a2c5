package notebook_test

import (
	"strings"
	"testing"

	"harmonium/kernel/notebook"
)

func parametrised() *notebook.Notebook {
	nb := cells("x := 0", "n, beta := 64, 0.7\nname := \"a\"\nvar deep bool\nconst most = 9\nsizes := []int{1}\nnet := hopfield.New(3)", "n")
	nb.Cells[1].Metadata = map[string]any{"tags": []any{"parameters"}}
	nb.Minor = 5
	return nb
}

func TestSetParameters(t *testing.T) {
	nb := parametrised()
	if err := nb.SetParameters(map[string]string{"beta": "2", "n": "8*8", "name": "two words", "deep": "true", "most": "3", "sizes": "[]int{2, 3}"}); err != nil {
		t.Fatal(err)
	}
	want := "// Parameters\nn = 8*8\nbeta = 2\nname = \"two words\"\ndeep = true\nconst most = 3\nsizes = []int{2, 3}"
	if c := nb.Cells[2]; len(nb.Cells) != 4 || c.Source != want || !c.Tagged("injected-parameters") {
		t.Errorf("%d cells, the injected one is %q", len(nb.Cells), c.Source)
	}
	if err := nb.SetParameters(map[string]string{"name": `"q"`}); err != nil || len(nb.Cells) != 4 || nb.Cells[2].Source != "// Parameters\nname = \"q\"" {
		t.Errorf("set again: %v, %q", err, nb.Cells[2].Source)
	}
}

func TestParametersAreChecked(t *testing.T) {
	for value, want := range map[string]string{
		"n=0.5":     "parameter n is declared as int: 0.5 is none",
		"beta=hot":  "parameter beta is declared as float64: hot is none: undefined: hot",
		"deep=1":    "parameter deep is declared as bool: 1 is none",
		"n=":        `"" is no value`,
		"n=1; x":    `"1; x" is no value`,
		"sizes=[1]": `"[1]" is no value`,
		"net=3":     "parameter net has a type of its own",
		"m=3":       "there is no parameter m; there are n int, beta float64, name string",
	} {
		name, v, _ := strings.Cut(value, "=")
		nb := parametrised()
		if err := nb.SetParameters(map[string]string{name: v}); err == nil || !strings.Contains(err.Error(), want) || len(nb.Cells) != 3 {
			t.Errorf("%s: error %v, want %s", value, err, want)
		}
	}
	if err := cells("x := 1").SetParameters(map[string]string{"x": "2"}); err == nil || !strings.Contains(err.Error(), "no cell is tagged parameters") {
		t.Errorf("without a parameters cell: %v", err)
	}
	nb := cells("x = ]")
	nb.Cells[0].Metadata = map[string]any{"tags": []any{"parameters"}}
	if err := nb.SetParameters(map[string]string{"x": "2"}); err == nil || !strings.Contains(err.Error(), "no list of declarations") {
		t.Errorf("a broken parameters cell: %v", err)
	}
}
