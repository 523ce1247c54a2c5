package pipe

import (
	"encoding/json"
	"fmt"

	"harmonium/dsl/internal/mime"
)

// Bundle is a mime.Bundle whose values gob can send: text as it is, all else as JSON.
type Bundle struct {
	Text map[string]string
	JSON map[string][]byte
	Meta []byte
}

// Pack encodes b. A value that is no JSON becomes text that says so.
func Pack(b mime.Bundle) Bundle {
	var p Bundle
	for kind, v := range b.Data {
		if s, ok := v.(string); ok {
			p.text(kind, s)
			continue
		}
		data, err := json.Marshal(v)
		if err != nil {
			p.text("text/plain", fmt.Sprintf("%s: %v", kind, err))
			continue
		}
		if p.JSON == nil {
			p.JSON = map[string][]byte{}
		}
		p.JSON[kind] = data
	}
	if len(b.Metadata) > 0 {
		p.Meta, _ = json.Marshal(b.Metadata) // metadata that is no JSON is dropped: it only advises
	}
	return p
}

func (p *Bundle) text(kind, s string) {
	if p.Text == nil {
		p.Text = map[string]string{}
	}
	p.Text[kind] = s
}

// Unpack decodes p.
func (p Bundle) Unpack() mime.Bundle {
	var b mime.Bundle
	if n := len(p.Text) + len(p.JSON); n > 0 {
		b.Data = make(map[string]any, n)
	}
	for kind, data := range p.JSON {
		var v any
		if json.Unmarshal(data, &v) == nil { // our own Marshal made it
			b.Data[kind] = v
		}
	}
	for kind, s := range p.Text {
		b.Data[kind] = s
	}
	if len(p.Meta) > 0 {
		json.Unmarshal(p.Meta, &b.Metadata)
	}
	return b
}
