package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"strings"
)

// Notebook is an nbformat 4 document. Fields this package does not know are kept
// and written back.
type Notebook struct {
	Cells    []*Cell
	Metadata map[string]any
	Major    int // nbformat
	Minor    int // nbformat_minor
	extra    map[string]any
}

// Cell is one cell. Outputs and Count belong to code cells alone.
type Cell struct {
	Type        string // code, markdown or raw
	ID          string // nbformat 4.5; "" in older files
	Source      string
	Metadata    map[string]any
	Attachments map[string]any
	Outputs     []Output
	Count       *int // execution_count; nil before the cell has run
	extra       map[string]any
}

// Output is one stored output of a code cell. Type says which fields are used.
type Output struct {
	Type      string // stream, display_data, execute_result or error
	Name      string // stream: stdout or stderr
	Text      string // stream
	Data      map[string]any
	Metadata  map[string]any
	Count     *int     // execute_result
	EName     string   // error
	EValue    string   // error
	Traceback []string // error
	ID        string   // of a display that may be updated; Runner.Output is told, nothing is stored
	extra     map[string]any
}

// Tags are the cell's tags, such as raises-exception.
func (c *Cell) Tags() []string {
	list, _ := c.Metadata["tags"].([]any)
	var tags []string
	for _, t := range list {
		if s, ok := t.(string); ok {
			tags = append(tags, s)
		}
	}
	return tags
}

// Tagged reports whether the cell carries the tag.
func (c *Cell) Tagged(tag string) bool {
	for _, t := range c.Tags() {
		if t == tag {
			return true
		}
	}
	return false
}

// MayFail reports whether a tag says that the cell's error is wanted.
func (c *Cell) MayFail() bool {
	return c.Tagged("raises-exception") || c.Tagged("nbval-raises-exception")
}

// Clone copies the notebook far enough that running the copy leaves nb as it is.
func (nb *Notebook) Clone() *Notebook {
	out := *nb
	out.Metadata, out.Cells = maps.Clone(nb.Metadata), make([]*Cell, len(nb.Cells))
	for i, c := range nb.Cells {
		cell := *c
		out.Cells[i] = &cell
	}
	return &out
}

// Read reads an nbformat 4 notebook. An error names the cell (from 1) and the field.
func Read(r io.Reader) (*Notebook, error) {
	d := json.NewDecoder(r)
	d.UseNumber() // numbers in metadata are written back as they stood
	var top map[string]any
	if err := d.Decode(&top); err != nil {
		return nil, fmt.Errorf("notebook: not JSON: %w", err)
	}
	f := &fields{m: top, where: "notebook"}
	nb := &Notebook{Major: f.integer("nbformat"), Minor: f.integer("nbformat_minor"), Metadata: f.object("metadata")}
	if nb.Major != 4 {
		return nil, fmt.Errorf("notebook: nbformat is %d, wanted 4 (open and save it in Jupyter to convert it)", nb.Major)
	}
	if f.err != nil {
		return nil, f.err
	}
	cells, ok := top["cells"].([]any)
	if !ok {
		return nil, fmt.Errorf("notebook: has no list of cells")
	}
	ids := map[string]int{}
	for i, raw := range cells {
		c, err := readCell(raw, fmt.Sprintf("notebook: cell %d", i+1))
		if err != nil {
			return nil, err
		}
		if first := ids[c.ID]; c.ID != "" && first > 0 {
			return nil, fmt.Errorf("notebook: cell %d: id is %q, as that of cell %d; ids must differ", i+1, c.ID, first)
		}
		ids[c.ID] = i + 1
		nb.Cells = append(nb.Cells, c)
	}
	delete(top, "cells")
	nb.extra = top
	return nb, nil
}

func readCell(raw any, where string) (*Cell, error) {
	m, ok := raw.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: is no object", where)
	}
	f := &fields{m: m, where: where}
	c := &Cell{
		Type: f.text("cell_type"), ID: f.text("id"), Source: f.text("source"),
		Metadata: f.object("metadata"), Attachments: f.object("attachments"), Count: f.optional("execution_count"),
	}
	switch c.Type {
	case "code", "markdown", "raw":
	default:
		return nil, fmt.Errorf("%s: cell_type is %q, wanted code, markdown or raw", where, c.Type)
	}
	outputs := f.list("outputs")
	if f.err != nil {
		return nil, f.err
	}
	for j, o := range outputs {
		at := fmt.Sprintf("%s, output %d", where, j+1)
		out, err := readOutput(o, at)
		if err != nil {
			return nil, err
		}
		c.Outputs = append(c.Outputs, out)
	}
	c.extra = m
	return c, nil
}

