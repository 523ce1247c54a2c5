package vec_test

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"testing"

	"harmonium/stdlib/internal/vec"
)

// square is an L×L periodic lattice, ±J by the generator where glass.
func square(l int, glass bool) []vec.MultiBond {
	r := generator(uint64(l))
	var b []vec.MultiBond
	for i := range l * l {
		x, y := i%l, i/l
		b = append(b, vec.MultiBond{A: i, B: y*l + (x+1)%l, Negative: glass && r.IntN(2) == 0},
			vec.MultiBond{A: i, B: (y+1)%l*l + x, Negative: glass && r.IntN(2) == 0})
	}
	return b
}

// graph has degrees from 0 to about 20, and double bonds.
func graph(n int) []vec.MultiBond {
	r := generator(uint64(n))
	var b []vec.MultiBond
	for range 4 * n {
		x, y := r.IntN(n), r.IntN(n)
		if x > 2 && y > 2 && x != y {
			b = append(b, vec.MultiBond{A: x, B: min(y, r.IntN(n)+3), Negative: r.IntN(2) == 0})
		}
		if last := len(b) - 1; last >= 0 && b[last].A == b[last].B {
			b = b[:last]
		}
	}
	return b
}

// single follows one replica with exact fractions, bit for bit.
type single struct {
	spin  []int
	bonds []vec.MultiBond
}

func (s *single) sweep(order []int, beta float64, rule string, u func(site int) *big.Float) {
	for _, i := range order {
		field, degree := 0, 0
		for _, b := range s.bonds {
			j := -1
			if b.A == i {
				j = b.B
			} else if b.B == i {
				j = b.A
			}
			if j >= 0 {
				degree++
				if b.Negative {
					field -= s.spin[j]
				} else {
					field += s.spin[j]
				}
			}
		}
		if cost := 2 * field * s.spin[i]; rule == "heat bath" {
			p := 1 / (1 + math.Exp(-2*beta*float64(field)))
			s.spin[i] = -1
			if u(i).Cmp(big.NewFloat(p)) < 0 {
				s.spin[i] = 1
			}
		} else if rule == "lazy" && cost == 0 {
			if u(i).Cmp(big.NewFloat(0.5)) < 0 {
				s.spin[i] = -s.spin[i]
			}
		} else if cost <= 0 || u(i).Cmp(big.NewFloat(math.Exp(-beta*float64(cost)))) < 0 {
			s.spin[i] = -s.spin[i]
		}
	}
}

func TestMultiSpinFollowsEachReplica(t *testing.T) {
	systems := map[string]struct {
		n     int
		bonds []vec.MultiBond
	}{
		"4×4 glass": {16, square(4, true)}, "6×6 ferromagnet": {36, square(6, false)}, "5×5 glass": {25, square(5, true)}, "graph": {23, graph(23)},
	}
	for name, sys := range systems {
		for _, words := range []int{1, 4} {
			for _, rule := range []string{"Metropolis", "lazy", "heat bath"} {
				for _, beta := range []float64{0, .3, 1.1} {
					what := fmt.Sprintf("%s, %d words, %s, β=%v", name, words, rule, beta)
					order := vec.Coloured(sys.n, sys.bonds)
					streams := []uint64{11, 12, 13, 1 << 60}[:words]
					samePaths(t, what, func(*arena) []uint64 {
						m, err := vec.NewMultiSpin(sys.n, sys.bonds, order, words)
						if err != nil {
							t.Fatal(err)
						}
						replicas := []int{0, 17, 64*words - 1}
						followed := make([]single, len(replicas))
						for k := range followed {
							followed[k] = single{bonds: sys.bonds, spin: make([]int, sys.n)}
							for i := range followed[k].spin {
								followed[k].spin[i] = -1
							}
						}
						// At 2³² the number of a block carries over in the middle of a sweep, near 2³⁸ it is long.
						first := uint64(1) << 33
						if beta == .3 {
							first = 1<<32/(32*uint64(sys.n)) - 2
						}
						for sweep := uint64(first); sweep < first+6; sweep++ {
							d := vec.Draws{Seed: 99, Streams: streams, Sweep: sweep}
							switch rule {
							case "Metropolis":
								m.Metropolis(beta, d)
							case "lazy":
								m.Lazy(beta, d)
							default:
								m.HeatBath(beta, d)
							}
							for k, r := range replicas {
								followed[k].sweep(order, beta, rule, func(site int) *big.Float {
									return fraction(99, streams[r/64], (sweep*uint64(sys.n)+uint64(site))*32, r%64)
								})
								for i, s := range followed[k].spin {
									if got := 2*int(m.Spins(i)[r/64]>>(r%64)&1) - 1; got != s {
										t.Fatalf("%s: sweep %d: spin %d of replica %d is %d, want %d", what, sweep-first, i, r, got, s)
									}
								}
							}
						}
						checkUnsatisfied(t, m, sys.bonds, words)
						var all []uint64
						for i := range sys.n {
							all = append(all, m.Spins(i)...)
						}
						return all
					}, equal)
				}
			}
		}
	}
}

// fraction is the number whose binary digits are the replica's bits.
func fraction(seed, stream, block uint64, bit int) *big.Float {
	u := uint64(0)
	for l := range uint64(32) {
		lo, hi := vec.Philox7(seed, stream, block+l)
		for _, word := range []uint64{lo, hi} {
			u = u<<1 | word>>bit&1
		}
	}
	f := new(big.Float).SetPrec(80).SetUint64(u)
	return f.SetMantExp(f, -64)
}

