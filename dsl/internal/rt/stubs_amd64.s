#include "textflag.h"

// One slot: load the slot's function value, jump to its code. 16 bytes apart;
// the first is code+0. See stubs.go.
#define E(n) PCALIGN $16; MOVQ ·targets+(n)*8(SB), DX; MOVQ (DX), R12; JMP R12;
#define E4(n) E(n) E(n+1) E(n+2) E(n+3)
#define E16(n) E4(n) E4(n+4) E4(n+8) E4(n+12)
#define E64(n) E16(n) E16(n+16) E16(n+32) E16(n+48)
#define E256(n) E64(n) E64(n+64) E64(n+128) E64(n+192)
#define E1024(n) E256(n) E256(n+256) E256(n+512) E256(n+768)
#define E4096(n) E1024(n) E1024(n+1024) E1024(n+2048) E1024(n+3072)

TEXT ·code(SB), NOSPLIT|NOFRAME, $0-0
	E4096(0)
	E4096(4096)

DATA ·firstStub+0(SB)/8, $·code(SB)
GLOBL ·firstStub(SB), RODATA|NOPTR, $8
