package data

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"harmonium/stdlib/rng"
)

// DigitsWorld says how digits are drawn. Zero fields take the stated default.
type DigitsWorld struct {
	Size   int     // the picture is Size×Size; 0 means 28
	Pen    float64 // width of the stroke, as a share of the picture; 0 means 0.1
	Jitter float64 // how much hands differ: 1 is lively, 0 means 1, below 0 none: the digits as they are
	Noise  float64 // standard deviation of the noise of every pixel
}

// point is a place in the unit square, y downwards.
type point struct{ x, y float64 }

// arc is a part of an ellipse, from an angle to another, in quarter turns clockwise from
// the right.
func arc(x, y, rx, ry, from, to float64) []point {
	const steps = 16
	line := make([]point, steps+1)
	for k := range line {
		a := (from + float64((to-from)*float64(k))/steps) * math.Pi / 2
		line[k] = point{x + float64(rx*math.Cos(a)), y + float64(ry*math.Sin(a))}
	}
	return line
}

func line(xy ...float64) []point {
	var all []point
	for k := 0; k < len(xy); k += 2 {
		all = append(all, point{xy[k], xy[k+1]})
	}
	return all
}

func joined(parts ...[]point) (all []point) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// strokes of each digit, as a hand draws them: drawn for this project.
var strokes = [10][][]point{
	{arc(.5, .5, .24, .36, -1, 3)},
	{line(.36, .28, .54, .14, .54, .86)},
	{joined(arc(.5, .34, .22, .2, -2, .35), line(.28, .86, .74, .86))},
	{arc(.48, .32, .22, .18, -2, 1), arc(.48, .68, .25, .18, -1, 2)},
	{line(.6, .86, .6, .14, .25, .64, .76, .64)},
	{joined(line(.7, .14, .34, .14, .31, .46), arc(.47, .63, .24, .23, -1.4, 1.8))},
	{joined(line(.62, .14, .4, .38), arc(.49, .65, .22, .21, -2, 2))},
	{line(.26, .14, .74, .14, .44, .86)},
	{arc(.5, .32, .19, .18, -1, 3), arc(.5, .68, .23, .18, -1, 3)},
	{joined(arc(.5, .35, .22, .21, 0, 4), line(.72, .35, .66, .62, .56, .86))},
}

// Digits draws count pictures of the digits 0 … 9, each with its label: strokes whose
// points, slant, size, place and width differ from picture to picture, as from hand to
// hand. They are no substitute for MNIST, but need no file. Picture k depends on src and
// k alone. It checks ctx between pictures.
func Digits(ctx context.Context, src rng.Source, count int, world DigitsWorld) (*Labelled, error) {
	if world.Size == 0 {
		world.Size = 28
	}
	if world.Pen == 0 {
		world.Pen = 0.1
	}
	if world.Jitter == 0 {
		world.Jitter = 1
	}
	world.Jitter = max(0, world.Jitter)
	if count < 1 || world.Size < 5 || world.Size > 256 || !(world.Pen > 0 && world.Pen < .5) || !(world.Noise >= 0 && world.Noise <= 1) || !(world.Jitter <= 4) {
		return nil, fmt.Errorf("data: %d digits of size %d with a pen of %v, jitter %v, noise %v: want at least 1, 5 to 256, 0 to 0.5, at most 4, 0 to 1",
			count, world.Size, world.Pen, world.Jitter, world.Noise)
	}
	d := &Labelled{Rows: world.Size, Cols: world.Size, Classes: 10}
	for k := range count {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := src.Numbered(uint64(k)).Reader()
		digit := r.IntN(10)
		d.Labels = append(d.Labels, digit)
		d.Pixels = append(d.Pixels, world.draw(r.Rand, digit)...)
	}
	return d, nil
}

// hand is how one picture differs from the model: a slanted, turned and scaled place, and
// a wave that bends the strokes.
type hand struct {
	scaleX, scaleY, slant, turn, dx, dy float64
	bendX, bendY, phaseX, phaseY        float64
}

func newHand(r *rand.Rand, jitter float64) hand {
	g := func(deviation float64) float64 { return jitter * deviation * max(-2, min(2, r.NormFloat64())) }
	return hand{scaleX: 1 + g(.09), scaleY: 1 + g(.06), slant: g(.14), turn: g(.09), dx: g(.03), dy: g(.025),
		bendX: g(.03), bendY: g(.025), phaseX: 2 * math.Pi * r.Float64(), phaseY: 2 * math.Pi * r.Float64()}
}

func (h hand) place(p point) point {
	x, y := p.x-.5, p.y-.5
	x, y = x+float64(h.bendX*math.Sin(float64(5*y)+h.phaseX)), y+float64(h.bendY*math.Sin(float64(5*x)+h.phaseY))
	x, y = h.scaleX*(x-float64(h.slant*y)), h.scaleY*y
	sin, cos := math.Sin(h.turn), math.Cos(h.turn)
	return point{.5 + float64(cos*x) - float64(sin*y) + h.dx, .5 + float64(sin*x) + float64(cos*y) + h.dy}
}

func (w DigitsWorld) draw(r *rand.Rand, digit int) []float32 {
	h := newHand(r, w.Jitter)
	pen := w.Pen / 2 * (1 + .2*w.Jitter*max(-2, min(2, r.NormFloat64())))
	var lines [][]point
	for _, stroke := range strokes[digit] {
		placed := make([]point, len(stroke))
		for i, p := range stroke {
			placed[i] = h.place(p)
		}
		lines = append(lines, placed)
	}
	pixel := 1 / float64(w.Size)
	out := make([]float32, w.Size*w.Size)
	for i := range out {
		p := point{(float64(i%w.Size) + .5) * pixel, (float64(i/w.Size) + .5) * pixel}
		ink := (pen-distance(p, lines))/pixel + .5 // the edge of the stroke is one pixel wide
		if w.Noise > 0 {
			ink = max(0, min(1, ink)) + float64(w.Noise*r.NormFloat64())
		}
		out[i] = clamp(ink)
	}
	return out
}

// distance is how far a place is from the nearest of the strokes.
func distance(p point, lines [][]point) float64 {
	best := math.Inf(1)
	for _, l := range lines {
		for k := 1; k < len(l); k++ {
			best = min(best, toSegment(p, l[k-1], l[k]))
		}
	}
	return math.Sqrt(best)
}

// toSegment is the squared distance of p from the line between a and b.
func toSegment(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := float64(dx*dx) + float64(dy*dy); l > 0 {
		t = max(0, min(1, (float64((p.x-a.x)*dx)+float64((p.y-a.y)*dy))/l))
	}
	x, y := a.x+float64(t*dx)-p.x, a.y+float64(t*dy)-p.y
	return float64(x*x) + float64(y*y)
}
