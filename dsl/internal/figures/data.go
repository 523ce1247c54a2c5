package figures

import (
	"fmt"

	"harmonium/dsl/internal/display"
	"harmonium/plots"
	"harmonium/stdlib"
	"harmonium/stdlib/data"
)

// registerData: examples are pictures, places are a scatter plot.
func registerData(r *display.Registry) {
	display.RegisterAs(r, "a sheet of the first pictures with their labels", func(d *data.Labelled) (any, error) {
		var pictures [][]float64
		var captions []string
		for k := range min(d.Len(), mostStates) {
			var grey []float64
			for _, x := range d.Picture(k) {
				grey = append(grey, float64(x))
			}
			pictures = append(pictures, grey)
			if d.Labels != nil {
				captions = append(captions, d.Name(d.Labels[k]))
			}
		}
		return figure(plots.Greys(d.Rows, d.Cols, pictures, captions...).Titled(fmt.Sprintf("%d of %d pictures", len(pictures), d.Len())))
	})
	display.RegisterAs(r, "a sheet of the first items, black where a byte is at least 128", func(x stdlib.IDX) (any, error) {
		ps, err := x.Patterns(128)
		if err != nil {
			return nil, nil // its bytes are no pictures
		}
		return examples(ps, len(ps))
	})
	display.RegisterAs(r, "a cloud of each class, in the first two dimensions", func(p *data.Points) (any, error) {
		clouds := map[int]*plots.Line{}
		most := 0
		for k, class := range p.Labels {
			if clouds[class] == nil {
				clouds[class] = &plots.Line{Label: fmt.Sprint("class ", class)}
				most = max(most, class)
			}
			c := clouds[class]
			c.X = append(c.X, p.Data[k*p.Dimension])
			c.Y = append(c.Y, p.Data[k*p.Dimension+min(1, p.Dimension-1)])
		}
		var all []plots.Line
		for class := range most + 1 {
			if clouds[class] != nil {
				all = append(all, *clouds[class])
			}
		}
		return figure(plots.Scatter(plots.Axes{X: "first", Y: "second"}, all...).Titled(fmt.Sprintf("%d points", p.Len())))
	})
}
