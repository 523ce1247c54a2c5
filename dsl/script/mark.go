package script

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Mark is what a line "// %%" says of the cell that it begins, as jupytext
// writes it: a title, the kind in brackets, and metadata as key=JSON or as one
// JSON object.
//
//	// %% A title [markdown] tags=["a", "b"]
type Mark struct {
	Kind     string // code, markdown or raw
	Title    string
	Metadata map[string]any // without the title; nil when there is none
}

// Line writes the mark; ParseMark reads it again.
func (m Mark) Line() string {
	parts := []string{"// %%"}
	all := map[string]any{}
	for k, v := range m.Metadata {
		all[k] = v
	}
	if plainTitle.MatchString(m.Title) {
		parts = append(parts, m.Title)
	} else if m.Title != "" {
		all["title"] = m.Title
	}
	if m.Kind != "code" {
		parts = append(parts, "["+m.Kind+"]")
	}
	if options := written(all); options != "" {
		parts = append(parts, options)
	}
	return strings.Join(parts, " ")
}

var (
	plainTitle = regexp.MustCompile(`^[\pL\pN](?:[\pL\pN ,;.'()-]*[\pL\pN.')])?$`)
	plainKey   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.:-]*$`)
	option     = regexp.MustCompile(`(?:^|\s)[A-Za-z_][A-Za-z0-9_.:-]*=`)
	kinds      = regexp.MustCompile(`(?:^|\s)\[(markdown|md|raw)\]`)
)

func written(all map[string]any) string {
	var keys, parts []string
	for k := range all {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if slices.ContainsFunc(keys, func(k string) bool { return !plainKey.MatchString(k) }) {
		return onLine(all)
	}
	for _, k := range keys {
		parts = append(parts, k+"="+onLine(all[k]))
	}
	return strings.Join(parts, " ")
}

// onLine is JSON on one line.
func onLine(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "null" // metadata came from JSON, and goes back to it
	}
	return strings.TrimSpace(b.String())
}

// ParseMark reads what follows "// %%". What is no metadata is title.
func ParseMark(rest string) Mark {
	title, metadata := options(rest)
	m := Mark{Kind: "code"}
	if at := kinds.FindStringSubmatchIndex(title); at != nil {
		if m.Kind = title[at[2]:at[3]]; m.Kind == "md" {
			m.Kind = "markdown"
		}
		title = title[:at[0]] + " " + title[at[1]:]
	}
	m.Title = strings.TrimSpace(title)
	if s, ok := metadata["title"].(string); ok && m.Title == "" {
		m.Title = s
		delete(metadata, "title")
	}
	if len(metadata) > 0 {
		m.Metadata = metadata
	}
	return m
}

// options splits a mark where its metadata begins.
func options(rest string) (title string, metadata map[string]any) {
	for i := range rest {
		if rest[i] == '{' {
			if m, left := object(rest[i:]); m != nil && left == "" {
				return rest[:i], m
			}
		}
	}
	for _, at := range option.FindAllStringIndex(rest, -1) {
		if m := pairs(rest[at[0]:]); m != nil {
			return rest[:at[0]], m
		}
	}
	return rest, nil
}

func object(text string) (m map[string]any, left string) {
	v, left, ok := value(text)
	m, _ = v.(map[string]any)
	if !ok {
		return nil, left
	}
	return m, left
}

// pairs reads key=JSON to the end; nil when that is not what stands there.
func pairs(text string) map[string]any {
	m := map[string]any{}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		key, after, ok := strings.Cut(text, "=")
		if !ok || !plainKey.MatchString(key) {
			return nil
		}
		if m[key], text, ok = value(after); !ok {
			return nil
		}
	}
	return m
}

// value reads one JSON value; numbers stay as they are written.
func value(text string) (v any, left string, ok bool) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil, text, false
	}
	return v, strings.TrimSpace(text[d.InputOffset():]), true
}

// Escape protects a line of a cell that would be taken for a mark with a
// backslash; Split takes it off again.
func Escape(line string) string {
	if at, ok := looksLikeMark(line); ok {
		return line[:at] + `\` + line[at:]
	}
	return line
}

func unescape(body string) string {
	if !strings.Contains(body, `\`) || !strings.Contains(body, "%%") {
		return body
	}
	lines := strings.SplitAfter(body, "\n")
	for i, l := range lines {
		if at, ok := looksLikeMark(l); ok && l[at] == '\\' {
			lines[i] = l[:at] + l[at+1:]
		}
	}
	return strings.Join(lines, "")
}

// looksLikeMark finds where %% stands, with any backslashes before it, in a
// line that is a mark but for those.
func looksLikeMark(line string) (at int, ok bool) {
	slashes := strings.Index(line, "//")
	if slashes < 0 {
		return 0, false
	}
	rest := line[slashes+2:]
	spaces := len(rest) - len(strings.TrimLeft(rest, " "))
	bare := line[:slashes+2] + strings.TrimLeft(rest[spaces:], `\`)
	_, ok = mark(bare)
	return slashes + 2 + spaces, ok
}

// Header takes the comment between two lines "// ---" off the top of a file:
// the YAML that jupytext keeps a notebook's metadata in. after is how many
// lines it takes; 0 means that there is none.
func Header(text string) (yaml []string, after int) {
	lines := strings.Split(text, "\n")
	if strings.TrimSpace(lines[0]) != "// ---" {
		return nil, 0
	}
	for i, l := range lines[1:] {
		l = strings.TrimRight(l, " \t")
		if l == "// ---" {
			return yaml, i + 2
		}
		body, ok := strings.CutPrefix(l, "//")
		if !ok {
			break
		}
		yaml = append(yaml, strings.TrimPrefix(body, " "))
	}
	return nil, 0
}
