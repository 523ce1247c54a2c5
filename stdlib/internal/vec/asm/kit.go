package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// kit is an avo context with the few words that the kernels are written in: operations on vectors of
// float32, or of float64 when wide, each giving a new register.
type kit struct {
	*build.Context
	wide      bool
	constants map[string]bool
	hoisted   map[string]vec // constants of the present function that are in registers
}

type (
	vec = reg.VecVirtual
	gp  = reg.GPVirtual
	op  = operand.Op
	mem = operand.Mem
)

func (k *kit) lanes() int { return map[bool]int{false: 8, true: 4}[k.wide] }
func (k *kit) size() int  { return map[bool]int{false: 4, true: 8}[k.wide] }

// float names the element type, bits its size, in names of kernels.
func (k *kit) float() string { return fmt.Sprintf("float%d", 8*k.size()) }
func (k *kit) bits() int     { return 8 * k.size() }

func (k *kit) begin(name, signature string, doc ...string) {
	k.Function(name)
	k.hoisted = map[string]vec{}
	k.Attributes(attr.NOSPLIT)
	k.Pragma("noescape")
	k.SignatureExpr(signature)
	k.Doc(doc...)
}

// end leaves the upper halves of the registers clean: mixing them with SSE code costs 107 ns a switch.
func (k *kit) end() {
	k.VZEROUPPER()
	k.RET()
}

func (k *kit) ptr(param string) gp {
	r := k.GP64()
	k.Load(k.Param(param), r)
	return r
}

