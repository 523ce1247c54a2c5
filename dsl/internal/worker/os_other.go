//go:build !linux

package worker

import "golang.org/x/sys/unix"

// Other systems do not say what a thread waits for: there only fmt.Scan and its
// relatives can ask the person, not readers of os.Stdin.
func readerWaits() bool { return false }

func hasChildren() bool { return true }

func dup2(from, to int) error { return unix.Dup2(from, to) }

const bytesToRead = 0x4004667f // FIONREAD of the BSDs
