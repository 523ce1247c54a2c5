package deep

import (
	"math"

	"harmonium/stdlib/internal/tensors"
	"harmonium/stdlib/internal/vec"
)

// way leads from one layer of a directed net to the next: P(yⱼ = 1 | x) = σ(b + Wᵀx)ⱼ.
// W is from×to, row by row.
type way struct {
	from, to int
	w, b     []float32
}

func newWay(from, to int) *way {
	return &way{from, to, make([]float32, from*to), make([]float32, to)}
}

func (p *way) tensors(w, b string) []tensors.Tensor {
	return []tensors.Tensor{{Name: w, Shape: []int{p.from, p.to}, F32: p.w}, {Name: b, Shape: []int{p.to}, F32: p.b}}
}

// fields sets z to b + Wᵀx for every row of x.
func (p *way) fields(pool *vec.Pool, z, x vec.Matrix[float32]) {
	vec.Mul(pool, z, x, vec.Dense(p.from, p.to, p.w))
	vec.AddToRows(z, p.b)
}

// draw sets y to a state drawn given x.
func (p *way) draw(pool *vec.Pool, d *draws, y, x vec.Matrix[float32]) {
	p.fields(pool, y, x)
	d.sample(pool, y, y)
}

// learn is the delta rule for rows x that y should follow: by·x(y − σ(b + Wᵀx)) is
// added to w and b.
func (p *way) learn(pool *vec.Pool, w vec.Matrix[float32], b []float32, by float32, x, y vec.Matrix[float32]) {
	wrong := matrix(y.Rows, y.Cols)
	p.fields(pool, wrong, x)
	vec.SigmoidRows(wrong)
	for i := range y.Rows {
		row := wrong.Row(i)
		for j, v := range y.Row(i) {
			row[j] = v - row[j]
		}
	}
	by /= float32(y.Rows)
	vec.MulAdd(pool, w, by, x.T(), wrong)
	vec.SumRows(b, by, wrong)
}

// add adds by·ln P(y | x) to every row's sum, in float64.
func (p *way) add(pool *vec.Pool, sums []float64, by float64, x, y vec.Matrix[float32]) {
	z := vec.Dense(x.Rows, p.to, make([]float64, x.Rows*p.to))
	vec.Mul(pool, z, widened(x), vec.Dense(p.from, p.to, wide(p.w)))
	vec.AddToRows(z, wide(p.b))
	addLogs(sums, by, z, y)
}

// addLogs adds by·Σⱼ ln P(yⱼ) to every row's sum, where σ(zⱼ) is the probability of 1.
func addLogs(sums []float64, by float64, z vec.Matrix[float64], y vec.Matrix[float32]) {
	soft := make([]float64, z.Cols)
	for i := range z.Rows {
		vec.Softplus64(soft, z.Row(i))
		log := vec.Dot(z.Row(i), wide(y.Row(i)))
		for _, s := range soft {
			log -= s
		}
		sums[i] += float64(by * log)
	}
}

// logOdds is the log-odds of every column of rows of 0 and 1, kept within ±6.
func logOdds(x vec.Matrix[float32]) []float32 {
	b := make([]float32, x.Cols)
	vec.SumRows(b, 1/float32(x.Rows), x)
	for i, p := range b {
		b[i] = float32(max(-6, min(6, math.Log(float64(p)/(1-float64(p))))))
	}
	return b
}
