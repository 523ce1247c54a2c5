package notebook

import "maps"

// Collector keeps what the running cells put out as a front end would store it:
// neighbouring texts of one stream joined, displays with an id updated wherever
// they stand, clear_output obeyed at once or with the next output.
type Collector struct {
	displays map[string][]place // where each display id is shown
	clearing map[*Cell]bool     // cells to be emptied when their next output comes
}

type place struct {
	cell *Cell
	at   int
}

// NewCollector makes a collector for one run of a notebook.
func NewCollector() *Collector {
	return &Collector{displays: map[string][]place{}, clearing: map[*Cell]bool{}}
}

// Stream adds text of stdout or stderr to the cell.
func (k *Collector) Stream(c *Cell, name, text string) {
	k.settle(c)
	if n := len(c.Outputs); n > 0 && c.Outputs[n-1].Type == "stream" && c.Outputs[n-1].Name == name {
		c.Outputs[n-1].Text += text
		return
	}
	k.add(c, Output{Type: "stream", Name: name, Text: text})
}

// Display adds a display; a non-empty id lets later updates find it.
func (k *Collector) Display(c *Cell, data, metadata map[string]any, id string) {
	k.settle(c)
	k.remember(id, c)
	k.add(c, Output{Type: "display_data", Data: data, Metadata: metadata})
}

// Update replaces what every display of this id shows.
func (k *Collector) Update(data, metadata map[string]any, id string) {
	for _, p := range k.displays[id] {
		o := &p.cell.Outputs[p.at]
		o.Data, o.Metadata = maps.Clone(data), maps.Clone(metadata)
	}
}

// Result adds the value of the cell's last expression.
func (k *Collector) Result(c *Cell, data, metadata map[string]any, count int, id string) {
	k.settle(c)
	k.remember(id, c)
	k.add(c, Output{Type: "execute_result", Data: data, Metadata: metadata, Count: &count})
}

// Error adds the cell's error.
func (k *Collector) Error(c *Cell, name, value string, traceback []string) {
	k.settle(c)
	k.add(c, Output{Type: "error", EName: name, EValue: value, Traceback: traceback})
}

// Clear empties the cell now, or (wait) when its next output comes.
func (k *Collector) Clear(c *Cell, wait bool) {
	if wait {
		k.clearing[c] = true
		return
	}
	k.empty(c)
}

func (k *Collector) settle(c *Cell) {
	if k.clearing[c] {
		k.empty(c)
	}
}

// empty takes away all outputs of the cell.
func (k *Collector) empty(c *Cell) {
	c.Outputs = nil
	k.forget(c)
}

// forget drops what is known of the cell's outputs, which are gone.
func (k *Collector) forget(c *Cell) {
	delete(k.clearing, c)
	for id, places := range k.displays {
		kept := places[:0]
		for _, p := range places {
			if p.cell != c {
				kept = append(kept, p)
			}
		}
		k.displays[id] = kept
	}
}

func (k *Collector) remember(id string, c *Cell) {
	if id != "" {
		k.displays[id] = append(k.displays[id], place{c, len(c.Outputs)})
	}
}

func (k *Collector) add(c *Cell, o Output) { c.Outputs = append(c.Outputs, o) }
