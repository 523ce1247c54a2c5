package words

import (
	"fmt"
	"reflect"
	"time"

	"harmonium/dsl/internal/figures"
	"harmonium/dsl/internal/mime"
	"harmonium/stdlib"
	"harmonium/stdlib/verbs"
)

// machineWords are the rows of the words for machines that learn. They are the verbs
// of package verbs, with the cell's context and the session's random numbers.
func machineWords() []Word {
	const small = "import (\"harmonium/stdlib/rbm\"; \"harmonium/stdlib/data\")\npictures := Must(data.BarsAndStripes(2))\nm := Must(rbm.New(4, 3))\n"
	return []Word{
		{Name: "Train", Decl: "func Train(machine, data any, how ...any) stdlib.History", Bind: func(s *Set) any { return s.train },
			Outside: "{ return Must(verbs.Train(Context(), Random(), machine, data, nil, how...)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Train teaches a machine patterns, or data of its own kind, and shows the learning curve meanwhile; the settings are the machine's Training.",
			Example: small + "Train(m, pictures, rbm.Training{Epochs: 5}).Last().Epoch", Output: "5"},
		{Name: "Complete", Decl: "func Complete(machine any, pattern stdlib.Pattern, known []int, how ...any) verbs.Completion", Bind: func(s *Set) any { return s.complete },
			Outside: "{ return Must(verbs.Complete(Context(), Random(), machine, pattern, known, how...)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Complete fills a pattern in: the known units keep their values, the others follow from them, as means with errors and as samples.",
			Example: small + "len(Complete(m, pictures[0], []int{0, 1}, rbm.Sampling{Count: 8}).Patterns)", Output: "8"},
		{Name: "Classify", Decl: "func Classify(machine any, pattern stdlib.Pattern, classes ...int) []float64", Bind: func(s *Set) any { return s.classify },
			Outside: "{ return Must(verbs.Classify(Context(), Random(), machine, pattern, classes...)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Classify gives the probability of each class; the classes are the machine's last visible units, of which one is on; a classifier knows how many.",
			Example: small + "len(Classify(m, Pattern(\"++--\"), 2))", Output: "2"},
		{Name: "FreeEnergy", Decl: "func FreeEnergy(machine any, visible stdlib.Pattern) float64", Bind: func(s *Set) any { return s.freeEnergy },
			Outside: "{ return Must(verbs.FreeEnergy(Context(), machine, visible)) }", Needs: []string{"Must", "Context"},
			Help:    "FreeEnergy is that of a machine's hidden units, the visible ones held: the lower, the likelier the machine finds the pattern.",
			Example: small + "Train(m, pictures, rbm.Training{Epochs: 3000, Rate: 0.3})\nFreeEnergy(m, pictures[0]) < FreeEnergy(m, Pattern(\"+- -+\"))", Output: "true"},
		{Name: "LogLikelihood", Decl: "func LogLikelihood(machine, data any) float64", Bind: func(s *Set) any { return s.logLikelihood },
			Outside: "{ return Must(verbs.LogLikelihood(Context(), machine, data)) }", Needs: []string{"Must", "Context"},
			Help:    "LogLikelihood is the mean ln P of the data, exact; machines too large to count have estimates of their own.",
			Example: small + "before := LogLikelihood(m, pictures)\nTrain(m, pictures, rbm.Training{Epochs: 300, Rate: 0.2})\nLogLikelihood(m, pictures) > before", Output: "true"},
		{Name: "PseudoLikelihood", Decl: "func PseudoLikelihood(machine, data any) float64", Bind: func(s *Set) any { return s.pseudoLikelihood },
			Outside: "{ return Must(verbs.PseudoLikelihood(Context(), machine, data)) }", Needs: []string{"Must", "Context"},
			Help:    "PseudoLikelihood is the mean over the data of the sum of ln P(unit | all others): cheap for machines of any size.",
			Example: small + "PseudoLikelihood(m, pictures) < 0", Output: "true"},
		{Name: "LogZ", Decl: "func LogZ(model any) float64", Bind: func(s *Set) any { return s.logZ },
			Outside: "{ return Must(verbs.LogZ(Context(), model)) }", Needs: []string{"Must", "Context"},
			Help:    "LogZ is the logarithm of a model's partition function, counted exactly; at temperature 1 where the model has none of its own.",
			Example: "import (\"harmonium/stdlib\"; \"math\")\npair := Must(stdlib.NewLattice(0, false, 2))\nLogZ(pair) - 2*math.Ln2", Output: "0"},
		{Name: "Transform", Decl: "func Transform(machine, data any) [][]float64", Bind: func(s *Set) any { return s.transform },
			Outside: "{ return Must(verbs.Transform(Context(), Random(), machine, data)) }", Needs: []string{"Must", "Random", "Context"},
			Help:    "Transform gives the features that a machine finds in each of the data: the means of its hidden units.",
			Example: small + "features := Transform(m, pictures)\n[]int{len(features), len(features[0])}", Output: "[]int{8, 3}"},
	}
}

