package plots

import (
	"fmt"

	"harmonium/stdlib"
)

// The most pictures of a film strip.
const filmFrames = 12

// Film draws the states of a recall one after the other, each with its number.
// Of more than twelve it shows twelve, evenly spaced, the first and the last
// among them.
func Film(frames []stdlib.Pattern) *Figure {
	if len(frames) == 0 {
		return failed("there is no pattern to draw")
	}
	which := spread(len(frames), filmFrames)
	var some []stdlib.Pattern
	var captions []string
	for _, k := range which {
		some = append(some, frames[k])
		name := fmt.Sprint(k)
		if k == 0 {
			name = "start"
		}
		captions = append(captions, name)
	}
	f := Patterns(some, captions...)
	f.words = filmWords(frames, len(some))
	return f
}

// spread is at most so many of 0 … n−1, evenly, with both ends.
func spread(n, most int) []int {
	if n <= most {
		most = n
	}
	out := make([]int, most)
	for i := range out {
		out[i] = i * (n - 1) / max(1, most-1)
	}
	return out
}

func filmWords(frames []stdlib.Pattern, drawn int) string {
	s := fmt.Sprintf("Film strip of %d states", len(frames))
	if drawn < len(frames) {
		s += fmt.Sprintf(", %d of them drawn", drawn)
	}
	a, b := frames[0], frames[len(frames)-1]
	if len(frames) > 1 && len(a.Spins) == len(b.Spins) {
		s += fmt.Sprintf("; the last differs from the first in %d of %d units", a.Hamming(b), a.Units())
	}
	return s + "."
}
