package vec

import (
	"fmt"
	"math"
	"math/bits"
)

// MultiSpin holds many replicas of a system of spins with couplings ±1 on a sparse graph, a replica a bit:
// bit r of word w of a site is the spin of replica 64w + r there. One sweep updates all replicas at once,
// each with random bits of its own.
//
// A bond with a spin of no site of the order is a field: such a spin is never updated. A coupling of ±k is k
// bonds.
//
// The arithmetic is exact. A replica flips if a random binary fraction u is below its probability p of
// flipping. Both are compared bit by bit from the top for all replicas of a word at once, until each is
// decided: about eight levels for 64 replicas. p is a multiple of 2⁻⁶⁴, rounded down, and nothing else is
// rounded. The bits of u belong to (seed, stream of the word, sweep, site, level): a replica's history does
// not depend on the others.
//
// Source: multi-spin coding of Jacobs and Rebbi, J. Comput. Phys. 41 (1981); independent random bits by lazy
// comparison are ours.
type MultiSpin struct {
	sites, words int
	state        []uint64 // of a site: its words, then their complements, which a negative bond reads
	order        []int32
	start        []int32
	bonds        []int32 // where in state the other end is, complemented if the bond is negative
	four         []int32 // site and four bonds, in order, if that is all there is
	runs         []run   // the same, for the assembly on single words
	degree       int     // the largest
}

// MultiBond joins two spins with J = +1, or −1 if Negative.
type MultiBond struct {
	A, B     int
	Negative bool
}

// maxDegree keeps the count of unsatisfied bonds in eight planes.
const maxDegree = 255

// NewMultiSpin makes a system of sites spins, all −1 (bit 0), with words·64 replicas; words is 1 or 4. Spins
// are updated in the given order; those that it leaves out stay as they are.
func NewMultiSpin(sites int, bonds []MultiBond, order []int, words int) (*MultiSpin, error) {
	if words != 1 && words != 4 {
		return nil, fmt.Errorf("vec: %d words of replicas, want 1 or 4", words)
	}
	m := &MultiSpin{sites: sites, words: words, start: make([]int32, sites+1), state: make([]uint64, 2*words*sites)}
	for i, b := range bonds {
		if b.A < 0 || b.A >= sites || b.B < 0 || b.B >= sites || b.A == b.B {
			return nil, fmt.Errorf("vec: bond %d joins spins %d and %d of %d", i, b.A, b.B, sites)
		}
		m.start[b.A+1]++
		m.start[b.B+1]++
	}
	for i := range sites {
		m.degree = max(m.degree, int(m.start[i+1]))
		m.start[i+1] += m.start[i]
		m.SetSpins(i, make([]uint64, words))
	}
	m.bonds = make([]int32, 2*len(bonds))
	next := append([]int32(nil), m.start[:sites]...)
	for _, b := range bonds {
		m.bonds[next[b.A]] = m.end(b.B, b.Negative)
		m.bonds[next[b.B]] = m.end(b.A, b.Negative)
		next[b.A]++
		next[b.B]++
	}
	for _, i := range order {
		if i < 0 || i >= sites {
			return nil, fmt.Errorf("vec: spin %d in the order of %d", i, sites)
		}
		if d := m.start[i+1] - m.start[i]; d > maxDegree {
			return nil, fmt.Errorf("vec: spin %d has %d bonds, want at most %d", i, d, maxDegree)
		}
		m.order = append(m.order, int32(i))
	}
	m.findFours()
	return m, nil
}

func (m *MultiSpin) end(site int, negative bool) int32 {
	if negative {
		return int32((2*site + 1) * m.words)
	}
	return int32(2 * site * m.words)
}

// findFours notes that every spin of the order has four bonds, as on a square lattice.
func (m *MultiSpin) findFours() {
	for _, i := range m.order {
		if m.start[i+1]-m.start[i] != 4 {
			m.four = nil
			return
		}
		m.four = append(m.four, m.end(int(i), false))
		m.four = append(m.four, m.bonds[m.start[i]:m.start[i+1]]...)
	}
	if m.words == 1 {
		m.findRuns()
	}
}

// run is a stretch of four: of quads, whose indices stand transposed, or of single sites.
type run struct {
	part  []int32
	quads bool
}

