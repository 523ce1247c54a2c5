package wire

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"
)

// Version is the protocol version that this package speaks.
const Version = "5.5"

// Header identifies a message.
type Header struct {
	ID         string `json:"msg_id"`
	Session    string `json:"session"`
	Username   string `json:"username"`
	Date       Date   `json:"date"`
	Type       string `json:"msg_type"`
	Version    string `json:"version"`
	SubshellID string `json:"subshell_id,omitempty"` // "" is the main shell
}

// Message is one message of the protocol. The JSON parts are kept as the bytes
// that were received: a parent header must go back exactly as it came.
type Message struct {
	Identities [][]byte        // routing prefix; on iopub the topic alone
	Header     Header          // as decoded from RawHeader
	RawHeader  json.RawMessage // as received; "" in a message made here, until it is encoded
	Parent     json.RawMessage // header of the cause, verbatim; "" is written as {}
	Metadata   json.RawMessage // "" is written as {}
	Content    json.RawMessage
	Buffers    [][]byte
}

// Decode reads the content into v, a pointer to one of this package's content types.
func (m *Message) Decode(v any) error {
	if err := json.Unmarshal(m.Content, v); err != nil {
		return fmt.Errorf("%w: content of %s: %v", ErrMalformed, m.Header.Type, err)
	}
	return nil
}

// ParentHeader decodes the header of the message's cause. Without a cause, or
// with one that cannot be read, all its fields are empty.
func (m *Message) ParentHeader() Header {
	var h Header
	if json.Unmarshal(m.Parent, &h) != nil {
		return Header{}
	}
	return h
}

// Session makes messages: it is one participant, a kernel process or a client.
// It is safe for concurrent use.
type Session struct {
	ID       string
	Username string
	count    atomic.Uint64
}

// NewSession starts a session with a fresh id.
func NewSession(username string) *Session {
	return &Session{ID: NewID(), Username: username}
}

// New makes a message with a new id. The cause, whose header becomes the
// parent header and whose identities become the routing prefix, may be nil.
func (s *Session) New(msgType string, cause *Message, content any) (Message, error) {
	body, err := marshal(content)
	if err != nil {
		return Message{}, fmt.Errorf("wire: content of %s: %w", msgType, err)
	}
	m := Message{
		Header: Header{
			ID:       fmt.Sprintf("%s_%d", s.ID, s.count.Add(1)),
			Session:  s.ID,
			Username: s.Username,
			Date:     Date{time.Now()},
			Type:     msgType,
			Version:  Version,
		},
		Content: body,
	}
	if cause != nil {
		m.Parent = cause.RawHeader
		m.Identities = cause.Identities
	}
	return m, nil
}

// NewID returns a random UUID (version 4), for sessions, comms and keys.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails; see crypto/rand
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
