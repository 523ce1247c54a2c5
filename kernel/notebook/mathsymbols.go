package notebook

// The commands that MathML knows, as the markup they stand for.
var texSymbols = symbolTable()

func symbolTable() map[string]string {
	table := map[string]string{}
	add := func(tag string, pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			table[pairs[i]] = "<" + tag + ">" + pairs[i+1] + "</" + tag[:2] + ">"
		}
	}
	add("mi", "alpha", "α", "beta", "β", "gamma", "γ", "delta", "δ", "epsilon", "ϵ", "varepsilon", "ε", "zeta", "ζ",
		"eta", "η", "theta", "θ", "vartheta", "ϑ", "iota", "ι", "kappa", "κ", "lambda", "λ", "mu", "μ", "nu", "ν", "xi", "ξ",
		"pi", "π", "rho", "ρ", "sigma", "σ", "tau", "τ", "upsilon", "υ", "phi", "ϕ", "varphi", "φ", "chi", "χ", "psi", "ψ",
		"omega", "ω", "Gamma", "Γ", "Delta", "Δ", "Theta", "Θ", "Lambda", "Λ", "Xi", "Ξ", "Pi", "Π", "Sigma", "Σ",
		"Upsilon", "Υ", "Phi", "Φ", "Psi", "Ψ", "Omega", "Ω", "ell", "ℓ", "hbar", "ℏ", "infty", "∞", "partial", "∂",
		"nabla", "∇", "emptyset", "∅", "ldots", "…", "dots", "…", "cdots", "⋯", "vdots", "⋮", "ddots", "⋱", "Re", "ℜ", "Im", "ℑ",
		"exp", "exp", "log", "log", "ln", "ln", "sin", "sin", "cos", "cos", "tan", "tan", "tanh", "tanh", "cosh", "cosh",
		"sinh", "sinh", "erfc", "erfc", "erf", "erf", "sgn", "sgn", "sign", "sign", "det", "det", "dim", "dim", "arg", "arg",
		"Var", "Var", "Cov", "Cov", "tr", "tr", "Pr", "Pr", "deg", "deg")
	add("mo", "sum", "∑", "prod", "∏", "int", "∫", "oint", "∮", "bigcup", "⋃", "bigcap", "⋂", "max", "max", "min", "min",
		"sup", "sup", "inf", "inf", "lim", "lim", "argmax", "arg max", "argmin", "arg min",
		"cdot", "·", "times", "×", "otimes", "⊗", "oplus", "⊕", "odot", "⊙", "circ", "∘", "bullet", "∙", "star", "⋆", "ast", "∗", "pm", "±", "mp", "∓", "div", "÷",
		"le", "≤", "leq", "≤", "ge", "≥", "geq", "≥", "ne", "≠", "neq", "≠", "ll", "≪", "gg", "≫", "approx", "≈", "simeq", "≃",
		"sim", "∼", "equiv", "≡", "propto", "∝", "in", "∈", "notin", "∉", "subset", "⊂", "subseteq", "⊆", "cup", "∪", "cap", "∩",
		"setminus", "∖", "forall", "∀", "exists", "∃", "neg", "¬", "land", "∧", "wedge", "∧", "lor", "∨", "vee", "∨",
		"to", "→", "rightarrow", "→", "longrightarrow", "⟶", "leftarrow", "←", "gets", "←", "leftrightarrow", "↔", "Rightarrow", "⇒", "implies", "⟹", "Leftarrow", "⇐",
		"Leftrightarrow", "⇔", "iff", "⟺", "mapsto", "↦", "uparrow", "↑", "downarrow", "↓", "mid", "∣", "parallel", "∥", "perp", "⊥",
		"top", "⊤", "bot", "⊥", "dagger", "†", "prime", "′", "colon", ":", "%", "%", "&", "&amp;", "#", "#", "_", "_", "$", "$", "coloneqq", "≔")
	for name, text := range map[string]string{
		"langle": "⟨", "rangle": "⟩", "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖",
		"{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrack": "[", "rbrack": "]", "backslash": "\\",
	} {
		table[name] = `<mo stretchy="false">` + text + "</mo>"
	}
	return table
}

// texLimits are the operators whose scripts stand above and below.
var texLimits = map[string]bool{
	"sum": true, "prod": true, "bigcup": true, "bigcap": true, "max": true, "min": true, "sup": true, "inf": true,
	"lim": true, "argmax": true, "argmin": true,
}

var texAccents = map[string]string{
	"hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "underline": "_", "vec": "→", "dot": "˙", "ddot": "¨", "tilde": "~", "widetilde": "~",
}

// texStyles name mathematical alphabets by the code point of their capital A.
var texStyles = map[string]rune{
	"mathbf": '𝐀', "boldsymbol": '𝑨', "bm": '𝑨', "mathcal": '𝒜', "mathbb": '𝔸', "mathsf": '𝖠', "mathtt": '𝙰', "mathit": '𝐴', "mathfrak": '𝔄',
}

var texSpaces = map[string]string{
	"quad": `<mspace width="1em"></mspace>`, "qquad": `<mspace width="2em"></mspace>`,
	",": `<mspace width="0.17em"></mspace>`, ":": `<mspace width="0.22em"></mspace>`, ";": `<mspace width="0.28em"></mspace>`,
	" ": `<mspace width="0.33em"></mspace>`, "!": "", "displaystyle": "", "textstyle": "",
}

// letterlike holds the letters that Unicode had before it had the alphabets.
var letterlike = map[rune]rune{
	'𝒝': 'ℬ', '𝒠': 'ℰ', '𝒡': 'ℱ', '𝒣': 'ℋ', '𝒤': 'ℐ', '𝒧': 'ℒ', '𝒨': 'ℳ', '𝒭': 'ℛ', '𝒺': 'ℯ', '𝒼': 'ℊ', '𝓄': 'ℴ',
	'𝔺': 'ℂ', '𝔿': 'ℍ', '𝕅': 'ℕ', '𝕇': 'ℙ', '𝕈': 'ℚ', '𝕉': 'ℝ', '𝕑': 'ℤ',
	'𝔆': 'ℭ', '𝔋': 'ℌ', '𝔌': 'ℑ', '𝔕': 'ℜ', '𝔝': 'ℨ', '𝑕': 'ℎ',
}

// mathAlphabet maps a Latin letter or digit into the alphabet that starts at capitalA.
func mathAlphabet(r, capitalA rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		r = capitalA + r - 'A'
	case r >= 'a' && r <= 'z':
		r = capitalA + 26 + r - 'a'
	case r >= '0' && r <= '9' && capitalA == '𝐀':
		r = '𝟎' + r - '0'
	case r >= 'α' && r <= 'ω' && (capitalA == '𝑨' || capitalA == '𝐀'):
		r = '𝜶' + r - 'α'
	}
	if l, ok := letterlike[r]; ok {
		return l
	}
	return r
}
