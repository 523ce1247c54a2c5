package main

import (
	"context"
	"fmt"
	"runtime"

	"harmonium/stdlib/rbm"
	"harmonium/stdlib/rng"

	"gonum.org/v1/gonum/mat"
)

const kilo = 1e3

// rbmRows learn 10,000 examples of 784 units, 15% of them on, in one pass. Rates are in
// thousands of examples a second.
func rbmRows() []Row {
	cd := rbm.Training{Batch: 100}
	pcd := func(batch int) rbm.Training { return rbm.Training{Method: rbm.PCD, Batch: batch} }
	return []Row{
		trainRow("RBM 784-256, PCD, batch 10", 256, pcd(10), scikit(10), Goal{OfPeer: 15}),
		trainRow("RBM 784-256, PCD, batch 100", 256, pcd(100), scikit(100), Goal{OfPeer: 5}),
		trainRow("RBM 784-500, CD-1, batch 100", 500, cd, numpyCD(), Goal{OfPeer: 2}),
		trainRow("RBM 784-500, CD-1, batch 100, torch", 500, cd, torchCD(), Goal{OfPeer: 2}),
		twoTrainRow("RBM 784-500, CD-1, two cores", 500, cd),
		aisRow(),
	}
}

// sparse is the data.
func sparse() *rbm.Data {
	x := mat.NewDense(10_000, 784, nil)
	x.Apply(func(int, int, float64) float64 { return 0.15 }, x)
	return must(rbm.FromRows(rng.New(1), x))
}

const sparsePython = "import numpy\nrng = numpy.random.default_rng(1)\nX = (rng.random((10000, 784)) < .15)\n"

func trainRow(name string, hidden int, how rbm.Training, peer Peer, goal Goal) Row {
	var d *rbm.Data
	how.Epochs, how.Look = 1, 1
	return Row{Name: name, Unit: "k/s", Work: 10_000 / kilo, Goal: goal, Peer: peer,
		Setup: func() { d = sparse() },
		Done:  func() { d = nil },
		Ours: func() {
			m := must(rbm.New(784, hidden))
			must(m.Train(context.Background(), rng.New(2), d, how))
		}}
}

func scikit(batch int) Peer {
	return Peer{Name: "scikit-learn", Module: "sklearn", Setup: sparsePython + fmt.Sprintf(`
from sklearn.neural_network import BernoulliRBM
X = X.astype(float)
def fit():
    BernoulliRBM(batch_size=%d, n_iter=1, random_state=1).fit(X)`, batch), Time: "fit()"}
}

// gibbsPython is ten minibatches of CD-1, in the words of numpy or of torch.
const gibbsPython = `
def learn():
    global W, b, c
    for i in range(0, 1000, 100):
        v0 = X[i:i+100]
        h0 = sigmoid(v0 @ W + c)
        v1 = draw(sigmoid(draw(h0) @ W.T + b))
        h1 = sigmoid(v1 @ W + c)
        W += (v0.T @ h0 - v1.T @ h1) * (.05 / 100)
        b += (v0 - v1).sum(0) * (.05 / 100)
        c += (h0 - h1).sum(0) * (.05 / 100)
`

func numpyCD() Peer {
	p := numpy("numpy f32", sparsePython+`
X = X.astype('f')
W, b, c = rng.normal(0, .01, (784, 500)).astype('f'), numpy.zeros(784, 'f'), numpy.zeros(500, 'f')
def sigmoid(x): return 1 / (1 + numpy.exp(-x))
def draw(p): return (rng.random(p.shape, dtype='f') < p).astype('f')
`+gibbsPython, "learn()")
	p.Work = 1000 / kilo
	return p
}

func torchCD() Peer {
	return Peer{Name: "torch f32", Module: "torch", Work: 1000 / kilo, Time: "learn()", Setup: `
import torch
torch.set_grad_enabled(False)
X = (torch.rand(10000, 784) < .15).float()
W, b, c = torch.randn(784, 500) * .01, torch.zeros(784), torch.zeros(500)
sigmoid, draw = torch.sigmoid, torch.bernoulli
` + gibbsPython}
}

// twoTrainRow compares two cores with one.
func twoTrainRow(name string, hidden int, how rbm.Training) Row {
	r := trainRow(name, hidden, how, Peer{}, Goal{OfPeer: 1.5})
	two := r.Ours
	r.Cores = 2
	r.Peer = Peer{Name: "ours on one", Go: func() {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		two()
	}}
	return r
}

// aisRow counts thousands of steps from one temperature to the next, of one chain: their
// cost does not depend on how many temperatures there are.
func aisRow() Row {
	const chains, steps = 100, 50
	var m *rbm.RBM
	return Row{Name: "AIS 784-500, 100 chains", Unit: "k/s", Work: chains * steps / kilo, Goal: Goal{OfPeer: 2},
		Setup: func() {
			m = must(rbm.New(784, 500))
			if err := m.StartFrom(sparse()); err != nil {
				panic(err)
			}
			if err := m.Scatter(rng.New(3), 0.05); err != nil {
				panic(err)
			}
		},
		Done: func() { m = nil },
		Ours: func() {
			must(m.AIS(context.Background(), rng.New(1), rbm.AIS{Chains: chains, Temperatures: steps}))
		},
		Peer: numpy("numpy f32", `
rng = numpy.random.default_rng(1)
W, b, c = rng.normal(0, .05, (784, 500)).astype('f'), numpy.full(784, -1.73, 'f'), numpy.zeros(500, 'f')
def sigmoid(x): return 1 / (1 + numpy.exp(-x))
def draw(p): return (rng.random(p.shape, dtype='f') < p).astype('f')
def softplus(x): return numpy.log1p(numpy.exp(x)).sum(1)
def anneal():
    v, w = draw(numpy.tile(sigmoid(b), (100, 1))), numpy.zeros(100)
    for k in range(1, 51):
        f = v @ W + c
        w += softplus(numpy.float32(k / 50) * f) - softplus(numpy.float32((k - 1) / 50) * f)
        h = draw(sigmoid(numpy.float32(k / 50) * f))
        v = draw(sigmoid(numpy.float32(k / 50) * (h @ W.T) + b))
    return w`, "anneal()")}
}
