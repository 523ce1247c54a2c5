//go:build !purego

package vec

import "golang.org/x/sys/cpu"

// useAVX2 says that the processor runs the assembly. Only tests change it.
var useAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA
