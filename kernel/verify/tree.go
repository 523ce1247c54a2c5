package verify

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// treeDiff says where two JSON values differ, by path; "" when they are equal.
func treeDiff(stored, fresh any) string {
	var lines []string
	walk("$", stored, fresh, func(path, what string) { lines = append(lines, path+": "+what) })
	const most = 20
	if n := len(lines); n > most {
		lines = append(lines[:most], fmt.Sprintf("… %d more", n-most))
	}
	return strings.Join(lines, "\n")
}

func walk(path string, a, b any, differ func(path, what string)) {
	switch old := a.(type) {
	case map[string]any:
		if now, ok := b.(map[string]any); ok {
			walkObject(path, old, now, differ)
			return
		}
	case []any:
		if now, ok := b.([]any); ok {
			walkList(path, old, now, differ)
			return
		}
	}
	if x, y := whole(a), whole(b); x != y {
		differ(path, fmt.Sprintf("stored %s, now %s", short(x), short(y)))
	}
}

func walkObject(path string, old, now map[string]any, differ func(path, what string)) {
	keys := maps.Clone(old)
	maps.Copy(keys, now)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		at := path + "." + k
		x, was := old[k]
		y, is := now[k]
		switch {
		case !was:
			differ(at, "is not stored, now "+short(whole(y)))
		case !is:
			differ(at, "does not come any more, stored "+short(whole(x)))
		default:
			walk(at, x, y, differ)
		}
	}
}

func walkList(path string, old, now []any, differ func(path, what string)) {
	for i := range min(len(old), len(now)) {
		walk(fmt.Sprintf("%s[%d]", path, i), old[i], now[i], differ)
	}
	if len(old) != len(now) {
		differ(path, fmt.Sprintf("%d items stored, %d now", len(old), len(now)))
	}
}

// whole is a value as JSON; numbers are as they were sent.
func whole(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

func short(s string) string {
	if text := []rune(s); len(text) > 80 {
		return string(text[:79]) + "…"
	}
	return s
}
