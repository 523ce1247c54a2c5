package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// What can be wrong with a message that arrives. Such a message is dropped and
// logged; it never ends anything.
var (
	ErrMalformed = errors.New("malformed message")
	ErrSignature = errors.New("message with a wrong signature")
)

// Delimiter ends the routing prefix.
const Delimiter = "<IDS|MSG>"

// Codec turns messages into frames and back, with the signatures of one key.
// It is safe for concurrent use.
type Codec struct{ key []byte }

// NewCodec returns the codec of a connection's signature scheme and key. An
// empty key turns signatures off. The only scheme is "hmac-sha256"; "" means it.
func NewCodec(scheme, key string) (*Codec, error) {
	if scheme != "" && scheme != SignatureScheme {
		return nil, fmt.Errorf("wire: signature scheme %q, want %q", scheme, SignatureScheme)
	}
	return &Codec{key: []byte(key)}, nil
}

// Encode returns m as frames, signed. It fills in m.RawHeader, so that a
// client knows what the parent header of the answers will be.
func (c *Codec) Encode(m *Message) ([][]byte, error) {
	header, err := marshal(m.Header)
	if err != nil {
		return nil, fmt.Errorf("wire: header of %s: %w", m.Header.Type, err)
	}
	m.RawHeader = header
	parts := [][]byte{header, orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content)}
	return c.frames(m.Identities, parts, m.Buffers), nil
}

// Decode reads frames as they came from a socket. The message keeps pointing
// into them. Errors are ErrMalformed or ErrSignature.
func (c *Codec) Decode(frames [][]byte) (Message, error) {
	ids, parts, err := c.open(frames, 4)
	if err != nil {
		return Message{}, err
	}
	m := Message{Identities: ids, Buffers: parts[4:]}
	for i, part := range []struct {
		name string
		to   *json.RawMessage
	}{{"header", &m.RawHeader}, {"parent_header", &m.Parent}, {"metadata", &m.Metadata}, {"content", &m.Content}} {
		if *part.to, err = object(part.name, parts[i]); err != nil {
			return Message{}, err
		}
	}
	if err := json.Unmarshal(m.RawHeader, &m.Header); err != nil {
		return Message{}, fmt.Errorf("%w: header: %v", ErrMalformed, err)
	}
	if m.Header.Type == "" || m.Header.ID == "" {
		return Message{}, fmt.Errorf("%w: header without msg_type or msg_id", ErrMalformed)
	}
	return m, nil
}

// frames signs parts and puts all frames of a message in order.
func (c *Codec) frames(ids, parts, buffers [][]byte) [][]byte {
	out := make([][]byte, 0, len(ids)+2+len(parts)+len(buffers))
	out = append(out, ids...)
	out = append(out, []byte(Delimiter), c.sign(parts))
	out = append(out, parts...)
	return append(out, buffers...)
}

// open splits frames at the delimiter and checks the signature over the first
// n parts, of which there must be at least n.
func (c *Codec) open(frames [][]byte, n int) (ids, parts [][]byte, err error) {
	at := indexOf(frames, Delimiter)
	if at < 0 {
		return nil, nil, fmt.Errorf("%w: %d frames without the delimiter %s", ErrMalformed, len(frames), Delimiter)
	}
	rest := frames[at+1:]
	if len(rest) < 1+n {
		return nil, nil, fmt.Errorf("%w: %d frames after the delimiter, want at least %d", ErrMalformed, len(rest), 1+n)
	}
	signature, parts := rest[0], rest[1:]
	if len(c.key) > 0 && !hmac.Equal(signature, c.sign(parts[:n])) {
		return nil, nil, ErrSignature
	}
	return frames[:at:at], parts, nil
}

// sign returns the signature over parts in hex, or an empty frame without a key.
func (c *Codec) sign(parts [][]byte) []byte {
	if len(c.key) == 0 {
		return []byte{}
	}
	mac := hmac.New(sha256.New, c.key)
	for _, p := range parts {
		mac.Write(p)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

func indexOf(frames [][]byte, want string) int {
	for i, f := range frames {
		if bytes.Equal(f, []byte(want)) {
			return i
		}
	}
	return -1
}

func orEmpty(raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return []byte("{}")
	}
	return raw
}