// findRuns takes every four sites in a row that are not joined together.
func (m *MultiSpin) findRuns() {
	m.runs = nil
	for k := 0; k < len(m.four); {
		r := run{m.four[k:min(k+5, len(m.four))], false}
		if k+20 <= len(m.four) && apart(m.four[k:k+20]) {
			r = run{make([]int32, 0, 20), true}
			for end := range 5 {
				for site := range 4 {
					r.part = append(r.part, m.four[k+5*site+end])
				}
			}
		}
		k += len(r.part)
		if last := len(m.runs) - 1; last >= 0 && m.runs[last].quads == r.quads {
			if r.quads {
				m.runs[last].part = append(m.runs[last].part, r.part...)
			} else {
				m.runs[last].part = m.four[k-len(r.part)-len(m.runs[last].part) : k]
			}
			continue
		}
		m.runs = append(m.runs, r)
	}
}

// apart reports whether four sites differ and none is a neighbour of another; bit 0 of an end is its sign.
func apart(four []int32) bool {
	for a := range 4 {
		for b := range 4 {
			for end := range 5 {
				if a != b && four[5*a]>>1 == four[5*b+end]>>1 {
					return false
				}
			}
		}
	}
	return true
}

// Spins are the words of a site; they must not be written to.
func (m *MultiSpin) Spins(site int) []uint64 { return m.state[2*site*m.words:][:m.words] }

// SetSpins sets the words of a site.
func (m *MultiSpin) SetSpins(site int, w []uint64) {
	mustMatch("words", m.words, len(w))
	s := m.state[2*site*m.words:]
	for i, v := range w {
		s[i], s[i+m.words] = v, ^v
	}
}

// Unsatisfied sets dst[r] to the number of bonds with J s s' = −1 in replica r: its energy is
// 2·dst[r] − (number of bonds).
func (m *MultiSpin) Unsatisfied(dst []int32) {
	mustMatch("replicas", 64*m.words, len(dst))
	for w := range m.words {
		var planes [32]uint64
		for i := range m.sites {
			own := m.state[2*i*m.words+w]
			for _, b := range m.bonds[m.start[i]:m.start[i+1]] {
				carry := own ^ m.state[int(b)+w]
				for p := 0; carry != 0; p++ {
					planes[p], carry = planes[p]^carry, planes[p]&carry
				}
			}
		}
		for r := range 64 {
			n := int32(0)
			for p, word := range planes {
				n |= int32(word>>r&1) << p
			}
			dst[64*w+r] = n / 2 // each bond was seen from both ends
		}
	}
}

// Draws says which random bits a sweep takes. Streams has a stream for each word of replicas; a sweep's number
// is below 2⁵⁹ divided by the number of sites.
type Draws struct {
	Seed    uint64
	Streams []uint64
	Sweep   uint64
}

// levelBlocks blocks of the stream belong to a site in a sweep: 64 levels of 64 bits.
const levelBlocks = 32

// rule is how the number k of ones among the bonds of a spin decides: if k is below classes, the decision is
// u < p[k], else yes. self says that the bonds are compared with the spin itself and that yes flips it;
// otherwise yes means up.
type rule struct {
	self bool
	p    []uint64 // in 2⁻⁶⁴
}

func probability(p float64) uint64 {
	if p >= 1 {
		return math.MaxUint64
	}
	return uint64(math.Ldexp(p, 64))
}

// metropolis counts the unsatisfied bonds: a flip costs 2(degree − 2k).
func metropolis(beta float64, degree int) (r rule) {
	r.self = true
	for k := 0; 2*k < degree; k++ {
		r.p = append(r.p, probability(math.Exp(-2*beta*float64(degree-2*k))))
	}
	return r
}

// lazy makes half of the flips that cost nothing.
func lazy(beta float64, degree int) rule {
	r := metropolis(beta, degree)
	if degree%2 == 0 {
		r.p = append(r.p, 1<<63)
	}
	return r
}

// heatBath counts the bonds that pull upwards: the field is 2k − degree.
func heatBath(beta float64, degree int) (r rule) {
	for k := 0; k <= degree; k++ {
		r.p = append(r.p, probability(1/(1+math.Exp(-2*beta*float64(2*k-degree)))))
	}
	return r
}

// Metropolis makes one sweep at inverse temperature β ≥ 0: a spin flips with probability min(1, e^−βΔE).
func (m *MultiSpin) Metropolis(beta float64, d Draws) { m.metropolis(beta, metropolis, d) }

// Lazy is Metropolis, but that a flip that costs nothing is made with probability ½: still in detailed balance,
// and it does not carry all domain walls along in step, as taking every free flip in a fixed order does.
func (m *MultiSpin) Lazy(beta float64, d Draws) { m.metropolis(beta, lazy, d) }

