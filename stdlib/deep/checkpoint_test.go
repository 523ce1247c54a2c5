package deep_test

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"harmonium/stdlib"
	"harmonium/stdlib/data"
	"harmonium/stdlib/deep"
	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"
)

func letters(t testing.TB) *rbm.Data {
	t.Helper()
	return must[*rbm.Data](t)(rbm.FromPatterns(data.Letters()))
}

func file(t testing.TB, save func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func saved(t testing.TB, m *deep.DBM) []byte {
	t.Helper()
	return file(t, func(b *bytes.Buffer) error { return m.Save(b) })
}

// A net goes through a file unchanged; cut files, others' files and numbers that are
// not finite are refused.
func checkFile(t *testing.T, whole []byte, again func([]byte) ([]byte, error)) {
	t.Helper()
	back, err := again(whole)
	if err != nil || !bytes.Equal(back, whole) {
		t.Errorf("the net changed on its way through a file (%v)", err)
	}
	for _, n := range []int{0, 7, 40, len(whole) - 1} {
		if _, err := again(whole[:n]); err == nil {
			t.Errorf("a file cut to %d of %d bytes is taken", n, len(whole))
		}
	}
	other := file(t, func(b *bytes.Buffer) error { return must[*rbm.RBM](t)(rbm.New(3, 2)).Save(b) })
	if _, err := again(other); err == nil || !strings.Contains(err.Error(), "harmonium.rbm") {
		t.Errorf("another model's file: %v", err)
	}
	sick := slices.Clone(whole)
	copy(sick[len(sick)-4:], []byte{0, 0, 0xc0, 0x7f})
	if _, err := again(sick); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("a NaN in the file: %v", err)
	}
	wrong := bytes.Replace(whole, []byte(`"sizes":"`), []byte(`"sizes":"9`), 1)
	wrong[0]++ // the header is a byte longer
	if _, err := again(wrong); err == nil {
		t.Error("sizes that do not fit the tensors are taken")
	}
}

// checkResume stops a training in the middle of an epoch, where its last checkpoint is
// some updates old, and resumes it: net and history are those of one run.
func checkResume(t *testing.T, how deep.Training, train func(context.Context, deep.Training) ([]byte, stdlib.History, error),
	resume func([]byte, deep.Training) ([]byte, stdlib.History, error)) {
	t.Helper()
	want, history, err := train(ctx, how)
	if err != nil {
		t.Fatal(err)
	}
	how.Checkpoint = filepath.Join(t.TempDir(), "net.safetensors")
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	how.Watch = func(s stdlib.Step) error {
		if s.Update > history.Last().Update/2 {
			cancel()
		}
		return nil
	}
	if _, _, err := train(stop, how); err != context.Canceled {
		t.Fatalf("the training to interrupt ended with %v", err)
	}
	half := must[[]byte](t)(os.ReadFile(how.Checkpoint))
	how.Checkpoint, how.Watch = "", nil
	got, all, err := resume(half, how)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("resumed: another net than in one run (%v)", err)
	}
	if len(all.Steps) != len(history.Steps) || all.Last().WeightNorm != history.Last().WeightNorm || all.Last().Update != history.Last().Update {
		t.Errorf("resumed: history %v, in one run %v", all, history)
	}
	how.Rate *= 2
	if _, _, err := resume(half, how); err == nil || !strings.Contains(err.Error(), "same options") {
		t.Errorf("resumed with another rate: %v", err)
	}
}

func TestFileOfDBM(t *testing.T) {
	m := masked(t, dbm(t, 1, .5, 35, 12, 6))
	must[stdlib.History](t)(m.Train(ctx, rng.New(1), letters(t), deep.Training{Epochs: 2}))
	checkFile(t, saved(t, m), func(b []byte) ([]byte, error) {
		m, err := deep.LoadDBM(bytes.NewReader(b))
		if err != nil {
			return nil, err
		}
		return saved(t, m), nil
	})
	back := must[*deep.DBM](t)(deep.LoadDBM(bytes.NewReader(saved(t, m))))
	if p := must[[]stdlib.Pattern](t)(back.Sample(ctx, rng.New(1), rbm.Sampling{Count: 1, Steps: 1}))[0]; p.Rows != 7 || p.Cols != 5 {
		t.Errorf("dreams of %d×%d, want 7×5", p.Rows, p.Cols)
	}
	m.Bias(1)[2] = float32(math.NaN())
	if err := m.Check(); err == nil || !strings.Contains(err.Error(), `number 2 of tensor "b1" is NaN`) {
		t.Errorf("a NaN is not found: %v", err)
	}
}

func TestResumeOfDBM(t *testing.T) {
	start := masked(t, dbm(t, 1, .1, 35, 12, 6))
	how := deep.Training{Epochs: 6, Batch: 10, Momentum: .5, Rate: .1, RateEnd: .01, L2: .001, Chains: 7, Every: 2}
	checkResume(t, how, func(ctx context.Context, how deep.Training) ([]byte, stdlib.History, error) {
		m := start.Clone()
		h, err := m.Train(ctx, rng.New(3), letters(t), how)
		return saved(t, m), h, err
	}, func(half []byte, how deep.Training) ([]byte, stdlib.History, error) {
		m, h, err := deep.ResumeDBM(ctx, bytes.NewReader(half), letters(t), how)
		if err != nil {
			return nil, h, err
		}
		return saved(t, m), h, nil
	})
}
