package display

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"reflect"

	"harmonium/dsl/internal/mime"
)

// Small pictures, such as a digit of 28×28, are enlarged in whole pixels until
// they can be seen: browsers would blur them.
const (
	smallPicture = 100 // pixels of the longer side
	shownPicture = 280
	maxPixels    = 50_000_000
)

// picture shows an image.Image as PNG.
func picture(v reflect.Value) (mime.Bundle, bool, error) {
	img, ok := native[image.Image](v)
	if !ok {
		return mime.Bundle{}, false, nil
	}
	if _, uniform := img.(*image.Uniform); uniform { // it has no size
		return mime.Bundle{}, false, nil
	}
	size := img.Bounds().Size()
	if size.X <= 0 || size.Y <= 0 {
		return mime.Text(fmt.Sprintf("image of %d×%d pixels", size.X, size.Y)), true, nil
	}
	if size.X > maxPixels/size.Y {
		return mime.Bundle{}, false, fmt.Errorf("an image of %d×%d pixels; at most %s can be shown", size.X, size.Y, count(maxPixels))
	}
	shown, factor := enlarge(img)
	var buf bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&buf, shown); err != nil {
		return mime.Bundle{}, false, err
	}
	text := fmt.Sprintf("image of %d×%d pixels", size.X, size.Y)
	return mime.Bundle{
		Data: map[string]any{
			"image/png":  base64.StdEncoding.EncodeToString(buf.Bytes()),
			"text/plain": text,
		},
		Metadata: map[string]any{"image/png": map[string]any{"width": size.X * factor, "height": size.Y * factor}},
	}, true, nil
}

// enlarge repeats the pixels of a small image.
func enlarge(img image.Image) (image.Image, int) {
	b := img.Bounds()
	longer := max(b.Dx(), b.Dy())
	if longer > smallPicture {
		return img, 1
	}
	factor := max(1, shownPicture/longer)
	big := image.NewNRGBA(image.Rect(0, 0, b.Dx()*factor, b.Dy()*factor))
	for y := range b.Dy() {
		for x := range b.Dx() {
			cell := image.Rect(x*factor, y*factor, (x+1)*factor, (y+1)*factor)
			draw.Draw(big, cell, image.NewUniform(img.At(b.Min.X+x, b.Min.Y+y)), image.Point{}, draw.Src)
		}
	}
	return big, factor
}
