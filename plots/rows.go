package plots

import (
	"fmt"
	"strings"

	"harmonium/stdlib"
)

// Rows draws rows of pictures with a name each: fantasies over Gibbs steps, a
// picture with a part missing and ways to fill it in. All rows have the same length;
// the captions are of the columns, written below the last row.
func Rows(names []string, rows [][]stdlib.Pattern, captions ...string) *Figure {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return failed("there is no pattern to draw")
	}
	across := len(rows[0])
	if len(names) > len(rows) || len(captions) > across {
		return failed("%d names for %d rows, %d captions for %d columns", len(names), len(rows), len(captions), across)
	}
	var all []stdlib.Pattern
	for i, r := range rows {
		if len(r) != across {
			return failed("row %d has %d patterns, row 1 has %d", i+1, len(r), across)
		}
		all = append(all, r...)
	}
	tiles, err := patternTiles(all)
	if err != nil {
		return &Figure{err: err}
	}
	f := rowsOf(tiles, across, names, captions)
	f.words = fmt.Sprintf("%d rows of %d patterns of %d×%d units", len(rows), across, rows[0][0].Rows, rows[0][0].Cols)
	if len(names) > 0 {
		f.words += ": " + strings.Join(names, ", ")
	}
	f.words += "."
	return f
}

// rowsOf is a sheet with so many tiles a row, names at the left of the rows and
// captions below the last one.
func rowsOf(tiles []tile, across int, names, captions []string) *Figure {
	var below []string
	if len(captions) > 0 {
		below = make([]string, len(tiles))
		copy(below[len(tiles)-across:], captions)
	}
	s := newSheet(tiles, below)
	s.across, s.names = across, names
	for _, n := range names {
		if n != "" {
			s.left = max(s.left, 8*float64(len([]rune(n)))+10)
		}
	}
	s.layOut(640)
	return &Figure{Width: s.width(), Height: s.height(), draw: s.draw}
}
