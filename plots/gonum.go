package plots

import (
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Gonum is a plot of gonum/plot, by a name that needs no import of it.
type Gonum = plot.Plot

// Plot draws a plot of gonum/plot as it is, at the size that other figures have.
func Plot(p *Gonum) *Figure {
	if p == nil {
		return failed("the plot is nil")
	}
	if p.TextHandler == nil {
		return failed("the plot was not made by plot.New, and cannot be drawn")
	}
	f := &Figure{Width: 560, Height: 360, words: plotWords(p)}
	f.draw = func(c *canvas) error {
		area := draw.Canvas{Canvas: c.Canvas.Canvas, Rectangle: vg.Rectangle{
			Min: c.at(8, c.h-8), Max: c.at(c.w-12, c.top),
		}}
		p.Draw(area)
		return nil
	}
	return f
}

// plotWords says what a plot names: gonum/plot tells no more of what is in it.
func plotWords(p *plot.Plot) string {
	text := "A plot"
	if p.Title.Text != "" {
		text = strings.ReplaceAll(p.Title.Text, "\n", " ")
	}
	if p.X.Label.Text != "" || p.Y.Label.Text != "" {
		text += ": " + nameOr(p.Y.Label.Text, "y") + " against " + nameOr(p.X.Label.Text, "x")
	}
	for _, axis := range []struct {
		name     string
		min, max float64
	}{{"x", p.X.Min, p.X.Max}, {"y", p.Y.Min, p.Y.Max}} {
		if isFinite(axis.min) && isFinite(axis.max) {
			text += ", " + axis.name + " from " + number(axis.min) + " to " + number(axis.max)
		}
	}
	return text + "."
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}
