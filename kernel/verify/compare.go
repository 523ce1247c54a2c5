package verify

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"harmonium/kernel/notebook"
)

// Difference is one part of a cell's outputs that is not what is stored.
type Difference struct {
	Output  int    // of the cell, from 1
	Part    string // a MIME type, a stream's name, error, metadata, or "" for the whole output
	Detail  string // what differs, in one or several lines
	Picture []byte // PNG of stored, now, and where they differ; nil when there is nothing to see
}

func (d Difference) String() string {
	where := fmt.Sprintf("output %d", d.Output)
	if d.Part != "" {
		where += ", " + d.Part
	}
	if strings.Contains(d.Detail, "\n") {
		return where + ":\n" + d.Detail
	}
	return where + ": " + d.Detail
}

// Compare compares outputs with stored ones byte for byte. Only the number of
// the prompt may differ, for that depends on how the notebook was run.
func Compare(stored, fresh []notebook.Output) []Difference {
	var list []Difference
	for i := range max(len(stored), len(fresh)) {
		switch {
		case i >= len(stored):
			list = append(list, Difference{Output: i + 1, Detail: "is not stored: " + summary(fresh[i])})
		case i >= len(fresh):
			list = append(list, Difference{Output: i + 1, Detail: "does not come any more: " + summary(stored[i])})
		default:
			for _, d := range compare(stored[i], fresh[i]) {
				d.Output = i + 1
				list = append(list, d)
			}
		}
	}
	return list
}

func compare(stored, fresh notebook.Output) []Difference {
	if kind(stored) != kind(fresh) {
		return []Difference{{Detail: fmt.Sprintf("is now %s, stored is %s", summary(fresh), summary(stored))}}
	}
	var list []Difference
	add := func(part, detail string) {
		if detail != "" {
			list = append(list, Difference{Part: part, Detail: detail})
		}
	}
	switch stored.Type {
	case "stream":
		add(stored.Name, textDiff(stored.Text, fresh.Text))
	case "error":
		add("error", errorDiff(errorText(stored), errorText(fresh)))
	default:
		for _, mime := range mimes(stored, fresh) {
			if d := compareData(mime, stored.Data, fresh.Data); d.Detail != "" {
				d.Part = mime
				list = append(list, d)
			}
		}
		add("metadata", treeDiff(orEmpty(stored.Metadata), orEmpty(fresh.Metadata)))
	}
	return list
}

// kind is what two outputs must have in common to be compared.
func kind(o notebook.Output) string { return o.Type + " " + o.Name }

func mimes(a, b notebook.Output) []string {
	all := maps.Clone(orEmpty(a.Data))
	maps.Copy(all, b.Data)
	return slices.Sorted(maps.Keys(all))
}

func compareData(mime string, stored, fresh map[string]any) Difference {
	old, was := stored[mime]
	now, is := fresh[mime]
	switch {
	case !was:
		return Difference{Detail: "is not stored"}
	case !is:
		return Difference{Detail: "does not come any more"}
	}
	a, aText := old.(string)
	b, bText := now.(string)
	switch {
	case !aText || !bText:
		return Difference{Detail: treeDiff(old, now)}
	case mime == "image/png":
		return pixelDiff(a, b)
	case strings.HasPrefix(mime, "image/") && mime != "image/svg+xml":
		return bytesDiff(decoded(a), decoded(b))
	}
	return Difference{Detail: textDiff(a, b)}
}

func bytesDiff(a, b []byte) Difference {
	if bytes.Equal(a, b) {
		return Difference{}
	}
	return Difference{Detail: fmt.Sprintf("%d bytes stored, %d now, the first difference at byte %d", len(a), len(b), firstDifference(a, b))}
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func errorText(o notebook.Output) string {
	return o.EName + ": " + o.EValue + "\n" + strings.Join(o.Traceback, "\n")
}

// errorDiff leaves the colours out, unless they are what differs.
func errorDiff(stored, fresh string) string {
	if a, b := notebook.Plain(stored), notebook.Plain(fresh); a != b {
		return textDiff(a, b)
	}
	return textDiff(stored, fresh)
}

// summary names an output in a line.
func summary(o notebook.Output) string {
	text := o.Text
	switch o.Type {
	case "error":
		text = o.EName + ": " + o.EValue
	case "display_data", "execute_result":
		text, _ = o.Data["text/plain"].(string)
	}
	if first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n"); rest != "" {
		text = first + " …"
	}
	what := strings.TrimSpace(strings.ReplaceAll(kind(o), "_", " "))
	return fmt.Sprintf("%s %.60q", what, strings.TrimSpace(text))
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
