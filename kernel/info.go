package kernel

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"harmonium/kernel/wire"
)

// kernelInfo says what kernel this is.
func (k *Kernel) kernelInfo(_ context.Context, _ *request) (any, error) {
	goVersion := strings.TrimPrefix(runtime.Version(), "go")
	return wire.KernelInfoReply{
		Status:                wire.StatusOK,
		ProtocolVersion:       wire.Version,
		Implementation:        "harmonium",
		ImplementationVersion: k.version,
		LanguageInfo: wire.LanguageInfo{
			Name: "go", Version: goVersion, MIMEType: "text/x-go", FileExtension: ".go",
			PygmentsLexer: "go", CodemirrorMode: "go",
		},
		Banner: fmt.Sprintf("Harmonium %s: energy-based models in Go %s. Type ?name for help on a name.", k.version, goVersion),
		HelpLinks: []wire.HelpLink{
			{Text: "The Go language", URL: "https://go.dev/ref/spec"},
			{Text: "Effective Go", URL: "https://go.dev/doc/effective_go"},
			{Text: "A tour of Go", URL: "https://go.dev/tour/"},
		},
		SupportedFeatures: []string{"kernel subshells"},
	}, nil
}

// connect tells the ports.
func (k *Kernel) connect(_ context.Context, _ *request) (any, error) {
	c := k.sockets.Connection()
	return wire.ConnectReply{
		Status: wire.StatusOK, ShellPort: c.ShellPort, IOPubPort: c.IOPubPort,
		StdinPort: c.StdinPort, HBPort: c.HBPort, ControlPort: c.ControlPort,
	}, nil
}

func unknownAccess(access string) error {
	return fmt.Errorf("hist_access_type is %q, want range, tail or search", access)
}