func (m *MultiSpin) metropolis(beta float64, make func(float64, int) rule, d Draws) {
	mustMatch("streams", m.words, len(d.Streams))
	switch {
	case m.four == nil:
		m.sweep(beta, make, d)
	case useAVX2 && d.Sweep*uint64(m.sites)>>27 == ((d.Sweep+1)*uint64(m.sites)-1)>>27: // foldStream wants that
		m.sweepFourAVX2(levelMasks(make(beta, 4)), d)
	default:
		masks := levelMasks(make(beta, 4))
		m.sweepFour(m.four, &masks, d)
	}
}

// HeatBath makes one sweep at inverse temperature β: a spin becomes +1 with probability σ(2βf), f its field.
func (m *MultiSpin) HeatBath(beta float64, d Draws) {
	mustMatch("streams", m.words, len(d.Streams))
	m.sweep(beta, heatBath, d)
}

// sweep takes any degree and either rule.
func (m *MultiSpin) sweep(beta float64, make func(float64, int) rule, d Draws) {
	keys := newPhiloxKeys(d.Seed)
	var rules [maxDegree + 1]*rule
	for _, i := range m.order {
		bonds := m.bonds[m.start[i]:m.start[i+1]]
		r := rules[len(bonds)]
		if r == nil {
			made := make(beta, len(bonds))
			r, rules[len(bonds)] = &made, &made
		}
		block := (d.Sweep*uint64(m.sites) + uint64(i)) * levelBlocks
		for w := range m.words {
			at := 2*int(i)*m.words + w
			own := uint64(0)
			if r.self {
				own = m.state[at]
			}
			yes := r.decide(m.count(own, bonds, w), &keys, d.Streams[w], block)
			m.state[at] = own ^ yes
			m.state[at+m.words] = ^(own ^ yes)
		}
	}
}

// planes is a number for each replica, its binary digits in one word each.
type planes [8]uint64

// count adds up the bonds whose other end differs from own.
func (m *MultiSpin) count(own uint64, bonds []int32, w int) (n planes) {
	for _, b := range bonds {
		carry := own ^ m.state[int(b)+w]
		for p := 0; carry != 0; p++ {
			n[p], carry = n[p]^carry, n[p]&carry
		}
	}
	return n
}

// equal has a one for each replica whose number is k.
func (n *planes) equal(k int) uint64 {
	e := ^uint64(0)
	for p, word := range n {
		e &= word ^ (uint64(k>>p&1) - 1)
	}
	return e
}

// decide compares lazily: below holds the replicas of yes so far.
func (r *rule) decide(n planes, keys *philoxKeys, stream, block uint64) (yes uint64) {
	var is [maxDegree + 1]uint64
	undecided := uint64(0)
	for k := range r.p {
		is[k] = n.equal(k)
		undecided |= is[k]
	}
	yes = ^undecided
	for level := 0; level < 64 && undecided != 0; level += 2 {
		u, v := keys.block(stream, block+uint64(level/2))
		for h, random := range [2]uint64{u, v} {
			threshold := uint64(0)
			for k, p := range r.p {
				threshold |= is[k] & -(p >> (63 - level - h) & 1)
			}
			differ := undecided & (random ^ threshold)
			yes |= differ & threshold
			undecided &^= differ
		}
	}
	return yes
}

// sweepFour is the Metropolis sweep where every spin has four bonds. Eight levels are drawn for each spin;
// few need more.
func (m *MultiSpin) sweepFour(sites []int32, masks *fourMasks, d Draws) {
	keys := newPhiloxKeys(d.Seed)
	for w := range m.words {
		s, stream := m.state[w:], d.Streams[w]
		site := bits.Len(uint(m.words)) // a site's words begin at its index, shifted by so much
		for k := 0; k+5 <= len(sites); k += 5 {
			f := (*[5]int32)(sites[k:])
			block := (d.Sweep*uint64(m.sites) + uint64(f[0])>>(site&63)) * levelBlocks
			u := four{next: block + 4}
			u.random[0], u.random[1] = keys.block(stream, block)
			u.random[2], u.random[3] = keys.block(stream, block+1)
			u.random[4], u.random[5] = keys.block(stream, block+2)
			u.random[6], u.random[7] = keys.block(stream, block+3)
			own := s[f[0]]
			u.compare(own^s[f[1]], own^s[f[2]], own^s[f[3]], own^s[f[4]], masks)
			if u.undecided != 0 {
				u.finish(masks, &keys, stream)
			}
			s[f[0]] = own ^ u.yes
			s[int(f[0])+m.words] = ^(own ^ u.yes)
		}
	}
}

// four is the decision of a spin with four bonds: none and one are the replicas in which so many of them
// are unsatisfied.
type four struct {
	random         [8]uint64
	next           uint64
	none, one      uint64
	undecided, yes uint64
}

