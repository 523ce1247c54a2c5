package data_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/rng"
)

var ctx = context.Background()

func ExampleDigits() {
	d, err := data.Digits(ctx, rng.New(1), 3, data.DigitsWorld{Size: 12, Jitter: -1})
	fmt.Println(d, err)
	fmt.Println(d.Labels)
	fmt.Println(d.Patterns(.5)[0])
	// Output:
	// 3 pictures of 12×12 in 10 classes <nil>
	// [5 9 0]
	// ............
	// ....#####...
	// ...##.......
	// ...##.......
	// ...####.....
	// ...##.##....
	// ........#...
	// ........#...
	// ..##....#...
	// ...##..#....
	// ....###.....
	// ............
}

func ExampleReadCSV() {
	d, err := data.ReadCSV(strings.NewReader("species,a,b\ncat,0,255\ndog,51,0\n"), data.CSV{Label: "species"})
	fmt.Println(d, err)
	fmt.Println(d.Pixels, d.Labels, d.Names)
	// Output:
	// 2 pictures of 1×2 in 2 classes <nil>
	// [0 1 0.2 0] [0 1] [cat dog]
}

func ExampleGaussians() {
	d, err := data.Gaussians(rng.New(1), 1000, .5, []float64{-2, 0}, []float64{2, 0})
	fmt.Println(d.Len(), d.Dimension, err)
	// Output: 1000 2 <nil>
}

// A digit drawn at random is nearer to the plain drawing of its own kind than to the
// others': the classes are there to be learned, at every size.
func TestDigitsLookLikeThemselves(t *testing.T) {
	for size, least := range map[int]float64{8: .8, 16: .8, 28: .8} {
		plain := map[int][]float32{}
		models, err := data.Digits(ctx, rng.New(1), 200, data.DigitsWorld{Size: size, Jitter: -1})
		if err != nil {
			t.Fatal(err)
		}
		for k, y := range models.Labels {
			plain[y] = models.Picture(k)
		}
		d, err := data.Digits(ctx, rng.New(2), 500, data.DigitsWorld{Size: size})
		if err != nil || len(plain) != 10 {
			t.Fatal(len(plain), err)
		}
		right := 0
		for k, y := range d.Labels {
			best, nearest := -1, math.Inf(1)
			for class := range 10 {
				sum := 0.0
				for i, v := range d.Picture(k) {
					e := float64(v - plain[class][i])
					sum += e * e
				}
				if sum < nearest {
					best, nearest = class, sum
				}
			}
			if best == y {
				right++
			}
		}
		share := float64(right) / 500
		t.Logf("%d×%d: %.1f%% nearest to their own model", size, size, 100*share)
		if share < least {
			t.Errorf("%d×%d: %.3f, want %v", size, size, share, least)
		}
	}
}

