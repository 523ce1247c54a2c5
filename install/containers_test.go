package install_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The container files cannot be built here. What can be held against the
// repository is: the version of Go, the folders, the commands.
func TestContainerFiles(t *testing.T) {
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
	if m == nil {
		t.Fatal("go.mod names no version")
	}
	for path, wanted := range map[string][]string{
		"Dockerfile":                         {"FROM golang:" + string(m[1]), "go build -trimpath -o /harmonium .", "harmonium install --prefix /usr/local", "harmonium notebooks lecture"},
		"../.binder/Dockerfile":              {"FROM golang:" + string(m[1]), "harmonium install --prefix /usr/local", "NB_UID"},
		"../.devcontainer/Dockerfile":        {"FROM golang:" + string(m[1])},
		"../.devcontainer/devcontainer.json": {`"Dockerfile"`, "make build && build/harmonium install"},
	} {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wanted {
			if !strings.Contains(string(raw), want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
		if strings.HasSuffix(path, ".json") && !json.Valid(raw) {
			t.Errorf("%s is not JSON", path)
		}
	}
}
