package words

import (
	"encoding/json"
	"fmt"
	"strings"

	"harmonium/dsl/internal/mime"
)

func asHTML(text string) any {
	return mime.Bundle{Data: map[string]any{"text/html": text, "text/plain": "HTML of " + fmt.Sprint(len(text)) + " bytes"}}
}

func asMarkdown(text string) any {
	return mime.Bundle{Data: map[string]any{"text/markdown": text, "text/plain": text}}
}

func asLaTeX(formula string) any {
	if !strings.Contains(formula, "$") && !strings.Contains(formula, `\begin{`) && !strings.Contains(formula, `\[`) {
		formula = "$$" + formula + "$$"
	}
	return mime.Bundle{Data: map[string]any{"text/latex": formula, "text/plain": formula}}
}

func asSVG(text string) any {
	return mime.Bundle{Data: map[string]any{"image/svg+xml": text, "text/plain": "SVG picture"}}
}

func (s *Set) asJSON(value any) any {
	raw, isText := []byte(nil), false
	switch v := value.(type) {
	case string:
		raw, isText = []byte(v), json.Valid([]byte(v))
	case []byte:
		raw, isText = v, json.Valid(v)
	}
	if !isText {
		var err error
		if raw, err = json.Marshal(value); err != nil {
			panic(Failure{Word: "JSON", Err: err})
		}
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		panic(Failure{Word: "JSON", Err: err})
	}
	pretty, err := json.MarshalIndent(tree, "", "  ")
	if err != nil {
		panic(Failure{Word: "JSON", Err: err})
	}
	return mime.Bundle{Data: map[string]any{"application/json": tree, "text/plain": string(pretty)}}
}
