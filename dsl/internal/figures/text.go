package figures

// Text names the results of stdlib that are shown as text, and why.
func Text() map[string]string {
	return map[string]string{
		"stdlib.Step":          "a row of numbers of a history",
		"[]stdlib.Measure":     "numbers with names",
		"[]stdlib.Edge":        "a table of edges",
		"[]exact.Arrow":        "a table of steps; plots.Transitions draws them with the energies",
		"anneal.TTS":           "one number and its interval",
		"hopfield.Census":      "a few numbers",
		"hopfield.Kind":        "a name",
		"hopfield.Report":      "a few numbers",
		"boltzmann.Experiment": "what is to be done, not what was found",
		"boltzmann.Learner":    "a training under way; its History and Machine are drawn",
		"[]data.Document":      "words",
		"harmonium.Library":    "words",
		"harmonium.Units":      "a kind of unit",
		"harmonium.Support":    "a name",
		"harmonium.Completion": "its states may be no pictures; Complete gives those that are",
		"hopfield.Memory":      "what it keeps is what it was given",
		"hopfield.Modern":      "what it keeps is what it was given",
		"rng.Source":           "random numbers to come",
		"rng.Reader":           "random numbers to come",
	}
}