// train shows the learning curve while the machine learns. The title, which tells of
// the pace meanwhile, is the summary in the end.
func (s *Set) train(machine, data any, how ...any) stdlib.History {
	place, start := s.newPlace(), time.Now()
	var steps []stdlib.Step
	history, err := verbs.Train(s.context(), s.random(), machine, data, func(step stdlib.Step) error {
		steps = append(steps, step)
		place.show(func() mime.Bundle { return s.lesson(steps, how, time.Since(start)) })
		return nil
	}, how...)
	if place.begun() {
		place.end(func() mime.Bundle { return s.bundle(history) })
		s.drawn.add(s.host.Run(), history)
	}
	return must(history, err)
}

// lesson is the learning curve so far, and how fast it goes.
func (s *Set) lesson(steps []stdlib.Step, how []any, took time.Duration) mime.Bundle {
	title := "training: " + progressOf(steps[len(steps)-1], how, took)
	f, err := figures.Plot(s.shower.Figures, stdlib.History{Steps: steps}, title)
	if err != nil { // nothing was measured
		return mime.Text(title)
	}
	return s.bundle(f)
}

// progressOf is "epoch 3 of 20, 1.5/s, 11s left". How many there are to be is known
// where the settings say so.
func progressOf(s stdlib.Step, how []any, took time.Duration) string {
	if of := setting(how, "Updates"); of > 0 || s.Epoch == 0 {
		return counted("update", float64(s.Update), of, took)
	}
	return counted("epoch", s.Epoch, setting(how, "Epochs"), took)
}

func counted(what string, done, of float64, took time.Duration) string {
	text := fmt.Sprintf("%s %.6g", what, done)
	if of > 0 {
		text += fmt.Sprintf(" of %.6g", of)
	}
	if done > 0 && took > 0 {
		text += ", " + pace(done, of, took)
	}
	return text
}

// setting is a whole number among the settings; 0 when it is not there.
func setting(how []any, name string) float64 {
	if len(how) == 0 {
		return 0
	}
	v := reflect.ValueOf(how[0])
	if v.Kind() != reflect.Struct {
		return 0
	}
	if f := v.FieldByName(name); f.IsValid() && f.CanInt() {
		return float64(f.Int())
	}
	return 0
}

func (s *Set) complete(machine any, pattern stdlib.Pattern, known []int, how ...any) verbs.Completion {
	return must(verbs.Complete(s.context(), s.random(), machine, pattern, known, how...))
}

func (s *Set) classify(machine any, pattern stdlib.Pattern, classes ...int) []float64 {
	return must(verbs.Classify(s.context(), s.random(), machine, pattern, classes...))
}

func (s *Set) freeEnergy(machine any, visible stdlib.Pattern) float64 {
	return must(verbs.FreeEnergy(s.context(), machine, visible))
}

func (s *Set) logLikelihood(machine, data any) float64 {
	return must(verbs.LogLikelihood(s.context(), machine, data))
}

func (s *Set) pseudoLikelihood(machine, data any) float64 {
	return must(verbs.PseudoLikelihood(s.context(), machine, data))
}

func (s *Set) logZ(model any) float64 { return must(verbs.LogZ(s.context(), model)) }

func (s *Set) transform(machine, data any) [][]float64 {
	return must(verbs.Transform(s.context(), s.random(), machine, data))
}
