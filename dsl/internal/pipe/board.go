package pipe

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Board is memory that both processes see and that outlives the worker. The
// worker notes there which line mark it has reached, at the cost of a store, so
// that the line is known whatever ends it.
type Board struct{ mem []byte }

// boardFD is the descriptor on which the worker finds the board's file.
const boardFD = FD + 1

const boardSize = 4096

// NewBoard makes a board, and the file that a child process is to find behind its control channel.
func NewBoard() (*Board, *os.File, error) {
	f, err := os.CreateTemp("", "harmonium-*")
	if err != nil {
		return nil, nil, err
	}
	os.Remove(f.Name())
	if err := f.Truncate(boardSize); err != nil {
		f.Close()
		return nil, nil, err
	}
	b, err := mapBoard(int(f.Fd()))
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return b, f, nil
}

// InheritedBoard is the worker's; memory that nobody sees when there is none.
func InheritedBoard() *Board {
	b, err := mapBoard(boardFD)
	if err != nil {
		return &Board{mem: make([]byte, boardSize)}
	}
	unix.Close(boardFD)
	return b
}

func mapBoard(fd int) (*Board, error) {
	mem, err := unix.Mmap(fd, 0, boardSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	return &Board{mem}, nil
}

// Mark is where the worker notes the mark it has reached; 0 is none.
func (b *Board) Mark() *int { return (*int)(unsafe.Pointer(&b.mem[0])) }

// Close gives the memory back.
func (b *Board) Close() { unix.Munmap(b.mem) }