func readOutput(raw any, where string) (Output, error) {
	m, ok := raw.(map[string]any)
	if !ok {
		return Output{}, fmt.Errorf("%s: is no object", where)
	}
	f := &fields{m: m, where: where}
	o := Output{
		Type: f.text("output_type"), Name: f.text("name"), Text: f.text("text"),
		Data: f.object("data"), Metadata: f.object("metadata"), Count: f.optional("execution_count"),
		EName: f.text("ename"), EValue: f.text("evalue"),
	}
	for _, l := range f.list("traceback") {
		s, ok := l.(string)
		if !ok {
			f.wrong("traceback", l, "a text in every line")
		}
		o.Traceback = append(o.Traceback, s)
	}
	if f.err != nil {
		return Output{}, f.err
	}
	switch o.Type {
	case "stream", "display_data", "execute_result", "error":
	default:
		return Output{}, fmt.Errorf("%s: output_type is %q, wanted stream, display_data, execute_result or error", where, o.Type)
	}
	for mime, v := range o.Data {
		if isText(mime) {
			o.Data[mime] = joined(v)
		}
	}
	o.extra = m
	return o, nil
}

// fields takes known fields out of a JSON object; what is left is unknown and
// kept. The first one that has the wrong type is remembered in err: dropping it
// would lose what somebody wrote.
type fields struct {
	m     map[string]any
	where string
	err   error
}

func (f *fields) take(key string) any {
	v := f.m[key]
	delete(f.m, key)
	return v
}

func (f *fields) wrong(key string, v any, want string) {
	if v != nil && f.err == nil {
		raw, _ := json.Marshal(v)
		f.err = fmt.Errorf("%s: %s is %.40s, wanted %s", f.where, key, raw, want)
	}
}

func (f *fields) text(key string) string {
	v := f.take(key)
	s, ok := joined(v).(string)
	if !ok {
		f.wrong(key, v, "a text or a list of lines")
	}
	return s
}

func (f *fields) object(key string) map[string]any {
	v := f.take(key)
	m, ok := v.(map[string]any)
	if !ok {
		f.wrong(key, v, "an object")
	}
	return m
}

func (f *fields) list(key string) []any {
	v := f.take(key)
	l, ok := v.([]any)
	if !ok {
		f.wrong(key, v, "a list")
	}
	return l
}

func (f *fields) optional(key string) *int {
	v := f.take(key)
	n, _ := v.(json.Number)
	i, err := n.Int64()
	if err != nil {
		f.wrong(key, v, "a whole number")
		return nil
	}
	whole := int(i)
	return &whole
}

func (f *fields) integer(key string) int {
	if p := f.optional(key); p != nil {
		return *p
	}
	return 0
}

// joined turns nbformat's "list of lines" into one string; anything else stays.
func joined(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	var b strings.Builder
	for _, l := range list {
		s, ok := l.(string)
		if !ok {
			return v
		}
		b.WriteString(s)
	}
	return b.String()
}

// Write writes the notebook as Jupyter does.
func (nb *Notebook) Write(w io.Writer) error {
	var b bytes.Buffer
	if err := encode(&b, nb.tree(), 0); err != nil {
		return fmt.Errorf("notebook: %w", err)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

func (nb *Notebook) tree() map[string]any {
	t := copied(nb.extra)
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		cells[i] = c.tree()
	}
	t["cells"], t["metadata"], t["nbformat"], t["nbformat_minor"] = cells, present(nb.Metadata), nb.Major, nb.Minor
	return t
}

func (c *Cell) tree() map[string]any {
	t := copied(c.extra)
	t["cell_type"], t["metadata"], t["source"] = c.Type, present(c.Metadata), lines(c.Source)
	if c.ID != "" {
		t["id"] = c.ID
	}
	if c.Attachments != nil {
		t["attachments"] = c.Attachments
	}
	if c.Type == "code" {
		outputs := make([]any, len(c.Outputs))
		for i, o := range c.Outputs {
			outputs[i] = o.tree()
		}
		t["outputs"], t["execution_count"] = outputs, count(c.Count)
	}
	return t
}

func (o Output) tree() map[string]any {
	t := copied(o.extra)
	t["output_type"] = o.Type
	switch o.Type {
	case "stream":
		t["name"], t["text"] = o.Name, lines(o.Text)
	case "error":
		trace := make([]any, len(o.Traceback))
		for i, l := range o.Traceback {
			trace[i] = l
		}
		t["ename"], t["evalue"], t["traceback"] = o.EName, o.EValue, trace
	default:
		data := make(map[string]any, len(o.Data))
		for mime, v := range o.Data {
			if s, ok := v.(string); ok && isText(mime) {
				v = lines(s)
			}
			data[mime] = v
		}
		t["data"], t["metadata"] = data, present(o.Metadata)
		if o.Type == "execute_result" {
			t["execution_count"] = count(o.Count)
		}
	}
	return t
}

// isText says whether nbformat stores a MIME type as a list of lines.
func isText(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml"
}

func lines(s string) []any {
	list := []any{}
	for _, l := range strings.SplitAfter(s, "\n") {
		if l != "" {
			list = append(list, l)
		}
	}
	return list
}

func count(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

func copied(m map[string]any) map[string]any {
	c := make(map[string]any, len(m)+6)
	for k, v := range m {
		c[k] = v
	}
	return c
}

func present(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
