package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// encode writes v as Python's json.dumps(v, indent=1, sort_keys=True,
// ensure_ascii=False) does, so that a notebook saved here and in Jupyter does
// not differ in version control.
func encode(b *bytes.Buffer, v any, depth int) error {
	switch v := v.(type) {
	case map[string]any:
		return block(b, '{', '}', depth, slices.Sorted(maps.Keys(v)), func(key string) error {
			quote(b, key)
			b.WriteString(": ")
			return encode(b, v[key], depth+1)
		})
	case []any:
		return block(b, '[', ']', depth, v, func(item any) error { return encode(b, item, depth+1) })
	case string:
		quote(b, v)
	case json.Number:
		b.WriteString(v.String())
	case int:
		b.WriteString(strconv.Itoa(v))
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	default:
		return encodeOther(b, v, depth)
	}
	return nil
}

// encodeOther takes Go values that came from a message rather than from a file.
func encodeOther(b *bytes.Buffer, v any, depth int) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("cannot store a %T: %w", v, err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var plain any
	if err := d.Decode(&plain); err != nil {
		return err
	}
	return encode(b, plain, depth)
}

func block[T any](b *bytes.Buffer, open, end byte, depth int, items []T, item func(T) error) error {
	b.WriteByte(open)
	for i, it := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		newline(b, depth+1)
		if err := item(it); err != nil {
			return err
		}
	}
	if len(items) > 0 {
		newline(b, depth)
	}
	b.WriteByte(end)
	return nil
}

func newline(b *bytes.Buffer, depth int) {
	b.WriteByte('\n')
	for range depth {
		b.WriteByte(' ')
	}
}

func quote(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < 0x20:
			fmt.Fprintf(b, `\u%04x`, r)
		case r == utf8.RuneError:
			b.WriteString("\uFFFD")
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
