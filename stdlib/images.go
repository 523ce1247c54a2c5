package stdlib

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"io"
)

// FromImage is a picture with a unit a pixel: +1 where the pixel is brighter than
// the threshold in [0, 1], and opaque. For dark ink on light paper, take Negative.
func FromImage(img image.Image, threshold float64) (Pattern, error) {
	b := img.Bounds()
	if b.Empty() {
		return Pattern{}, fmt.Errorf("stdlib: the image has no pixels")
	}
	p := Pattern{make([]int8, 0, b.Dx()*b.Dy()), b.Dy(), b.Dx()}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			v := color.Gray16Model.Convert(img.At(x, y)).(color.Gray16).Y
			p.Spins = append(p.Spins, spin(float64(v)/65535 > threshold))
		}
	}
	return p, nil
}

func spin(up bool) int8 {
	if up {
		return 1
	}
	return -1
}

// Image is the pattern with a pixel a unit: white for +1, black for −1.
func (p Pattern) Image() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, p.Cols, p.Rows))
	for i, s := range p.Spins {
		if s > 0 {
			img.Pix[i/p.Cols*img.Stride+i%p.Cols] = 255
		}
	}
	return img
}

// IDX is the content of an IDX file of bytes, the format of MNIST: Size holds the
// numbers of items, rows and columns; Data all bytes, item after item.
type IDX struct {
	Size []int
	Data []byte
}

// ReadIDX reads an IDX file of unsigned bytes, gzipped or not. It reads no more than
// the size in the file's head says.
//
// Source: LeCun, Cortes and Burges, the MNIST database.
func ReadIDX(r io.Reader) (IDX, error) {
	in := bufio.NewReader(r)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return IDX{}, fmt.Errorf("stdlib: IDX: %w", err)
		}
		defer z.Close()
		in = bufio.NewReader(z)
	}
	var magic [4]byte
	if _, err := io.ReadFull(in, magic[:]); err != nil {
		return IDX{}, fmt.Errorf("stdlib: IDX: %w", err)
	}
	if magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || magic[3] == 0 {
		return IDX{}, fmt.Errorf("stdlib: IDX: the file begins with % x, want 00 00 08 and the number of dimensions", magic)
	}
	x, total := IDX{}, int64(1)
	for range magic[3] {
		var n uint32
		if err := binary.Read(in, binary.BigEndian, &n); err != nil {
			return IDX{}, fmt.Errorf("stdlib: IDX: %w", err)
		}
		if x.Size = append(x.Size, int(n)); n == 0 || total > (1<<31)/int64(n) {
			return IDX{}, fmt.Errorf("stdlib: IDX: sizes %v are empty or more than 2 GB", x.Size)
		}
		total *= int64(n)
	}
	data, err := io.ReadAll(io.LimitReader(in, total))
	if err != nil || int64(len(data)) != total {
		return IDX{}, fmt.Errorf("stdlib: IDX: %d bytes of data, want %d (%v)", len(data), total, err)
	}
	x.Data = data
	return x, nil
}

// WriteIDX writes x as an IDX file.
func WriteIDX(w io.Writer, x IDX) error {
	total := 1
	head := []byte{0, 0, 8, byte(len(x.Size))}
	for _, n := range x.Size {
		total *= n
		head = binary.BigEndian.AppendUint32(head, uint32(n))
	}
	if len(x.Size) < 1 || len(x.Size) > 255 || total != len(x.Data) {
		return fmt.Errorf("stdlib: IDX: sizes %v for %d bytes", x.Size, len(x.Data))
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(x.Data)
	return err
}

// Patterns makes every item a picture: +1 where its byte is at least the
// threshold (128 is customary).
func (x IDX) Patterns(threshold byte) ([]Pattern, error) {
	if len(x.Size) != 3 || x.Size[0]*x.Size[1]*x.Size[2] != len(x.Data) {
		return nil, fmt.Errorf("stdlib: IDX of sizes %v and %d bytes, want items of rows and columns", x.Size, len(x.Data))
	}
	rows, cols := x.Size[1], x.Size[2]
	all := make([]Pattern, x.Size[0])
	for k := range all {
		s := make([]int8, rows*cols)
		for i, v := range x.Data[k*rows*cols : (k+1)*rows*cols] {
			s[i] = spin(v >= threshold)
		}
		all[k] = Pattern{s, rows, cols}
	}
	return all, nil
}

// BitString is the pattern as 0s and 1s, which ParsePattern reads.
func (p Pattern) BitString() string {
	b := make([]byte, len(p.Spins))
	for i, s := range p.Spins {
		b[i] = '0' + byte(s+1)/2
	}
	return string(b)
}
