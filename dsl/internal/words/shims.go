package words

import (
	"cmp"
	"slices"
	"strings"
)

// Shim is what a word does in a program that %save writes, outside of any session.
type Shim struct {
	Body    string   // behind the word's declaration
	Imports []string // packages that it needs
	Needs   []string // other words that it calls
}

// ShimFor returns the shim of a word; false: the word means nothing outside a session.
func ShimFor(name string) (Shim, bool) {
	if w, ok := Lookup(name); ok && (w.Outside != "" || w.Body != "" && len(w.Needs) > 0) {
		return w.shim(), true
	}
	s, ok := map[string]Shim{
		"Show":        {Body: "{\n\tfor _, v := range values {\n\t\tfmt.Println(v)\n\t}\n}", Imports: []string{"fmt"}},
		"Must":        {Body: "{\n\tFail(err)\n\treturn value\n}", Needs: []string{"Fail"}},
		"Fail":        {Body: "{\n\tif err != nil {\n\t\tfmt.Fprintln(os.Stderr, err)\n\t\tos.Exit(1)\n\t}\n}", Imports: []string{"fmt", "os"}},
		"Seed":        {Body: "{ randomSeed, randomStream = seed, 0 }\n\nvar randomSeed, randomStream uint64 = 1, 0"},
		"Random":      {Body: "{\n\trandomStream++\n\treturn rng.New(randomSeed).Numbered(randomStream)\n}", Imports: []string{"harmonium/stdlib/rng"}, Needs: []string{"Seed"}},
		"Context":     {Body: "{ return context.Background() }", Imports: []string{"context"}},
		"Progress":    {Body: "{\n\treturn func(yield func(int) bool) {\n\t\tfor i := 0; i < n && yield(i); i++ {\n\t\t}\n\t}\n}"},
		"Live":        {Body: "{}"},
		"ClearOutput": {Body: "{}"},
		"Help":        {Body: "{}"},
		"HTML":        {Body: "{ return text }"},
		"Markdown":    {Body: "{ return text }"},
		"SVG":         {Body: "{ return text }"},
		"LaTeX":       {Body: "{ return formula }"},
		"JSON":        {Body: "{\n\ttext, err := json.MarshalIndent(value, \"\", \"  \")\n\tFail(err)\n\treturn string(text)\n}", Imports: []string{"encoding/json"}, Needs: []string{"Fail"}},
	}[name]
	return s, ok
}

func (w Word) shim() Shim {
	body := cmp.Or(w.Outside, w.Body)
	s := Shim{Body: body, Needs: w.Needs, Imports: slices.Clone(w.Uses)}
	for _, path := range imports {
		if strings.Contains(w.Decl+body, path[strings.LastIndexByte(path, '/')+1:]+".") {
			s.Imports = append(s.Imports, path)
		}
	}
	return s
}
