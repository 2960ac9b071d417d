// Package door serves the contract's http lines as a JSON API, behind a gateway.
package door

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"carveout.example/currencies/internal/core"
	"carveout.example/currencies/internal/life"
	"carveout.example/currencies/internal/linger"
	"carveout.example/currencies/internal/principal"
	"carveout.example/currencies/internal/wire/jsontext"
)

// Answer runs an operation for a caller.
type Answer func(operation, caller string, input any) core.Reply

type route struct {
	method, allowed, operation string
	fields                     fields
}

var routes = map[string]route{
	"/api/currencies":         {http.MethodGet, "GET, HEAD", "supported", supportedFields},
	"/api/currencies/convert": {http.MethodPost, "POST", "convert", convertFields},
}

var wellFormedID = regexp.MustCompile(`^[\x21-\x7e]{1,128}$`)

// New makes the door. Keys are those of the gateway.
func New(state *life.State, answer Answer, keys principal.Keys) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/health/live":
			life.TellByStatus(response, request, true)
		case "/health/ready":
			life.TellByStatus(response, request, state.Ready())
		default:
			setHeaders(response.Header(), request.Header.Get("X-Request-Id"))
			serve(response, request, answer, keys)
		}
	})
}

func setHeaders(header http.Header, givenID string) {
	if !wellFormedID.MatchString(givenID) {
		givenID = rand.Text()
	}
	header.Set("X-Request-Id", givenID)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
}

func serve(response http.ResponseWriter, request *http.Request, answer Answer, keys principal.Keys) {
	// As the gateway reads a path: as it is written, and one slash at the end means nothing.
	found, isRoute := routes[strings.TrimSuffix(request.URL.EscapedPath(), "/")]
	if !isRoute {
		plainProblem(http.StatusNotFound, "Nothing is served at this path.").tell(response)
		return
	}
	isHead := found.method == http.MethodGet && request.Method == http.MethodHead
	if request.Method != found.method && !isHead {
		response.Header().Set("Allow", found.allowed)
		plainProblem(http.StatusMethodNotAllowed, "This path takes other methods: see the Allow header.").tell(response)
		return
	}
	if refused := recognise(request, keys); refused != nil {
		refused.tell(response)
		return
	}
	var body any = core.Absent{}
	if found.method == http.MethodPost {
		read, refused := readBody(request)
		if refused != nil {
			linger.Over(response, request, func() { refused.tell(response) })
			return
		}
		body = read
	}
	input, unfit := compose(found.fields, request.URL.Query(), body)
	tell(response, found.operation, checked(answer(found.operation, core.Door, input), unfit))
}

// recognise finds out by whom a request is made, and its key. Anybody may ask for what is served here, and it changes
// nothing: so that is looked at, and not used.
func recognise(request *http.Request, keys principal.Keys) *problem {
	if _, err := keys.Of(request.Header, time.Now()); err != nil {
		// The header itself stays out of the log: until it is over, it opens doors.
		slog.Warn("a principal header was refused", "path", request.URL.Path, "reason", err.Error())
		refused := principalRefused()
		return &refused
	}
	if given := request.Header.Get("Idempotency-Key"); given != "" && !wellFormedID.MatchString(unquoted(given)) {
		refused := keyRefused()
		return &refused
	}
	return nil
}

// unquoted is a key as it is meant: the IETF draft writes it as a quoted string, most clients send it bare.
func unquoted(key string) string {
	if len(key) >= 2 && key[0] == '"' && key[len(key)-1] == '"' {
		return key[1 : len(key)-1]
	}
	return key
}

// checked adds what the door refuses to what the contract does.
func checked(reply core.Reply, unfit []core.Issue) core.Reply {
	if len(unfit) == 0 || reply.Kind == core.Fault {
		return reply
	}
	return core.Reply{Kind: core.Invalid, Issues: append(reply.Issues, unfit...)}
}

func tell(response http.ResponseWriter, operation string, reply core.Reply) {
	if reply.Kind != core.Value {
		problemOf("currencies."+operation, reply).tell(response)
		return
	}
	// Anybody may ask for it: whether it may be kept, the gateway's policy says.
	response.Header().Del("Cache-Control")
	text, _ := jsontext.Encode(reply.Data)
	response.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = response.Write([]byte(strings.TrimSuffix(string(text), "\n")))
}
