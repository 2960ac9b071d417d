// Package admin tells health in detail, and metrics (text format 0.0.4 of Prometheus), on loopback.
package admin

import (
	"fmt"
	"io"
	"net/http"

	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/wire/jsontext"
)

// Health tells each part's name with nothing while it is well, or one line that says what is wrong.
type Health func() map[string]map[string]string

// New makes the admin port's handler.
func New(state *life.State, counts *life.Counts, health Health) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Cache-Control", "no-store")
		path := request.URL.Path
		switch {
		case path == "/health/live":
			life.TellByStatus(response, request, true)
		case path == "/health/ready":
			life.TellByStatus(response, request, state.Ready())
		case path != "/health" && path != "/metrics":
			response.WriteHeader(http.StatusNotFound)
		case request.Method != http.MethodGet && request.Method != http.MethodHead:
			response.Header().Set("Allow", "GET, HEAD")
			response.WriteHeader(http.StatusMethodNotAllowed)
		case path == "/health":
			tellHealth(response, health())
		default:
			response.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
			writeMetrics(response, state, counts)
		}
	})
}

func tellHealth(response http.ResponseWriter, groups map[string]map[string]string) {
	told := map[string]any{}
	ok := true
	for group, parts := range groups {
		words := map[string]string{}
		for name, wrong := range parts {
			words[name] = wrong
			if wrong == "" {
				words[name] = "ok"
			}
			ok = ok && wrong == ""
		}
		told[group] = words
	}
	told["ok"] = ok
	text, _ := jsontext.Encode(told)
	response.Header().Set("Content-Type", "application/json; charset=utf-8")
	if !ok {
		response.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = response.Write(text)
}

func writeMetrics(out io.Writer, state *life.State, counts *life.Counts) {
	ready := 0
	if state.Ready() {
		ready = 1
	}
	fmt.Fprintf(out, "# HELP carveout_ready Whether the process takes requests.\n# TYPE carveout_ready gauge\ncarveout_ready %d\n", ready)
	fmt.Fprint(out, "# HELP carveout_calls_answered_total Calls answered, by how they ended.\n# TYPE carveout_calls_answered_total counter\n")
	counts.Each(func(operation, kind string, count int64) {
		fmt.Fprintf(out, "carveout_calls_answered_total{module=\"currencies\",operation=%q,outcome=%q} %d\n", operation, kind, count)
	})
}
