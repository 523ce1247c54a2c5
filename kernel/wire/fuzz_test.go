package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"harmonium/kernel/wire"
)

// FuzzDecode sends arbitrary frames, separated by newlines, to the decoder.
// Whatever comes, it must not panic; what it takes, it must be able to answer.
func FuzzDecode(f *testing.F) {
	f.Add(bytes.Join(signed, []byte("\n")), false)
	f.Add([]byte("<IDS|MSG>\n\n{\"msg_id\":\"1\",\"msg_type\":\"execute_request\"}\n{}\n{}\n{\"code\":\"1\"}"), false)
	f.Add([]byte("a\nb\n<IDS|MSG>\n\n{\"msg_id\":\"1\",\"msg_type\":\"history_request\",\"date\":7}\n{}\n\n{\"n\":null}\nbuf"), false)
	f.Add([]byte("<IDS|MSG>\n\n{\"msg_id\":\"1\",\"msg_type\":\"history_reply\"}\n{}\n{}\n{\"history\":[[1,2,[\"a\",null]]]}"), false)
	f.Add([]byte("<IDS|MSG>\n"), true)
	f.Fuzz(func(t *testing.T, in []byte, keyed bool) {
		key := ""
		if keyed {
			key = "secret"
		}
		c := codec(t, key)
		m, err := c.Decode(bytes.Split(in, []byte("\n")))
		if err != nil {
			if !errors.Is(err, wire.ErrMalformed) && !errors.Is(err, wire.ErrSignature) {
				t.Fatalf("error of an unknown kind: %v", err)
			}
			return
		}
		if content := wire.NewContent(m.Header.Type); content != nil {
			if err := m.Decode(content); err == nil {
				if _, err := json.Marshal(content); err != nil {
					t.Fatalf("%s cannot be written again: %v", m.Header.Type, err)
				}
			}
		}
		reply, err := wire.NewSession("k").New("reply", &m, struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.Encode(&reply)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := c.Decode(out); err != nil || !bytes.Equal(back.Parent, m.RawHeader) {
			t.Fatalf("the answer cannot be read: %v, parent %s, want %s", err, back.Parent, m.RawHeader)
		}
	})
}
