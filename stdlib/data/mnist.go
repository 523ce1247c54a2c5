package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// MNIST says where the handwritten digits are. Zero fields take the stated default.
//
// Source: LeCun, Cortes and Burges, the MNIST database (1998).
type MNIST struct {
	Train    bool   // the 60,000 digits to train on; false means the 10,000 to test on
	Folder   string // where the files are kept; "" means harmonium/mnist in the user's cache folder
	Download bool   // fetch the files that are not there: up to 11 MB. Nothing else here goes to the net
	URL      string // of the folder that they are fetched from; "" means a public mirror
}

// mirror is a public copy of the four files, unchanged.
const mirror = "https://ossci-datasets.s3.amazonaws.com/mnist/"

// mnistFile is one of the four. Where there is no checksum, gzip's own, the sizes and
// the labels are all that is verified.
type mnistFile struct{ name, sha256 string }

var mnistTest = [2]mnistFile{
	{"t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
	{"t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"},
}

var mnistTrain = [2]mnistFile{{"train-images-idx3-ubyte.gz", ""}, {"train-labels-idx1-ubyte.gz", ""}}

// maxFile is the longest file that is fetched: the largest of the four has 9.9 MB.
const maxFile = 16 << 20

// ReadMNIST reads the digits from the folder, and fetches them first where that is asked
// for. A file with another checksum, or not of so many pictures of 28×28 and labels 0 to
// 9, is refused, and one that was fetched is not kept.
func ReadMNIST(ctx context.Context, how MNIST) (*Labelled, error) {
	files, count := mnistTest, 10_000
	if how.Train {
		files, count = mnistTrain, 60_000
	}
	if how.Folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("data: MNIST: there is no cache folder, name a Folder: %w", err)
		}
		how.Folder = filepath.Join(cache, "harmonium", "mnist")
	}
	if how.URL == "" {
		how.URL = mirror
	}
	for _, f := range files {
		if err := how.provide(ctx, f); err != nil {
			return nil, fmt.Errorf("data: MNIST: %w", err)
		}
	}
	pictures, err := open(filepath.Join(how.Folder, files[0].name))
	if err != nil {
		return nil, err
	}
	labels, err := open(filepath.Join(how.Folder, files[1].name))
	if err != nil {
		return nil, err
	}
	d, err := FromIDX(pictures, labels)
	if err != nil {
		return nil, err
	}
	if d.Len() != count || d.Rows != 28 || d.Cols != 28 || d.Classes != 10 {
		return nil, fmt.Errorf("data: MNIST: %v in %s, want %d of 28×28 in 10 classes", d, how.Folder, count)
	}
	return d, ctx.Err()
}

// provide sees to it that a file is there and whole.
func (how MNIST) provide(ctx context.Context, f mnistFile) error {
	path := filepath.Join(how.Folder, f.name)
	content, err := os.ReadFile(path)
	if err == nil {
		return f.verify(content, path)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if !how.Download {
		return fmt.Errorf("%s is not there: put the file there, or ask for Download", path)
	}
	from := strings.TrimSuffix(how.URL, "/") + "/" + f.name
	if content, err = fetch(ctx, from); err != nil {
		return fmt.Errorf("%s could not be fetched (is this machine online?); put the file into %s by hand: %w", f.name, how.Folder, err)
	}
	if err := f.verify(content, from); err != nil {
		return err
	}
	return keep(path, content)
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", url, answer.Status)
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxFile+1))
	if err == nil && len(content) > maxFile {
		err = fmt.Errorf("%s is longer than %d bytes", url, maxFile)
	}
	return content, err
}

func (f mnistFile) verify(content []byte, where string) error {
	if sum := sha256.Sum256(content); f.sha256 != "" && hex.EncodeToString(sum[:]) != f.sha256 {
		return fmt.Errorf("%s has the SHA-256 %x, want %s: the file is damaged or another", where, sum, f.sha256)
	}
	return nil
}

// keep writes a file in one go: who looks meanwhile sees none or the whole.
func keep(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	t, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return err
	}
	_, err = t.Write(content)
	err = errors.Join(err, t.Close())
	if err == nil {
		err = os.Rename(t.Name(), path)
	}
	if err != nil {
		os.Remove(t.Name())
	}
	return err
}
