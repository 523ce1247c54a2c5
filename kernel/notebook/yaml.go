package notebook

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Metadata in the header of a Go file is YAML, of which this file knows what
// jupytext writes: maps by indentation, lists, plain and quoted scalars. Anything
// deeper than that is written as JSON, which YAML contains.

// writeHeader writes metadata as jupytext does. What a kernel says of its
// language is not kept: every run says it again.
func writeHeader(b *strings.Builder, metadata map[string]any) {
	all := maps.Clone(metadata)
	delete(all, "language_info")
	if len(all) == 0 {
		return
	}
	jupytext, _ := all["jupytext"].(map[string]any)
	jupytext = maps.Clone(jupytext)
	if jupytext == nil {
		jupytext = map[string]any{}
	}
	jupytext["text_representation"] = map[string]any{"extension": ".go", "format_name": "percent"}
	all["jupytext"] = jupytext
	b.WriteString("// ---\n// jupyter:\n")
	writeMap(b, all, "  ")
	b.WriteString("// ---\n\n")
}

func writeMap(b *strings.Builder, m map[string]any, indent string) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		b.WriteString("// " + indent + scalar(k) + ":")
		if inner, ok := m[k].(map[string]any); ok && len(inner) > 0 {
			b.WriteByte('\n')
			writeMap(b, inner, indent+"  ")
			continue
		}
		b.WriteString(" " + yamlValue(m[k]) + "\n")
	}
}

func yamlValue(v any) string {
	if s, ok := v.(string); ok {
		return scalar(s)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(raw)
}

var (
	plainScalar = regexp.MustCompile(`^[A-Za-z_][\w ./()+-]*$`)
	reserved    = regexp.MustCompile(`^(?i:true|false|null|yes|no|on|off|y|n)$`)
)

// scalar is a text in YAML: plain where nothing in it means something there.
func scalar(s string) string {
	if plainScalar.MatchString(s) && !reserved.MatchString(s) && !strings.HasSuffix(s, " ") {
		return s
	}
	raw, _ := json.Marshal(s) // a string is always JSON
	return string(raw)
}

// readHeader reads the metadata of a notebook; false: it is not that.
func readHeader(lines []string) (map[string]any, bool) {
	p := &yaml{lines: lines}
	v, ok := p.block(0)
	top, isMap := v.(map[string]any)
	if !ok || !isMap || p.at < len(p.lines) || len(top) != 1 {
		return nil, false
	}
	metadata, ok := top["jupyter"].(map[string]any)
	if !ok {
		return nil, false
	}
	if jupytext, ok := metadata["jupytext"].(map[string]any); ok {
		delete(jupytext, "text_representation")
		if len(jupytext) == 0 {
			delete(metadata, "jupytext")
		}
	}
	return metadata, true
}

// yaml reads blocks of lines.
type yaml struct {
	lines []string
	at    int
}

// next is the indentation and text of the next line that says something.
func (p *yaml) next() (indent int, text string, ok bool) {
	for ; p.at < len(p.lines); p.at++ {
		text = strings.TrimSpace(p.lines[p.at])
		if text != "" && text[0] != '#' {
			return len(p.lines[p.at]) - len(strings.TrimLeft(p.lines[p.at], " ")), text, true
		}
	}
	return 0, "", false
}

// block reads a map or a list that is indented by at least least.
func (p *yaml) block(least int) (any, bool) {
	indent, text, ok := p.next()
	if !ok || indent < least {
		return nil, true // nothing stands for null
	}
	if strings.HasPrefix(text, "- ") {
		return p.list(indent)
	}
	m := map[string]any{}
	for {
		at, text, ok := p.next()
		if !ok || at < indent {
			return m, true
		}
		key, rest, found := cutKey(text)
		if at > indent || !found {
			return nil, false
		}
		p.at++
		if m[key], ok = p.value(rest, indent); !ok {
			return nil, false
		}
	}
}

func (p *yaml) value(rest string, indent int) (any, bool) {
	if rest != "" {
		return readScalar(rest), true
	}
	if at, text, ok := p.next(); ok && at == indent && strings.HasPrefix(text, "- ") {
		return p.list(indent) // a list may stand as deep as its key
	}
	return p.block(indent + 1)
}

func (p *yaml) list(indent int) (any, bool) {
	list := []any{}
	for {
		at, text, ok := p.next()
		if !ok || at < indent || at == indent && !strings.HasPrefix(text, "- ") {
			return list, true
		}
		item := strings.TrimPrefix(text, "- ")
		if _, _, isMap := cutKey(item); at > indent || isMap {
			return nil, false // lists of maps: jupytext writes none that we need
		}
		p.at++
		list = append(list, readScalar(item))
	}
}

// cutKey splits "key: value" and "key:".
func cutKey(text string) (key, rest string, ok bool) {
	if text[0] == '"' {
		d := json.NewDecoder(strings.NewReader(text))
		if d.Decode(&key) != nil {
			return "", "", false
		}
		rest, ok = strings.CutPrefix(text[d.InputOffset():], ":")
		return key, strings.TrimSpace(rest), ok
	}
	if strings.ContainsRune("{['", rune(text[0])) {
		return "", "", false
	}
	if before, found := strings.CutSuffix(text, ":"); found {
		return before, "", true
	}
	key, rest, ok = strings.Cut(text, ": ")
	return key, strings.TrimSpace(rest), ok
}

// readScalar reads JSON, a text in single quotes, or a plain text.
func readScalar(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) == nil && strings.TrimSpace(text[d.InputOffset():]) == "" {
		return v
	}
	if n := len(text); n > 1 && text[0] == '\'' && text[n-1] == '\'' {
		return strings.ReplaceAll(text[1:n-1], "''", "'")
	}
	return text
}