func checkUnsatisfied(t *testing.T, m *vec.MultiSpin, bonds []vec.MultiBond, words int) {
	t.Helper()
	got := make([]int32, 64*words)
	m.Unsatisfied(got)
	for r, g := range got {
		want := int32(0)
		for _, b := range bonds {
			differ := (m.Spins(b.A)[r/64]^m.Spins(b.B)[r/64])>>(r%64)&1 == 1
			if differ != b.Negative {
				want++
			}
		}
		if g != want {
			t.Fatalf("replica %d: %d unsatisfied bonds, want %d", r, g, want)
		}
	}
}

// All 256 replicas of a small glass have the Boltzmann distribution over their energies.
func TestMultiSpinSamplesTheBoltzmannDistribution(t *testing.T) {
	const l, n, beta, sweeps = 3, 9, .6, 4000
	bonds := square(l, true)
	weight := map[int32]float64{}
	z := 0.0
	for s := range 1 << n {
		u := int32(0)
		for _, b := range bonds {
			if (s>>b.A^s>>b.B)&1 == 1 != b.Negative {
				u++
			}
		}
		w := math.Exp(-2 * beta * float64(u))
		weight[u] += w
		z += w
	}
	for _, rule := range []string{"Metropolis", "lazy", "heat bath"} {
		m, err := vec.NewMultiSpin(n, bonds, vec.Coloured(n, bonds), 4)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int32]float64{}
		u := make([]int32, 256)
		for sweep := range uint64(sweeps) {
			d := vec.Draws{Seed: 3, Streams: []uint64{1, 2, 3, 4}, Sweep: sweep}
			switch rule {
			case "Metropolis":
				m.Metropolis(beta, d)
			case "lazy":
				m.Lazy(beta, d)
			default:
				m.HeatBath(beta, d)
			}
			if sweep >= 100 && sweep%10 == 0 {
				m.Unsatisfied(u)
				for _, v := range u {
					seen[v]++
				}
			}
		}
		total := 0.0
		for _, c := range seen {
			total += c
		}
		distance := 0.0
		for v, w := range weight {
			distance += math.Abs(w/z-seen[v]/total) / 2
		}
		// 99,840 nearly independent draws over about eight energies: standard error 0.003.
		if distance > .012 {
			t.Errorf("%s: total variation %.4f", rule, distance)
		}
	}
}

func TestMultiSpinRefusesBadInput(t *testing.T) {
	for name, f := range map[string]func() error{
		"words": func() error { _, err := vec.NewMultiSpin(2, nil, nil, 3); return err },
		"bond":  func() error { _, err := vec.NewMultiSpin(2, []vec.MultiBond{{A: 0, B: 2}}, nil, 1); return err },
		"loop":  func() error { _, err := vec.NewMultiSpin(2, []vec.MultiBond{{A: 1, B: 1}}, nil, 1); return err },
		"order": func() error { _, err := vec.NewMultiSpin(2, nil, []int{2}, 1); return err },
		"degree": func() error {
			_, err := vec.NewMultiSpin(2, make([]vec.MultiBond, 0), []int{0}, 1)
			if err != nil {
				return nil
			}
			var b []vec.MultiBond
			for range 256 {
				b = append(b, vec.MultiBond{A: 0, B: 1})
			}
			_, err = vec.NewMultiSpin(2, b, []int{0}, 1)
			return err
		},
	} {
		if f() == nil {
			t.Errorf("bad %s accepted", name)
		}
	}
}

func TestColoured(t *testing.T) {
	bonds := graph(60)
	order := vec.Coloured(60, bonds)
	place := make([]int, 60)
	seen := 0
	for k, i := range order {
		place[i] = k
		seen |= 1 << i
	}
	if len(order) != 60 || bits.OnesCount(uint(seen)) != 60 {
		t.Fatal("not an order of all sites")
	}
	if o := vec.Coloured(16, square(4, false)); len(o) != 16 || o[1] != 2 || o[8] != 1 {
		t.Errorf("the square lattice is not a chessboard: %v", o)
	}
}

// The known answers of Philox4x32-7 in Random123's kat_vectors.
func TestPhilox7KnownAnswers(t *testing.T) {
	for _, k := range []struct{ block, stream, seed, lo, hi uint64 }{
		{0, 0, 0, 0x0d893f64_5f6fb709, 0x4f730a48_4f121f81},
		{1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 0x45165e59_5207ddc2, 0x8c52f662_4d8ee751},
		{0x85a308d3_243f6a88, 0x03707344_13198a2e, 0x299f31d0_a4093822, 0x190a87f0_4dfccaba, 0xb6b5242a_c47362ba},
	} {
		lo, hi := vec.Philox7(k.seed, k.stream, k.block) // the halves of its words are swapped
		lo, hi = bits.RotateLeft64(lo, 32), bits.RotateLeft64(hi, 32)
		if lo != k.lo || hi != k.hi {
			t.Errorf("Philox7(%x, %x, %x) = %x, %x, want %x, %x", k.seed, k.stream, k.block, lo, hi, k.lo, k.hi)
		}
	}
}
