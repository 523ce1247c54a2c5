package plots

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/gif"
	"time"

	"harmonium/stdlib"
)

// Animation is figures of one size shown one after the other, over and over.
type Animation struct {
	Delay time.Duration // between frames; 0 means 200 ms; the last stays a second longer

	frames []*Figure
	words  string
	err    error
}

// The most frames of an animation, and the most dots of all frames together: an
// animation that is larger makes a notebook heavy.
const (
	maxFrames = 120
	maxDots   = 48 << 20
)

// Animate shows figures one after the other. Of more than 120 frames, or of fewer
// large ones, some are left out evenly, and the words say so.
func Animate(figures ...*Figure) *Animation {
	if len(figures) == 0 {
		return &Animation{err: fmt.Errorf("plots: there is no frame to show")}
	}
	for i, f := range figures {
		if f == nil {
			return &Animation{err: fmt.Errorf("plots: frame %d is nil", i+1)}
		}
		w, h := f.size()
		if w0, h0 := figures[0].size(); f.err == nil && (w != w0 || h != h0) {
			return &Animation{err: fmt.Errorf("plots: frame %d has %v×%v pixels, frame 1 has %v×%v", i+1, w, h, w0, h0)}
		}
		if f.err != nil {
			return &Animation{err: f.err}
		}
	}
	w, h := figures[0].size()
	most := min(maxFrames, max(2, int(maxDots/max(1, 4*w*h))))
	a := &Animation{}
	for _, k := range spread(len(figures), most) {
		a.frames = append(a.frames, figures[k])
	}
	a.words = fmt.Sprintf("Animation of %d frames", len(figures))
	if len(a.frames) < len(figures) {
		a.words += fmt.Sprintf(", %d of them shown", len(a.frames))
	}
	a.words += "; the last: " + a.frames[len(a.frames)-1].Words()
	return a
}

// Movie animates the states of a recall, each a frame.
func Movie(states []stdlib.Pattern) *Animation {
	frames := make([]*Figure, len(states))
	for i, p := range states {
		if p.Rows != states[0].Rows || p.Cols != states[0].Cols {
			return &Animation{err: fmt.Errorf("plots: state %d has %d units of %d×%d, state 1 has %d×%d", i+1, p.Units(), p.Rows, p.Cols, states[0].Rows, states[0].Cols)}
		}
		frames[i] = Patterns([]stdlib.Pattern{p}, fmt.Sprintf("state %d of %d", i, len(states)-1))
	}
	a := Animate(frames...)
	if a.err == nil {
		a.words = fmt.Sprintf("Animation of %d states of %d units.", len(states), states[0].Units())
		if n := len(a.frames); n < len(states) {
			a.words += fmt.Sprintf(" %d of them are shown.", n)
		}
	}
	return a
}

// Words says what the animation shows.
func (a *Animation) Words() string {
	if a.err != nil {
		return "No animation: " + a.err.Error()
	}
	return a.words
}

// String is Words.
func (a *Animation) String() string { return a.Words() }

// Err is why the animation cannot be drawn; nil when it can.
func (a *Animation) Err() error { return a.err }

// PNG draws the animation as APNG: what cannot play it shows the first frame.
func (a *Animation) PNG() ([]byte, error) {
	images, err := a.images()
	if err != nil {
		return nil, err
	}
	return encodeAPNG(images, a.delays()), nil
}

// GIF draws the animation with at most 256 colours.
func (a *Animation) GIF() ([]byte, error) {
	images, err := a.images()
	if err != nil {
		return nil, err
	}
	out := gif.GIF{}
	p := commonColours(images)
	for i, d := range a.delays() {
		out.Image = append(out.Image, paint(images[i], p))
		out.Delay = append(out.Delay, int(d/(10*time.Millisecond)))
	}
	var b bytes.Buffer
	err = gif.EncodeAll(&b, &out)
	return b.Bytes(), err
}

func (a *Animation) images() ([]*image.RGBA, error) {
	if a.err != nil {
		return nil, a.err
	}
	images := make([]*image.RGBA, len(a.frames))
	for i, f := range a.frames {
		img, err := f.raster()
		if err != nil {
			return nil, fmt.Errorf("frame %d: %w", i+1, err)
		}
		images[i] = img
	}
	return images, nil
}

// delays is how long each frame is shown.
func (a *Animation) delays() []time.Duration {
	d := make([]time.Duration, len(a.frames))
	for i := range d {
		d[i] = a.Delay
		if a.Delay <= 0 {
			d[i] = 200 * time.Millisecond
		}
	}
	d[len(d)-1] += time.Second
	return d
}

// MIMEBundle is the animation as PNG (base64) and in words, keyed by MIME type, with
// the size in CSS pixels as metadata.
func (a *Animation) MIMEBundle() (data, metadata map[string]any, err error) {
	b, err := a.PNG()
	if err != nil {
		return nil, nil, err
	}
	w, h := a.frames[0].size()
	data = map[string]any{"image/png": base64.StdEncoding.EncodeToString(b), "text/plain": a.Words()}
	metadata = map[string]any{"image/png": map[string]any{"width": int(w), "height": int(h)}}
	return data, metadata, nil
}
