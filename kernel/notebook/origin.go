package notebook

import (
	"encoding/json"
	"fmt"
)

// Origin is what made the stored outputs. It is kept in the notebook's metadata,
// under "harmonium".
type Origin struct {
	Version      string `json:"version"`
	Seed         uint64 `json:"seed"`         // of the session; what cells set later is theirs
	Architecture string `json:"architecture"` // as Go names it, such as amd64
}

func (o Origin) String() string {
	return fmt.Sprintf("version %s, seed %d, %s", o.Version, o.Seed, o.Architecture)
}

// Origin reads what the notebook says of itself; false: it says nothing.
func (nb *Notebook) Origin() (o Origin, ok bool) {
	raw, err := json.Marshal(nb.Metadata["harmonium"])
	if err != nil || json.Unmarshal(raw, &o) != nil {
		return Origin{}, false
	}
	return o, o.Version != ""
}

// SetOrigin notes what made the outputs, and the kernel when none is named.
func (nb *Notebook) SetOrigin(o Origin) {
	if nb.Metadata == nil {
		nb.Metadata = map[string]any{}
	}
	nb.Metadata["harmonium"] = map[string]any{"version": o.Version, "seed": o.Seed, "architecture": o.Architecture}
	if nb.Metadata["kernelspec"] == nil {
		nb.Metadata["kernelspec"] = map[string]any{"display_name": "Go (Harmonium)", "language": "go", "name": "harmonium"}
	}
}
