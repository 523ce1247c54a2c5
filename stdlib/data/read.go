package data

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that folders of pictures are read in
	_ "image/jpeg"
	_ "image/png"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"harmonium/stdlib"
)

// FromIDX is pictures and labels of two IDX files, as MNIST has them. labels may be
// empty.
func FromIDX(pictures, labels stdlib.IDX) (*Labelled, error) {
	if len(pictures.Size) != 3 {
		return nil, fmt.Errorf("data: an IDX file of sizes %v, want pictures of rows and columns", pictures.Size)
	}
	var known []int
	if len(labels.Size) > 0 {
		if len(labels.Size) != 1 || labels.Size[0] != pictures.Size[0] {
			return nil, fmt.Errorf("data: labels of sizes %v for %d pictures", labels.Size, pictures.Size[0])
		}
		for _, y := range labels.Data {
			known = append(known, int(y))
		}
	}
	x := make([]float32, len(pictures.Data))
	for i, v := range pictures.Data {
		x[i] = float32(v) / 255
	}
	return NewLabelled(pictures.Size[1], pictures.Size[2], x, known)
}

// CSV says how a table is read. Zero fields take the stated default.
type CSV struct {
	Label      string  // the name of the column with the labels, or its number from 0; "" means the first column, "-" that there is none
	Rows, Cols int     // the shape of the pictures; 0 means one row
	Max        float64 // what is white; 0 means 1 where no number is above, else 255
}

// ReadCSV reads a table of numbers, a picture a line with its label. A first line that
// is not of numbers is names. Labels may be words: the classes are then numbered in
// the order of the alphabet. A number that is none, or outside 0 … Max, is refused with
// its place.
func ReadCSV(r io.Reader, how CSV) (*Labelled, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("data: CSV: %w", err)
	}
	label, first, err := how.head(lines)
	if err != nil {
		return nil, err
	}
	var words []string
	var numbers []float64
	for k, fields := range lines[first:] {
		for j, field := range fields {
			if j == label {
				words = append(words, strings.TrimSpace(field))
				continue
			}
			v, err := strconv.ParseFloat(strings.TrimSpace(field), 64)
			if err != nil || !(v >= 0) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("data: CSV: line %d, column %d is %q, want a number from 0", first+k+1, j+1, field)
			}
			numbers = append(numbers, v)
		}
	}
	pixels, err := how.scale(numbers)
	if err != nil {
		return nil, err
	}
	d := &Labelled{Rows: how.Rows, Cols: how.Cols, Pixels: pixels}
	if how.Rows == 0 && how.Cols == 0 && len(lines) > first {
		d.Rows, d.Cols = 1, len(numbers)/(len(lines)-first)
	}
	d.name(words)
	return d, d.Check()
}

// head finds the column of the labels, −1 for none, and the first line of numbers.
func (how CSV) head(lines [][]string) (label, first int, err error) {
	if len(lines) == 0 {
		return 0, 0, fmt.Errorf("data: CSV: the table is empty")
	}
	for j, field := range lines[0] {
		if _, err := strconv.ParseFloat(strings.TrimSpace(field), 64); err != nil && !(len(lines) == 1 || how.Label == "" && j == 0 || how.Label == strconv.Itoa(j)) {
			first = 1
		}
	}
	switch how.Label {
	case "":
		return 0, first, nil
	case "-":
		return -1, first, nil
	}
	if k := slices.Index(lines[0], how.Label); first == 1 && k >= 0 {
		return k, first, nil
	}
	k, err := strconv.Atoi(how.Label)
	if err != nil || k < 0 || k >= len(lines[0]) {
		return 0, 0, fmt.Errorf("data: CSV: there is no column %q among %d", how.Label, len(lines[0]))
	}
	return k, first, nil
}

func (how CSV) scale(numbers []float64) ([]float32, error) {
	white := how.Max
	if white == 0 {
		white = 1
		if len(numbers) > 0 && slices.Max(numbers) > 1 {
			white = 255
		}
	}
	if !(white > 0) || math.IsInf(white, 0) {
		return nil, fmt.Errorf("data: CSV: white is %v, want a finite number above 0", white)
	}
	out := make([]float32, len(numbers))
	for i, v := range numbers {
		if v > white {
			return nil, fmt.Errorf("data: CSV: number %d is %v, want 0 to %v", i, v, white)
		}
		out[i] = float32(v / white)
	}
	return out, nil
}

// name turns labels in words into numbers; those that are numbers from 0 stay.
func (d *Labelled) name(words []string) {
	numbers, whole := make([]int, len(words)), len(words) > 0
	for k, w := range words {
		y, err := strconv.Atoi(w)
		whole = whole && err == nil && y >= 0 && y < 1<<16
		numbers[k] = y
	}
	if !whole {
		d.Names = slices.Compact(slices.Sorted(slices.Values(words)))
		for k, w := range words {
			numbers[k] = slices.Index(d.Names, w)
		}
	}
	if len(words) > 0 {
		d.Labels, d.Classes = numbers, slices.Max(numbers)+1
	}
}

// maxSide is the largest side of a picture that is read.
const maxSide = 4096

// ReadFolder reads the pictures of a folder (PNG, JPEG, GIF), all of one size, in the
// order of their names, in grey; for dark ink on light paper take [Labelled.Inverted]. Where the
// folder has folders, each of these is a class of its own. Other files are left alone;
// os.DirFS makes an fs.FS of a folder. It checks ctx between pictures.
func ReadFolder(ctx context.Context, folder fs.FS) (*Labelled, error) {
	d := &Labelled{}
	var words []string
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif"}, strings.ToLower(path.Ext(name))) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		words = append(words, path.Dir(name))
		return d.read(folder, name)
	})
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if len(words) == 0 {
		return nil, errors.New("data: there is no PNG, JPEG or GIF in the folder")
	}
	if words[0] != "." || words[len(words)-1] != "." {
		d.name(words)
	}
	return d, d.Check()
}

func (d *Labelled) read(folder fs.FS, name string) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	size, _, err := image.DecodeConfig(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if d.Rows == 0 {
		d.Rows, d.Cols = size.Height, size.Width
	}
	if size.Height != d.Rows || size.Width != d.Cols || d.Rows < 1 || d.Rows > maxSide || d.Cols > maxSide {
		return fmt.Errorf("%s is %d×%d, want %d×%d as the first picture, at most %d", name, size.Height, size.Width, d.Rows, d.Cols, maxSide)
	}
	again, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer again.Close()
	img, _, err := image.Decode(again)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			d.Pixels = append(d.Pixels, float32(color.Gray16Model.Convert(img.At(x, y)).(color.Gray16).Y)/65535)
		}
	}
	return nil
}

// Inverted is a copy with black and white exchanged.
func (d *Labelled) Inverted() *Labelled {
	c := *d
	c.Pixels = make([]float32, len(d.Pixels))
	for i, v := range d.Pixels {
		c.Pixels[i] = 1 - v
	}
	return &c
}

// open reads an IDX file from the disc.
func open(file string) (stdlib.IDX, error) {
	f, err := os.Open(file)
	if err != nil {
		return stdlib.IDX{}, err
	}
	defer f.Close()
	x, err := stdlib.ReadIDX(f)
	if err != nil {
		return x, fmt.Errorf("%s: %w", file, err)
	}
	return x, nil
}