// addr is the memory of a parameter: floats must not pass through avo's SSE moves.
func (k *kit) addr(param string) mem {
	b, err := k.Param(param).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// result is the memory of the only result.
func (k *kit) result() mem {
	b, err := k.ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

func at(base reg.Register, disp int) mem { return mem{Base: base, Disp: disp} }

func indexed(base, index reg.Register, scale uint8, disp int) mem {
	return mem{Base: base, Index: index, Scale: scale, Disp: disp}
}

// constant is a vector with v in every lane of float type: in memory, unless it was hoisted.
func (k *kit) constant(v float64) op {
	if k.wide {
		return k.bits64(math.Float64bits(v))
	}
	return k.bits32(math.Float32bits(float32(v)))
}

func f32(v float64) uint32 { return math.Float32bits(float32(v)) }

func (k *kit) sign32() uint32 { return 1 << 31 }

// hoist keeps constants of float32 lanes in registers for the rest of the function: a loop that reads all of
// its constants waits for the loads.
func (k *kit) hoist(values ...uint32) {
	for _, v := range values {
		r := k.load(k.bits32(v))
		k.hoisted[name32(v)] = r
	}
}

func name32(v uint32) string { return fmt.Sprintf("c32_%08x", v) }

func (k *kit) bits32(v uint32) op {
	if r, ok := k.hoisted[name32(v)]; ok {
		return r
	}
	return k.global(name32(v), func(i int) { k.AddDatum(4*i, operand.U32(v)) }, 8)
}

func (k *kit) bits64(v uint64) op {
	return k.global(fmt.Sprintf("c64_%016x", v), func(i int) { k.AddDatum(8*i, operand.U64(v)) }, 4)
}

func (k *kit) global(name string, datum func(int), n int) mem {
	if k.constants[name] {
		return operand.NewDataAddr(operand.NewStaticSymbol(name), 0)
	}
	k.constants[name] = true
	m := k.StaticGlobal(name)
	k.DataAttributes(attr.RODATA | attr.NOPTR)
	for i := range n {
		datum(i)
	}
	return m
}

func (k *kit) do3(ps, pd func(...op), y, x op) vec {
	z := k.YMM()
	if k.wide {
		pd(y, x, z)
	} else {
		ps(y, x, z)
	}
	return z
}

func (k *kit) mul(x vec, y op) vec { return k.do3(k.VMULPS, k.VMULPD, y, x) }
func (k *kit) add(x vec, y op) vec { return k.do3(k.VADDPS, k.VADDPD, y, x) }
func (k *kit) sub(x vec, y op) vec { return k.do3(k.VSUBPS, k.VSUBPD, y, x) }
func (k *kit) div(x vec, y op) vec { return k.do3(k.VDIVPS, k.VDIVPD, y, x) }
func (k *kit) xor(x vec, y op) vec { return k.do3(k.VXORPS, k.VXORPD, y, x) }
func (k *kit) and(x vec, y op) vec { return k.do3(k.VANDPS, k.VANDPD, y, x) }
func (k *kit) or(x vec, y op) vec  { return k.do3(k.VORPS, k.VORPD, y, x) }

// max and min are x where the comparison holds or x is a NaN.
func (k *kit) max(x vec, bound op) vec { return k.do3(k.VMAXPS, k.VMAXPD, x, k.register(bound)) }
func (k *kit) min(x vec, bound op) vec { return k.do3(k.VMINPS, k.VMINPD, x, k.register(bound)) }

func (k *kit) register(x op) vec {
	if r, ok := x.(vec); ok {
		return r
	}
	return k.load(x)
}

func (k *kit) load(m op) vec {
	z := k.YMM()
	if k.wide {
		k.VMOVUPD(m, z)
	} else {
		k.VMOVUPS(m, z)
	}
	return z
}

func (k *kit) store(x vec, m mem) {
	if k.wide {
		k.VMOVUPD(x, m)
	} else {
		k.VMOVUPS(x, m)
	}
}

func (k *kit) broadcast(m op) vec {
	z := k.YMM()
	if k.wide {
		k.VBROADCASTSD(m, z)
	} else {
		k.VBROADCASTSS(m, z)
	}
	return z
}

func (k *kit) zero() vec {
	z := k.YMM()
	k.VXORPS(z, z, z)
	return z
}

// fma adds x·y to acc.
func (k *kit) fma(y op, x, acc vec) {
	if k.wide {
		k.VFMADD231PD(y, x, acc)
	} else {
		k.VFMADD231PS(y, x, acc)
	}
}

// fused is x·y + c in a new register, rounded once.
func (k *kit) fused(x, y vec, c op) vec {
	z := k.load(c)
	k.fma(y, x, z)
	return z
}

// cmp is a mask of x ∘ y: 1 is <, 2 is ≤, 13 is ≥, 14 is >.
func (k *kit) cmp(predicate uint8, x vec, y op) vec {
	z := k.YMM()
	if k.wide {
		k.VCMPPD(operand.U8(predicate), y, x, z)
	} else {
		k.VCMPPS(operand.U8(predicate), y, x, z)
	}
	return z
}

// horner evaluates c[0] + x(c[1] + …): fused in float64, each step rounded twice in float32.
func (k *kit) horner(x vec, c ...float64) vec {
	q := k.load(k.constant(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		if k.wide {
			k.VFMADD213PD(k.constant(c[i]), x, q)
		} else {
			q = k.add(k.mul(q, x), k.constant(c[i]))
		}
	}
	return q
}

// Integer lanes.
func (k *kit) int3(f func(...op), y, x op) vec { z := k.YMM(); f(y, x, z); return z }

func (k *kit) pxor(y, x op) vec { z := k.YMM(); k.VPXOR(y, x, z); return z }

func (k *kit) shift(f func(...op), n uint8, x op) vec {
	z := k.YMM()
	f(operand.U8(n), x, z)
	return z
}

// loop runs body for n, n−step, … while at least step are left.
func (k *kit) loop(label string, n gp, step int, body func()) {
	k.CMPQ(n, operand.U32(uint32(step)))
	k.JLT(operand.LabelRef(label + "_end"))
	k.Label(label)
	body()
	k.SUBQ(operand.U32(uint32(step)), n)
	k.CMPQ(n, operand.U32(uint32(step)))
	k.JGE(operand.LabelRef(label))
	k.Label(label + "_end")
}
