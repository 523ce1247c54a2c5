package wire

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// SignatureScheme is the one scheme that this package knows.
const SignatureScheme = "hmac-sha256"

// Connection is the connection file: where the five channels are and the key
// that signs their messages. A port of 0 lets the kernel choose.
type Connection struct {
	Transport       string `json:"transport"` // "tcp" or "ipc"
	IP              string `json:"ip"`        // an address, or for ipc a path prefix
	ShellPort       int    `json:"shell_port"`
	IOPubPort       int    `json:"iopub_port"`
	StdinPort       int    `json:"stdin_port"`
	ControlPort     int    `json:"control_port"`
	HBPort          int    `json:"hb_port"`
	SignatureScheme string `json:"signature_scheme"`
	Key             string `json:"key"`
	KernelName      string `json:"kernel_name,omitempty"`
}

// NewConnection is a connection over loopback TCP with a fresh key and ports
// that the kernel chooses.
func NewConnection() Connection {
	return Connection{Transport: "tcp", IP: "127.0.0.1", SignatureScheme: SignatureScheme, Key: NewID()}
}

// ReadConnection reads a connection file.
func ReadConnection(path string) (Connection, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Connection{}, err
	}
	c, err := ParseConnection(raw)
	if err != nil {
		return Connection{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// ParseConnection reads the text of a connection file. Fields that are not
// known are left alone, except those that ask for encryption: a kernel that
// went on without it would be a surprise.
func ParseConnection(raw []byte) (Connection, error) {
	var in struct {
		Connection
		Curve string `json:"curve_publickey"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return Connection{}, fmt.Errorf("connection file: %w", err)
	}
	if in.Curve != "" {
		return Connection{}, fmt.Errorf("connection file asks for CURVE encryption, which this kernel does not have")
	}
	c := in.Connection
	if err := c.check(); err != nil {
		return Connection{}, fmt.Errorf("connection file: %w", err)
	}
	return c, nil
}

func (c *Connection) check() error {
	if c.Transport == "" {
		c.Transport = "tcp"
	}
	if c.Transport != "tcp" && c.Transport != "ipc" {
		return fmt.Errorf("transport is %q, want tcp or ipc", c.Transport)
	}
	if c.SignatureScheme != "" && c.SignatureScheme != SignatureScheme {
		return fmt.Errorf("signature_scheme is %q, want %q", c.SignatureScheme, SignatureScheme)
	}
	for name, port := range map[string]int{
		"shell_port": c.ShellPort, "iopub_port": c.IOPubPort, "stdin_port": c.StdinPort,
		"control_port": c.ControlPort, "hb_port": c.HBPort,
	} {
		if port < 0 || port > 65535 {
			return fmt.Errorf("%s is %d, want 0 to 65535", name, port)
		}
	}
	return nil
}

// Endpoint is the address of the channel at port.
func (c Connection) Endpoint(port int) string { return endpoint(c.Transport, c.IP, port) }

func endpoint(transport, ip string, port int) string {
	separator := ":"
	if transport == "ipc" {
		separator = "-"
	}
	return transport + "://" + ip + separator + strconv.Itoa(port)
}

// WriteFile writes the connection file, readable by its owner alone. The file
// appears whole: a client may be waiting for it.
func (c Connection) WriteFile(path string) error {
	raw, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".connection-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(append(raw, '\n')); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
