package wire

import "encoding/json"

// Place is where in the user's code an error has its cause. The protocol has
// no field for it, so it travels in the metadata of the execute_reply, under a
// name of our own. Zero fields are not known.
type Place struct {
	Cell   int `json:"cell"`
	Line   int `json:"line"`   // from 1
	Column int `json:"column"` // from 1, in bytes
}

// PlaceKey is that name.
const PlaceKey = "harmonium_place"

// PlaceOf is the place that metadata tells; the zero Place if it tells none.
func PlaceOf(metadata json.RawMessage) Place {
	var in struct {
		Place *Place `json:"harmonium_place"`
	}
	if json.Unmarshal(metadata, &in) != nil || in.Place == nil {
		return Place{}
	}
	return *in.Place
}
