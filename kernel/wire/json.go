package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Dict is a JSON object that is never null: a nil Dict is written as {}.
// Front ends index into metadata without looking.
type Dict map[string]any

// MarshalJSON writes d as an object.
func (d Dict) MarshalJSON() ([]byte, error) {
	if len(d) == 0 {
		return []byte("{}"), nil
	}
	return marshal(map[string]any(d))
}

// List is a JSON array that is never null: a nil List is written as [].
type List[T any] []T

// MarshalJSON writes l as an array.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return marshal([]T(l))
}

// marshal is json.Marshal without the escapes that only HTML wants.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// object checks that raw is one JSON object. An empty frame stands for {}:
// some clients send one for metadata.
func object(what string, raw []byte) (json.RawMessage, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return json.RawMessage("{}"), nil
	}
	if raw[0] != '{' || !json.Valid(raw) {
		return nil, fmt.Errorf("%w: %s is not a JSON object", ErrMalformed, what)
	}
	return raw, nil
}