func TestDigitsDependOnTheirNumberAlone(t *testing.T) {
	few, _ := data.Digits(ctx, rng.New(3), 5, data.DigitsWorld{Size: 10, Noise: .1})
	many, _ := data.Digits(ctx, rng.New(3), 50, data.DigitsWorld{Size: 10, Noise: .1})
	if !slices.Equal(few.Pixels, many.Pixels[:len(few.Pixels)]) || !slices.Equal(few.Labels, many.Labels[:5]) {
		t.Error("the first five of 50 digits are not those of 5")
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := data.Digits(gone, rng.New(3), 5, data.DigitsWorld{}); err != context.Canceled {
		t.Error(err)
	}
}

func TestBinarising(t *testing.T) {
	d, err := data.NewLabelled(1, 4, []float32{0, .25, .75, 1, 0, .25, .75, 1}, []int{0, 2})
	if err != nil {
		t.Fatal(err)
	}
	if p := d.Patterns(.5); p[0].String() != "--++" || d.Classes != 3 {
		t.Errorf("%v, %d classes", p, d.Classes)
	}
	hot, err := d.OneHot(d.Patterns(.5))
	if err != nil || hot[1].String() != "--++--+" {
		t.Errorf("%v, %v", hot, err)
	}
	sum := make([]float64, 4)
	const n = 4000
	for seed := range uint64(n) {
		for i, s := range d.Sampled(rng.New(seed))[1].Spins {
			sum[i] += float64(s+1) / 2 / n
		}
	}
	for i, want := range d.Picture(1) { // 4 standard errors
		if math.Abs(sum[i]-float64(want)) > 4*math.Sqrt(.25*.75/n) {
			t.Errorf("pixel %d is on in %.3f of the draws, want %v", i, sum[i], want)
		}
	}
	s := d.Shuffled(rng.New(1))
	if s.Len() != 2 || s.Labels[0]+s.Labels[1] != 2 {
		t.Errorf("%v", s.Labels)
	}
	if a, b, err := d.Split(1); err != nil || a.Labels[0] != 0 || b.Labels[0] != 2 || b.Len() != 1 {
		t.Errorf("%v, %v, %v", a, b, err)
	}
}

func TestPrototypesHaveTheirFrequencies(t *testing.T) {
	letters := data.Letters()[:3]
	d, err := data.Prototypes(rng.New(1), 6000, .1, letters...)
	if err != nil {
		t.Fatal(err)
	}
	count, wrong := make([]float64, 3), 0.0
	for k, p := range d.Patterns(.5) {
		count[d.Labels[k]]++
		wrong += float64(p.Hamming(letters[d.Labels[k]]))
	}
	for c, n := range count { // 4 standard errors of 1/3
		if math.Abs(n/6000-1./3) > 4*math.Sqrt(2./9/6000) {
			t.Errorf("prototype %d makes %v of 6000", c, n)
		}
	}
	if share := wrong / 6000 / 35; math.Abs(share-.1) > .003 {
		t.Errorf("%.4f of the units are flipped, want .1", share)
	}
}

func TestGaussiansHaveTheirMoments(t *testing.T) {
	d, err := data.Gaussians(rng.New(4), 20_000, .5, []float64{3, -1}, []float64{-3, 1})
	if err != nil {
		t.Fatal(err)
	}
	n, mean, square := 0.0, 0.0, 0.0
	for k, y := range d.Labels {
		if y == 0 {
			e := d.Data[2*k] - 3
			n, mean, square = n+1, mean+e, square+e*e
		}
	}
	mean /= n
	if dev := math.Sqrt(square/n - mean*mean); math.Abs(mean) > .02 || math.Abs(dev-.5) > .015 || math.Abs(n/20000-.5) > .015 {
		t.Errorf("class 0: %v points, off by %v, deviation %v", n, mean, dev)
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct {
		text string
		how  data.CSV
		want string
	}{
		{"3,0,1\n5,1,0\n", data.CSV{}, "[0 1 1 0] [3 5] 6"},
		{"label,p\n1,255\n0,0\n", data.CSV{}, "[1 0] [1 0] 2"},
		{"0,0,1,1\n", data.CSV{Label: "-", Rows: 2, Cols: 2}, "[0 0 1 1] [] 0"},
		{"0,8,a\n16,4,b\n", data.CSV{Label: "2", Max: 16}, "[0 0.5 1 0.25] [0 1] 2"},
		{"", data.CSV{}, "empty"},
		{"1,x\n2,y\n", data.CSV{}, `line 2, column 2 is "y"`},
		{"1,0\n2,-1\n", data.CSV{}, `line 2, column 2 is "-1"`},
		{"1,0\n2,NaN\n", data.CSV{}, `line 2, column 2 is "NaN"`},
		{"1,0\n2,17\n", data.CSV{Max: 16}, "17, want 0 to 16"},
		{"1,0\n2\n", data.CSV{}, "wrong number of fields"},
		{"1,0,0\n", data.CSV{Rows: 2, Cols: 2}, "2 pixels do not fill"},
		{"1,0\n", data.CSV{Label: "7"}, `no column "7" among 2`},
	} {
		d, err := data.ReadCSV(strings.NewReader(c.text), c.how)
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(d.Pixels, d.Labels, d.Classes)
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func picture(t *testing.T, w, h int, white int) []byte {
	img := image.NewGray(image.Rect(0, 0, w, h))
	img.SetGray(white, 0, color.Gray{255})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFolder(t *testing.T) {
	file := func(b []byte) *fstest.MapFile { return &fstest.MapFile{Data: b} }
	folder := fstest.MapFS{"b/1.png": file(picture(t, 2, 1, 0)), "a/2.PNG": file(picture(t, 2, 1, 1)), "b/3.png": file(picture(t, 2, 1, 1)), "readme.txt": file(nil)}
	d, err := data.ReadFolder(ctx, folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(d.Pixels, d.Labels, d.Names); got != "[0 1 1 0 0 1] [0 1 1] [a b]" {
		t.Error(got)
	}
	if got := d.Inverted().Pixels[:2]; got[0] != 1 || got[1] != 0 {
		t.Error(got)
	}
	folder["b/4.png"] = file(picture(t, 3, 1, 0))
	if _, err := data.ReadFolder(ctx, folder); err == nil || !strings.Contains(err.Error(), "b/4.png is 1×3, want 1×2") {
		t.Error(err)
	}
	folder["b/4.png"] = file(folder["b/1.png"].Data[:40])
	if _, err := data.ReadFolder(ctx, folder); err == nil || !strings.Contains(err.Error(), "b/4.png") {
		t.Error(err)
	}
	if _, err := data.ReadFolder(ctx, fstest.MapFS{}); err == nil {
		t.Error("an empty folder is taken")
	}
}

func gz(t *testing.T, x stdlib.IDX) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := stdlib.WriteIDX(z, x); err != nil {
		t.Fatal(err)
	}
	z.Close()
	return b.Bytes()
}

// A server of our own stands for the mirror. The training files have no checksum here,
// so that pictures of our own pass; those to test on must be the real ones.
func TestMNISTIsFetchedOnceWhenAsked(t *testing.T) {
	pictures := stdlib.IDX{Size: []int{60_000, 28, 28}, Data: make([]byte, 60_000*28*28)}
	labels := stdlib.IDX{Size: []int{60_000}, Data: make([]byte, 60_000)}
	pictures.Data[28*28+5], labels.Data[1] = 255, 9
	files := map[string][]byte{"/train-images-idx3-ubyte.gz": gz(t, pictures), "/train-labels-idx1-ubyte.gz": gz(t, labels), "/t10k-images-idx3-ubyte.gz": []byte("something else")}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		content, there := files[r.URL.Path]
		if !there {
			http.NotFound(w, r)
			return
		}
		w.Write(content)
	}))
	defer server.Close()
	how := data.MNIST{Train: true, Folder: filepath.Join(t.TempDir(), "new"), URL: server.URL}
	if _, err := data.ReadMNIST(ctx, how); err == nil || !strings.Contains(err.Error(), "ask for Download") || asked != 0 {
		t.Errorf("without Download: %v, %d requests", err, asked)
	}
	how.Download = true
	for range 2 {
		d, err := data.ReadMNIST(ctx, how)
		if err != nil {
			t.Fatal(err)
		}
		if d.Len() != 60_000 || d.Labels[1] != 9 || d.Picture(1)[5] != 1 || asked != 2 {
			t.Errorf("%v, %d requests", d, asked)
		}
	}
	how.Train = false
	if _, err := data.ReadMNIST(ctx, how); err == nil || !strings.Contains(err.Error(), "SHA-256") {
		t.Errorf("a file that is not MNIST: %v", err)
	}
	if left, _ := os.ReadDir(how.Folder); len(left) != 2 {
		t.Errorf("%v are left in the folder, want the two that are whole", left)
	}
	labels.Data[1] = 10
	files["/train-labels-idx1-ubyte.gz"] = gz(t, labels)
	if _, err := data.ReadMNIST(ctx, data.MNIST{Train: true, Folder: t.TempDir(), URL: server.URL, Download: true}); err == nil || !strings.Contains(err.Error(), "11 classes") {
		t.Errorf("a label of 10: %v", err)
	}
	delete(files, "/train-images-idx3-ubyte.gz")
	if _, err := data.ReadMNIST(ctx, data.MNIST{Train: true, Folder: t.TempDir(), URL: server.URL, Download: true}); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a file that the mirror has not: %v", err)
	}
	server.Close()
	if _, err := data.ReadMNIST(ctx, data.MNIST{Folder: t.TempDir(), URL: server.URL, Download: true}); err == nil || !strings.Contains(err.Error(), "online") {
		t.Errorf("offline: %v", err)
	}
}

// The test digits of the shared folder are those that the checksums are of.
func TestRealMNIST(t *testing.T) {
	folder := "../../../shared/data/mnist"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no ../shared/data/mnist")
	}
	d, err := data.ReadMNIST(ctx, data.MNIST{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	ones := 0
	for _, p := range d.Patterns(.5) {
		for _, s := range p.Spins {
			ones += int(s+1) / 2
		}
	}
	if share := float64(ones) / float64(len(d.Pixels)); d.Labels[0] != 7 || share < .12 || share > .15 {
		t.Errorf("%v, first label %d, %.3f of the pixels on", d, d.Labels[0], share)
	}
}

func ExamplePrototypes() {
	d, err := data.Prototypes(rng.New(1), 100, .1, data.Letters()[:3]...)
	fmt.Println(d, err)
	// Output: 100 pictures of 7×5 in 3 classes <nil>
}

func ExampleLabelled_OneHot() {
	d, _ := data.NewLabelled(1, 3, []float32{0, .9, .8, .7, .1, 0}, []int{1, 0})
	examples, err := d.OneHot(d.Patterns(.5))
	fmt.Println(examples[0], examples[1], err)
	// Output: -++-+ +--+- <nil>
}

func ExampleReadMNIST() {
	_, err := data.ReadMNIST(context.Background(), data.MNIST{Folder: "no/such/folder"})
	fmt.Println(err)
	// Output: data: MNIST: no/such/folder/t10k-images-idx3-ubyte.gz is not there: put the file there, or ask for Download
}
