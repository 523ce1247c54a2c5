package wire

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

// Registration is the registration file of the startup handshake (protocol
// 5.6): the kernel chooses its ports and tells them at this address.
type Registration struct {
	KernelID        string `json:"kernel_id"`
	Transport       string `json:"transport"`
	IP              string `json:"registration_ip"`
	Port            int    `json:"registration_port"`
	SignatureScheme string `json:"signature_scheme"`
	Key             string `json:"key"`
}

// ReadRegistration reads a registration file.
func ReadRegistration(path string) (Registration, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Registration{}, err
	}
	var r Registration
	if err := json.Unmarshal(raw, &r); err != nil {
		return Registration{}, fmt.Errorf("%s: registration file: %w", path, err)
	}
	if r.KernelID == "" || r.Port <= 0 || r.Port > 65535 {
		return Registration{}, fmt.Errorf("%s: registration file: kernel_id is %q and registration_port %d", path, r.KernelID, r.Port)
	}
	return r, nil
}

// IsRegistration reports whether raw, the text of the file a kernel was given,
// is a registration file rather than a connection file.
func IsRegistration(raw []byte) bool {
	var probe struct {
		Port int `json:"registration_port"`
	}
	return json.Unmarshal(raw, &probe) == nil && probe.Port != 0
}

// Endpoint is where the kernel registers.
func (r Registration) Endpoint() string { return endpoint(r.Transport, r.IP, r.Port) }

// Ports is what the kernel tells. On the wire the ports are strings.
type Ports struct {
	KernelID    string `json:"kernel_id"`
	ControlPort Port   `json:"control_port"`
	ShellPort   Port   `json:"shell_port"`
	StdinPort   Port   `json:"stdin_port"`
	IOPubPort   Port   `json:"iopub_port"`
	HBPort      Port   `json:"hb_port"`
}

// Port is a port number that is a string in JSON. A number is read too.
type Port int

// MarshalJSON writes p as a string.
func (p Port) MarshalJSON() ([]byte, error) { return []byte(strconv.Quote(strconv.Itoa(int(p)))), nil }

// UnmarshalJSON reads a string or a number.
func (p *Port) UnmarshalJSON(raw []byte) error {
	var number json.Number // takes both forms
	if err := json.Unmarshal(raw, &number); err != nil {
		return err
	}
	n, err := number.Int64()
	if err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("port is %s, want 0 to 65535", raw)
	}
	*p = Port(n)
	return nil
}

// EncodeSingle returns the frames of a handshake message, whose content is its
// only JSON part.
func (c *Codec) EncodeSingle(ids [][]byte, content any) ([][]byte, error) {
	body, err := marshal(content)
	if err != nil {
		return nil, fmt.Errorf("wire: handshake: %w", err)
	}
	return c.frames(ids, [][]byte{body}, nil), nil
}

// DecodeSingle reads a handshake message: its routing prefix and its content.
func (c *Codec) DecodeSingle(frames [][]byte) (ids [][]byte, content json.RawMessage, err error) {
	ids, parts, err := c.open(frames, 1)
	if err != nil {
		return nil, nil, err
	}
	content, err = object("content", parts[0])
	return ids, content, err
}