func (u *four) compare(a, b, c, d uint64, masks *fourMasks) {
	none := ^(a | b | c | d)
	odd := a ^ b ^ c ^ d
	one := odd &^ (a&b | c&d)
	undecided := none | one
	free := ^(none | odd | a&b&c&d) // two and two: the coin of a lazy sweep is their first random bit
	yes := ^(undecided | free&masks[64][0]&u.random[0])
	undecided, yes = compare(u.random[0], none, one, &masks[0], undecided, yes)
	undecided, yes = compare(u.random[1], none, one, &masks[1], undecided, yes)
	undecided, yes = compare(u.random[2], none, one, &masks[2], undecided, yes)
	undecided, yes = compare(u.random[3], none, one, &masks[3], undecided, yes)
	undecided, yes = compare(u.random[4], none, one, &masks[4], undecided, yes)
	undecided, yes = compare(u.random[5], none, one, &masks[5], undecided, yes)
	undecided, yes = compare(u.random[6], none, one, &masks[6], undecided, yes)
	undecided, yes = compare(u.random[7], none, one, &masks[7], undecided, yes)
	u.none, u.one, u.undecided, u.yes = none, one, undecided, yes
}

// finish draws the further levels.
func (u *four) finish(masks *fourMasks, keys *philoxKeys, stream uint64) {
	for level := len(u.random); level < 64 && u.undecided != 0; level += 2 {
		x, y := keys.block(stream, u.next)
		u.next++
		u.undecided, u.yes = compare(x, u.none, u.one, &masks[level], u.undecided, u.yes)
		u.undecided, u.yes = compare(y, u.none, u.one, &masks[level+1], u.undecided, u.yes)
	}
}

// compare decides where the random bit differs from that of the threshold.
func compare(random, none, one uint64, mask *[2]uint64, undecided, yes uint64) (uint64, uint64) {
	threshold := none&mask[0] | one&mask[1]
	differ := undecided & (random ^ threshold)
	return undecided ^ differ, yes | differ&threshold
}

// fourMasks has, for every level, the bit of either threshold in all places; after them, ones for a lazy sweep.
type fourMasks [65][2]uint64

func levelMasks(r rule) (masks fourMasks) {
	if len(r.p) > 2 {
		masks[64][0] = math.MaxUint64
	}
	for level := range 64 {
		for k := range 2 {
			masks[level][k] = -(r.p[k] >> (63 - level) & 1)
		}
	}
	return masks
}

func (m *MultiSpin) sweepFourAVX2(masks fourMasks, d Draws) {
	if m.words == 1 {
		for _, r := range m.runs {
			if r.quads {
				m.quadsAVX2(r.part, &masks, d)
			} else {
				m.sweepFour(r.part, &masks, d)
			}
		}
		return
	}
	const batch = 1 << 14 // keeps a call short enough for the scheduler
	for k := 0; k < len(m.four); k += 5 * batch {
		part := m.four[k:min(len(m.four), k+5*batch)]
		multiFourAVX2(&m.state[0], &part[0], len(part)/5, &d.Streams[0], &masks[0][0], d.Seed, d.Sweep*uint64(m.sites))
	}
}

func (m *MultiSpin) quadsAVX2(sites []int32, masks *fourMasks, d Draws) {
	const batch = 1 << 14
	for k := 0; k < len(sites); k += 20 * batch {
		part := sites[k:min(len(sites), k+20*batch)]
		multiQuadsAVX2(&m.state[0], &part[0], len(part)/20, &d.Streams[0], &masks[0][0], d.Seed, d.Sweep*uint64(m.sites))
	}
}

// Coloured is an order of the sites that visits one colour after the other, no two sites of a colour joined:
// greedy, in order of index.
func Coloured(sites int, bonds []MultiBond) []int {
	joined := make([][]int, sites)
	for _, b := range bonds {
		joined[b.A] = append(joined[b.A], b.B)
		joined[b.B] = append(joined[b.B], b.A)
	}
	colour := make([]int, sites)
	var byColour [][]int
	for i := range sites {
		taken := make([]uint64, len(joined[i])/64+1)
		for _, j := range joined[i] {
			if j < i && colour[j] < 64*len(taken) {
				taken[colour[j]/64] |= 1 << (colour[j] % 64)
			}
		}
		c := 0
		for taken[c/64] == math.MaxUint64 {
			c += 64
		}
		c += bits.TrailingZeros64(^taken[c/64])
		colour[i] = c
		if c == len(byColour) {
			byColour = append(byColour, nil)
		}
		byColour[c] = append(byColour[c], i)
	}
	order := make([]int, 0, sites)
	for _, b := range byColour {
		order = append(order, b...)
	}
	return order
}
