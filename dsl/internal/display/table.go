package display

import (
	"fmt"
	"html"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/gonum/mat"

	"harmonium/dsl/internal/mime"
	"harmonium/dsl/internal/unit"
)

// What a table shows; the rest is counted.
const (
	maxRows    = 30
	maxColumns = 20
	maxCell    = 200 // bytes of one cell's text
)

// grid is a table to be written as HTML and as text.
type grid struct {
	title   string
	columns []string
	rows    [][]string
	more    []string // "470 more rows"
	index   bool     // number the rows
	numbers bool     // align to the right
}

// matrix shows a gonum matrix or vector.
func matrix(v reflect.Value) (mime.Bundle, bool) {
	m, ok := native[mat.Matrix](v)
	if !ok {
		return mime.Bundle{}, false
	}
	g, ok := matrixGrid(m, strings.TrimPrefix(v.Type().String(), "*"))
	if !ok {
		return mime.Bundle{}, false
	}
	return g.bundle(), true
}

// matrixGrid reads the part of m that is shown. A matrix may refuse (an empty
// one, a reset one): then it is no table.
func matrixGrid(m mat.Matrix, name string) (g grid, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	rows, columns := m.Dims()
	g = grid{title: fmt.Sprintf("%s, %d×%d", name, rows, columns), index: true, numbers: true}
	for j := range min(columns, maxColumns) {
		g.columns = append(g.columns, strconv.Itoa(j))
	}
	for i := range min(rows, maxRows) {
		row := make([]string, min(columns, maxColumns))
		for j := range row {
			row[j] = strconv.FormatFloat(m.At(i, j), 'g', 5, 64)
		}
		g.rows = append(g.rows, row)
	}
	g.left(rows, columns)
	return g, true
}

func (g *grid) left(rows, columns int) {
	if n := rows - maxRows; n > 0 {
		g.more = append(g.more, count(n)+" more rows")
	}
	if n := columns - maxColumns; n > 0 {
		g.more = append(g.more, count(n)+" more columns")
	}
}

// records shows a slice of structs, or of pointers to structs, as a table. Its
// text is Go syntax.
func (s *Shower) records(v reflect.Value, t *unit.Type) (mime.Bundle, bool) {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Len() == 0 {
		return mime.Bundle{}, false
	}
	row, rt := v.Type().Elem(), elem(t)
	if row.Kind() == reflect.Pointer {
		row, rt = row.Elem(), elem(rt)
	}
	if row.Kind() != reflect.Struct || row.NumField() == 0 {
		return mime.Bundle{}, false
	}
	if _, ok := s.selfText(v.Index(0), elem(t)); ok { // times, big numbers: values rather than records
		return mime.Bundle{}, false
	}
	shown := visibleFields(row, rt)
	if len(shown) == 0 {
		return mime.Bundle{}, false
	}
	g := grid{title: fmt.Sprintf("%s, %s rows", typeName(v.Type(), t), count(v.Len())), index: true}
	cols := shown[:min(len(shown), maxColumns)]
	for _, i := range cols {
		g.columns = append(g.columns, fieldName(row.Field(i), rt, i))
	}
	for i := range min(v.Len(), maxRows) {
		g.rows = append(g.rows, s.record(v.Index(i), rt, cols))
	}
	g.left(v.Len(), len(shown))
	return mime.Bundle{Data: map[string]any{"text/html": g.html(), "text/plain": s.text(v, t)}}, true
}

// visibleFields are the indices of the fields that a cell may know.
func visibleFields(row reflect.Type, t *unit.Type) (shown []int) {
	foreign := row.PkgPath() != "" && row.PkgPath() != "main" && !t.Session()
	for i := range row.NumField() {
		if f := row.Field(i); f.IsExported() || !foreign {
			shown = append(shown, i)
		}
	}
	return shown
}

func (s *Shower) record(v reflect.Value, t *unit.Type, columns []int) []string {
	row := make([]string, len(columns))
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			row[0] = "nil"
			return row
		}
		v = v.Elem()
	}
	v = addressable(v)
	for j, i := range columns {
		row[j] = s.cell(open(v.Field(i)), fieldType(t, i))
	}
	return row
}

// cell is a field's text: strings without quotes, the rest in Go syntax on one line.
func (s *Shower) cell(v reflect.Value, t *unit.Type) string {
	var text string
	if self, ok := s.selfText(v, t); ok {
		text = self
	} else if v.Kind() == reflect.String {
		text = v.String()
	} else {
		p := printer{s: s, inside: map[visit]bool{}}
		text = flat(p.value(v, t, true, 1))
	}
	if len(text) > maxCell {
		cut := maxCell
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return text
}

func (g grid) bundle() mime.Bundle {
	return mime.Bundle{Data: map[string]any{"text/html": g.html(), "text/plain": g.text()}}
}

// html writes a table without style or script, which sanitisers would drop;
// front ends style the class "dataframe".
func (g grid) html() string {
	var out strings.Builder
	out.WriteString(`<table border="1" class="dataframe"><thead><tr>`)
	if g.index {
		out.WriteString("<th></th>")
	}
	for _, c := range g.columns {
		out.WriteString("<th>" + html.EscapeString(c) + "</th>")
	}
	out.WriteString("</tr></thead><tbody>")
	for i, row := range g.rows {
		out.WriteString("<tr>")
		if g.index {
			out.WriteString("<th>" + strconv.Itoa(i) + "</th>")
		}
		for _, c := range row {
			out.WriteString("<td>" + html.EscapeString(c) + "</td>")
		}
		out.WriteString("</tr>")
	}
	out.WriteString("</tbody></table>")
	note := g.title
	if len(g.more) > 0 {
		note += "; " + strings.Join(g.more, ", ")
	}
	out.WriteString("<p>" + html.EscapeString(note) + "</p>")
	return out.String()
}

// text writes the rows with aligned columns below the title.
func (g grid) text() string {
	widths := make([]int, len(g.columns))
	for _, row := range g.rows {
		for j, c := range row {
			widths[j] = max(widths[j], utf8.RuneCountInString(c))
		}
	}
	lines := []string{g.title}
	for _, row := range g.rows {
		var line strings.Builder
		for j, c := range row {
			pad := strings.Repeat(" ", widths[j]-utf8.RuneCountInString(c))
			if j > 0 {
				line.WriteString("  ")
			}
			line.WriteString(pad + c)
		}
		lines = append(lines, line.String())
	}
	if len(g.more) > 0 {
		lines = append(lines, "… "+strings.Join(g.more, ", "))
	}
	return strings.Join(lines, "\n")
}
